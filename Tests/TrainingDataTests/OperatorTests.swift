import Foundation
import Randomness
import TestSupport
import Testing

@testable import TrainingData

/// Pillow's and torchvision's outputs, magnitudes and policies.
struct AugmentationFixture: Decodable {
  struct Image: Decodable {
    let height, width, channels: Int
    let pixels: Data

    var image: ByteImage {
      ByteImage(
        size: ImageSize(height: height, width: width), channels: channels, pixels: Array(pixels))
    }
  }

  struct Case: Decodable {
    let image, `operator`: String
    /// As torchvision hands it on: blending factors less 1, thresholds, bits, pixels, degrees.
    let magnitude: Double
    let output: Data
  }

  struct Space: Decodable {
    let bins, height, width: Int
    let magnitudes: [String: [Double]]
    let signed: [String]
  }

  struct Choice: Decodable {
    let name: String
    let probability: Double
    let magnitude: Int?

    init(from decoder: any Decoder) throws {
      var values = try decoder.unkeyedContainer()
      name = try values.decode(String.self)
      probability = try values.decode(Double.self)
      magnitude = try values.decodeIfPresent(Int.self)
    }
  }

  let images: [String: Image]
  let cases: [Case]
  let spaces: [Space]
  let policies: [String: [[Choice]]]

  static func load() throws -> AugmentationFixture {
    try fixture("augmentation", in: .module)
  }
}

@Suite struct OperatorTests {
  /// Every operator at many strengths gives Pillow's bytes.
  @Test func pillow() throws {
    let fixture = try AugmentationFixture.load()
    for test in fixture.cases {
      let original = try #require(fixture.images[test.image]).image
      var image = original
      try operation(test.operator, test.magnitude).apply(to: &image)
      let differences = zip(image.pixels, test.output).count { $0 != $1 }
      #expect(
        image.pixels.count == test.output.count && differences == 0,
        "\(test.operator) \(test.magnitude) of \(test.image): \(differences) bytes differ")
    }
    #expect(Set(fixture.cases.map(\.operator)).count == 14)
  }

  private func operation(_ name: String, _ magnitude: Double) throws -> ImageOperator {
    switch try #require(MagnitudeScale.Name(rawValue: name)) {
    case .identity: .identity
    case .shearX: .shearX(level: magnitude)
    case .shearY: .shearY(level: magnitude)
    case .translateX: .translateX(pixels: Int(magnitude))
    case .translateY: .translateY(pixels: Int(magnitude))
    case .rotate: .rotate(degrees: magnitude)
    case .autoContrast: .autoContrast
    case .invert: .invert
    case .equalize: .equalize
    case .solarize: .solarize(threshold: magnitude)
    case .posterize: .posterize(bits: Int(magnitude))
    case .contrast: .contrast(factor: 1 + magnitude)
    case .color: .color(factor: 1 + magnitude)
    case .brightness: .brightness(factor: 1 + magnitude)
    case .sharpness: .sharpness(factor: 1 + magnitude)
    }
  }

  /// Magnitudes are torchvision's to the last bit, on both scales and at several sizes.
  @Test func magnitudes() throws {
    for space in try AugmentationFixture.load().spaces {
      let scale = MagnitudeScale(
        bins: space.bins, size: ImageSize(height: space.height, width: space.width))
      #expect(Set(space.magnitudes.keys) == Set(MagnitudeScale.randAugment.map(\.rawValue)))
      for (key, values) in space.magnitudes {
        let name = try #require(MagnitudeScale.Name(rawValue: key))
        for index in 0..<space.bins {
          for sign in [1.0, -1] {
            let isSigned = space.signed.contains(key)
            let value = values.isEmpty ? 0 : values[index] * (isSigned ? sign : 1)
            #expect(
              scale.operation(name, magnitude: index, isNegative: sign < 0)
                == (try operation(key, value)))
          }
        }
      }
    }
  }

  @Test func policies() throws {
    let expected = try AugmentationFixture.load().policies
    for learned in AugmentationPolicy.LearnedPolicy.allCases {
      let policy = learned.policy
      let reference = try #require(expected[learned.rawValue])
      #expect(policy.count == 25 && reference.count == 25)
      for (found, wanted) in zip(policy.joined(), reference.joined()) {
        #expect(found.name.rawValue == wanted.name && found.probability == wanted.probability)
        #expect(found.magnitude == wanted.magnitude ?? 0)
      }
    }
  }

  /// Each sub-policy comes up as often as any other, each operator with its probability, each sign
  /// every second time.
  @Test func draws() {
    let size = ImageSize(square: 32)
    let count = 20_000
    var signs = [0, 0]
    var (rotations, equalizations) = (0, 0)
    for index in 0..<count {
      var random = CounterGenerator(seed: 5, purpose: .policy, epoch: 0, index: index)
      for operation in AugmentationPolicy.autoAugment(.imageNet).operators(
        size: size, using: &random)
      {
        if case .rotate(let degrees) = operation {
          rotations += 1
          signs[degrees < 0 ? 1 : 0] += 1
        }
        if operation == .equalize { equalizations += 1 }
      }
    }
    // Sums of the probabilities in table 9, over 25 sub-policies.
    let rotation = (0.6 + 0.8 + 0.2 + 0.8 + 0.4 + 0.8) / 25
    let equalization =
      (0.8 + 0.6 + 0.4 + 0.4 + 0.6 + 1 + 0.6 + 0.6 + 0.8 + 1 + 1 + 0.6 + 0.4 + 1 + 0.8 + 0.6) / 25
    #expect(abs(Double(rotations) / Double(count) - rotation) < 0.02)
    #expect(abs(Double(equalizations) / Double(count) - equalization) < 0.02)
    #expect(abs(Double(signs[0]) / Double(rotations) - 0.5) < 0.05)
  }

  /// As many operators as asked for, all 14 about equally often.
  @Test func randAugment() {
    var counts: [String: Int] = [:]
    for index in 0..<7000 {
      var random = CounterGenerator(seed: 5, purpose: .policy, epoch: 1, index: index)
      let operators = AugmentationPolicy.randAugment(operations: 2, magnitude: 9).operators(
        size: ImageSize(square: 32), using: &random)
      #expect(operators.count == 2)
      for operation in operators {
        counts[String("\(operation)".prefix { $0 != "(" }), default: 0] += 1
      }
    }
    // 14 000 draws: 1000 of each, σ = 30.
    #expect(counts.count == 14 && counts.values.allSatisfy { abs($0 - 1000) < 150 })
    #expect(counts["invert"] == nil)
  }

  /// Levels become values and come back as they were; values between round to the nearest.
  @Test func levels() {
    let size = ImageSize(height: 1, width: 256)
    var values = (0..<256).map { Float($0) / 255 }
    values.withUnsafeMutableBufferPointer { values in
      let image = ByteImage(rounding: values, size: size)
      #expect(image.pixels == (0...255).map { UInt8($0) })
      image.write(to: values)
    }
    #expect(values == (0..<256).map { Float($0) / 255 })
    var between: [Float] = [-0.1, 0.49 / 255, 0.51 / 255, 1.2]
    between.withUnsafeMutableBufferPointer {
      let image = ByteImage(rounding: $0, size: ImageSize(square: 2))
      #expect(image.pixels == [0, 0, 1, 255])
    }
  }
}
