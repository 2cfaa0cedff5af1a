import Randomness

/// Stochastic depth's factor for each image, `[images, channels]`: 1 / keep, or 0.
struct SurvivalMask: StepOperation {
  let layer: Int
  /// The probability that an image keeps the branch.
  let keep: Double
  let images: Int
  let channels: Int
  let mask: Matrix

  var places: [Place] { [mask.place] }

  func run(_ unit: Int, in context: StepContext) {
    let pointer = context.memory.pointer(mask.place)
    for image in 0..<images {
      var generator = context.settings.randomness.generator(
        .stochasticDepth, layer: layer, image: image)
      let factor = generator.chance(keep) ? Float(1 / keep) : 0
      (pointer + image * mask.stride).update(repeating: factor, count: channels)
    }
  }
}

/// Dropout's factor for each element: 1 / keep, or 0.
struct DropoutMask: StepOperation {
  let layer: Int
  let keep: Double
  let images: Int
  /// Elements of an image.
  let elements: Int
  let mask: Matrix

  var places: [Place] { [mask.place] }

  func run(_ unit: Int, in context: StepContext) {
    let pointer = context.memory.pointer(mask.place)
    for image in 0..<images {
      var generator = context.settings.randomness.generator(.dropout, layer: layer, image: image)
      for element in 0..<elements {
        pointer[image * elements + element] =
          Double(generator.unit()) < keep ? Float(1 / keep) : 0
      }
    }
  }
}

extension StepRandomness {
  /// The stream of one image in one layer and step.
  fileprivate func generator(
    _ purpose: RandomPurpose, layer: Int, image: Int
  ) -> CounterGenerator {
    // 24 bits of image, 20 of layer (the most that a network may have), 20 of step: a repetition
    // after a million steps does no harm.
    let index =
      UInt64(truncatingIfNeeded: step) << 44 | UInt64(layer) << 24 | UInt64(image)
    return CounterGenerator(seed: seed, purpose: purpose, index: index)
  }
}

extension RandomPurpose {
  static let initialization = RandomPurpose(rawValue: 1000)
  static let dropout = RandomPurpose(rawValue: 1001)
  static let stochasticDepth = RandomPurpose(rawValue: 1002)
}
