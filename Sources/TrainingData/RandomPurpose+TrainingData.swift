import Randomness

/// What data sets and their augmentation draw, numbers below 1000.
extension RandomPurpose {
  /// The order of classes within a block of generated training images.
  static let shapesTrainingLabels = RandomPurpose(rawValue: 1)
  static let shapesValidationLabels = RandomPurpose(rawValue: 2)
  /// The scene of one generated image.
  static let shapesTrainingScene = RandomPurpose(rawValue: 3)
  static let shapesValidationScene = RandomPurpose(rawValue: 4)
  /// Shift and mirroring of one image in one epoch.
  static let augmentation = RandomPurpose(rawValue: 7)
  /// The operators of a policy for one image in one epoch; its cutout; its part that is shown.
  static let policy = RandomPurpose(rawValue: 8)
  static let cutout = RandomPurpose(rawValue: 9)
  static let resizedCrop = RandomPurpose(rawValue: 10)
  /// How much of itself an image keeps, at one place of one step's batch.
  static let mixing = RandomPurpose(rawValue: 11)
  /// Which images of a folder are held out, by class; the order of the others.
  static let folderSplit = RandomPurpose(rawValue: 12)
  static let folderOrder = RandomPurpose(rawValue: 13)
  /// As those of shapes.
  static let braidsTrainingLabels = RandomPurpose(rawValue: 14)
  static let braidsValidationLabels = RandomPurpose(rawValue: 15)
  static let braidsTrainingScene = RandomPurpose(rawValue: 16)
  static let braidsValidationScene = RandomPurpose(rawValue: 17)
  /// Which images of a file without a validation part are held out.
  static let fileSplit = RandomPurpose(rawValue: 18)
}
