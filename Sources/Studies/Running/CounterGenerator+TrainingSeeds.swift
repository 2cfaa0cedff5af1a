package import Randomness

extension CounterGenerator {
  /// Seeds for trainings: 31 bits, which fit every evaluator's idea of a seed and every reader of
  /// JSON.
  ///
  /// The first `used` of the sequence are left out.
  package static func trainingSeeds(count: Int, after used: Int = 0, seed: UInt64) -> [UInt64] {
    (used..<used + count).map { index in
      var generator = CounterGenerator(seed: seed, purpose: "training seed", index: index)
      return generator.next() >> 33
    }
  }
}
