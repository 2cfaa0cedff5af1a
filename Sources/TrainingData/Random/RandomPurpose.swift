/// What random numbers are drawn for.
///
/// Draws for different purposes are independent, so that adding one kind of draw never changes
/// another. Numbers below 1000 belong to this target; others define their own from 1000 up.
public struct RandomPurpose: RawRepresentable, Hashable, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// The order of classes within a block of ten generated training images.
  static let shapesTrainingLabels = RandomPurpose(rawValue: 1)
  static let shapesValidationLabels = RandomPurpose(rawValue: 2)
  /// The scene of one generated image.
  static let shapesTrainingScene = RandomPurpose(rawValue: 3)
  static let shapesValidationScene = RandomPurpose(rawValue: 4)
  /// The order of images in one epoch.
  static let shuffle = RandomPurpose(rawValue: 5)
  /// The choice of the images held out of the training set.
  static let holdout = RandomPurpose(rawValue: 6)
  /// All augmentation of one image in one epoch.
  static let augmentation = RandomPurpose(rawValue: 7)
  /// The mixing ratio of one batch in one epoch.
  static let mixup = RandomPurpose(rawValue: 8)
}
