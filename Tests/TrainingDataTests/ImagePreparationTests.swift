import Randomness
import Testing

@testable import TrainingData

@Suite struct ImagePreparationTests {
  private let size = ImageSize(square: 16)

  private func prepared(
    _ data: DataSet, _ index: Int, _ augmentation: Augmentation?, epoch: Int = 0, seed: UInt64 = 0
  ) throws -> [Float] {
    let preparation = ImagePreparation(
      data.training, size: size, normalization: data.normalization, augmentation: augmentation,
      seed: seed)
    var pixels = [Float](repeating: .nan, count: preparation.elements)
    try pixels.withUnsafeMutableBufferPointer {
      try preparation.write(index, epoch: epoch, into: $0)
    }
    return pixels
  }

  /// Each kind of change changes images, other images and epochs otherwise, and is repeatable.
  @Test(arguments: [
    "crop", "flip", "resizedcrop", "autoaugment-imagenet", "autoaugment-cifar10",
    "randaugment(2,9)", "cutout(0.4)",
  ])
  func changes(text: String) throws {
    let data = try DataSet.shapes(trainingCount: 20, validationCount: 10)
    let augmentation = try Augmentation(text)
    let plain = try (0..<20).map { try prepared(data, $0, nil) }
    let none = try Augmentation("none")
    #expect(try (0..<20).map { try prepared(data, $0, none) } == plain)
    let first = try (0..<20).map { try prepared(data, $0, augmentation) }
    let backwards = try (0..<20).reversed().map { try prepared(data, $0, augmentation) }
    #expect(first == backwards.reversed())
    #expect(zip(first, plain).count { $0 != $1 } >= 5)
    #expect(try (0..<20).map { try prepared(data, $0, augmentation, epoch: 1) } != first)
    #expect(try (0..<20).map { try prepared(data, $0, augmentation, seed: 1) } != first)
    #expect(first.joined().allSatisfy { $0.isFinite })
  }

  /// The policy sees levels, not normalised values: an inverted image is the negative of the stored
  /// one, then normalised.
  @Test func policyComesBeforeNormalisation() throws {
    let data = try DataSet.shapes(trainingCount: 10, validationCount: 10)
    let stored = try data.training.image(at: 3, size: size)
    let policy = AugmentationPolicy.autoAugment(.cifar10)
    let epoch = try #require(
      (0..<2000).first { epoch in
        var random = CounterGenerator(seed: 0, purpose: .policy, epoch: epoch, index: 3)
        return policy.operators(size: size, using: &random) == [.invert]
      })
    let augmentation = Augmentation(crop: nil, flip: false, policy: policy)
    var expected = stored.map { 1 - ($0 * 255).rounded() / 255 }
    expected.withUnsafeMutableBufferPointer { data.normalization.apply(to: $0) }
    let found = try prepared(data, 3, augmentation, epoch: epoch)
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-5 })
  }
}
