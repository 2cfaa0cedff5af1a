import Testing

@testable import TrainingData

@Suite struct AugmentationTextTests {
  @Test(arguments: [
    ("none", Augmentation(crop: nil, flip: false)),
    ("crop, flip", Augmentation()),
    (" Flip,CROP ", Augmentation()),
    (
      "autoaugment-imagenet",
      Augmentation(crop: nil, flip: false, policy: .autoAugment(.imageNet))
    ),
    (
      "crop,autoaugment-cifar10,cutout",
      Augmentation(flip: false, policy: .autoAugment(.cifar10), cutout: 0.5)
    ),
    (
      "resizedcrop(0.25), randaugment ( 3 , 15 ), samplepairing",
      Augmentation(
        crop: .resized(smallestArea: 0.25), flip: false,
        policy: .randAugment(operations: 3, magnitude: 15), mixing: .samplePairing(share: 0.4))
    ),
    (
      "resizedcrop, randaugment, mixup(1)",
      Augmentation(
        crop: .resized(smallestArea: 0.08), flip: false,
        policy: .randAugment(operations: 2, magnitude: 9), mixing: .mixup(alpha: 1))
    ),
  ])
  func reads(text: String, expected: Augmentation) throws {
    #expect(try Augmentation(text) == expected)
    #expect(try Augmentation(expected.description) == expected)
  }

  @Test(arguments: [
    "", ",", "crop,", "crop,crop", "crop,resizedcrop", "flip(1)", "flips", "none,flip",
    "autoaugment", "autoaugment-svhn", "autoaugment-cifar10(2)", "autoaugment-cifar10,randaugment",
    "randaugment(2)", "randaugment(2,31)", "randaugment(0,9)", "randaugment(2.5,9)",
    "randaugment(2,1e300)", "randaugment(2,9", "randaugment 2,9)", "cutout(0)", "cutout(1.1)",
    "cutout(nan)", "cutout()", "cutout(a)", "cutout(1,1)", "mixup(0)", "mixup(inf)",
    "mixup,samplepairing", "samplepairing(1)", "resizedcrop(0)", "((((", "))))", "cutout(0.5)x",
  ])
  func refuses(text: String) {
    let error = #expect(throws: TrainingDataError.self) { try Augmentation(text) }
    #expect(error?.reason == .invalidParameter && error?.message.contains("expected") == true)
  }

  /// A policy needs pictures: values of 0…1 in one or three channels.
  @Test func suits() throws {
    let policy = Augmentation(policy: .randAugment(operations: 1, magnitude: 3))
    let tensors = try DataSet.tensors(
      name: "t", input: Array(repeating: 0.5, count: 2 * 3 * 4), shape: [2, 3, 2, 2],
      labels: [0, 1])
    let error = #expect(throws: TrainingDataError.self) { try policy.suited(to: tensors) }
    #expect(error?.message.contains("randaugment(1,3)") == true)
    #expect(try Augmentation().suited(to: tensors) == Augmentation(flip: false))
    #expect(try policy.suited(to: .shapes(trainingCount: 10, validationCount: 10)) == policy)
  }
}
