/// Random numbers as a pure function of (seed, purpose, index, position).
///
/// A stream needs no history: image 1000 draws the same numbers whether or not image 999 was ever
/// drawn, on any thread; and a search does not depend on the order in which its parts run.
///
/// There are two ways to name a stream, and each has a function of its own from counters to bits,
/// which stay as they are: trained weights and recorded studies hang on them.
///
/// - A ``RandomPurpose`` and an index, for what is drawn in bulk (images, weights, dropout): the key of
///   Philox is the seed, and purpose and index are part of the counter, so streams never overlap. A
///   stream repeats after 2³⁴ words.
/// - A text and an index, for what is drawn now and then (samplers, resampling): seed, text and index
///   are mixed into where a stream of SplitMix64 begins.
public struct CounterGenerator: RandomNumberGenerator, Sendable {
  /// A function from counters to bits, with the counter that comes next.
  private enum Stream {
    case philox(key: SIMD2<UInt32>, counter: SIMD4<UInt32>)
    case splitMix(state: UInt64)
  }

  private var stream: Stream
  /// The bits of one block of the stream, and how many words of it are used up.
  private var words = SIMD4<UInt32>()
  private var used = 4

  /// The stream of `purpose` for the item `index`.
  public init(seed: UInt64, purpose: RandomPurpose, index: UInt64) {
    stream = .philox(
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)),
      counter: SIMD4(
        0, purpose.rawValue, UInt32(truncatingIfNeeded: index),
        UInt32(truncatingIfNeeded: index >> 32)))
  }

  /// The stream of `purpose` for an item in an epoch.
  public init(seed: UInt64, purpose: RandomPurpose, epoch: Int, index: Int) {
    let high = UInt64(UInt32(truncatingIfNeeded: epoch)) << 32
    self.init(
      seed: seed, purpose: purpose, index: high | UInt64(UInt32(truncatingIfNeeded: index)))
  }

  /// The stream that `purpose` names, number `index` of its kind.
  public init(seed: UInt64, purpose: String, index: Int = 0) {
    let key = SplitMix64.mixed(SplitMix64.mixed(seed) ^ StableHash(purpose.utf8).value)
    stream = .splitMix(state: SplitMix64.mixed(key &+ UInt64(bitPattern: Int64(index))))
  }

  /// The next 32 random bits.
  public mutating func nextWord() -> UInt32 {
    if used == 4 { refill() }
    defer { used += 1 }
    return words[used]
  }

  /// The next 64 random bits: two words, the first one lowest.
  public mutating func next() -> UInt64 {
    let low = UInt64(nextWord())
    return low | UInt64(nextWord()) << 32
  }

  private mutating func refill() {
    switch stream {
    case .philox(let key, var counter):
      words = Philox.words(counter: counter, key: key)
      counter[0] &+= 1
      stream = .philox(key: key, counter: counter)
    case .splitMix(var state):
      let first = SplitMix64.next(&state)
      let second = SplitMix64.next(&state)
      words = SIMD4(
        UInt32(truncatingIfNeeded: first), UInt32(truncatingIfNeeded: first >> 32),
        UInt32(truncatingIfNeeded: second), UInt32(truncatingIfNeeded: second >> 32))
      stream = .splitMix(state: state)
    }
    used = 0
  }
}
