/// The accuracy that guessing reaches, and how far above it a result says something.
public struct ChanceLevel: Hashable, Sendable {
  /// Classes of the data set.
  public let classes: Int
  /// Images that an accuracy is measured on.
  public let images: Int

  /// - Precondition: at least one of each.
  public init(classes: Int, images: Int) {
    self.classes = classes
    self.images = images
  }

  /// The share that guessing gets right.
  public var accuracy: Double { 1 / Double(classes) }

  /// What guessing reaches in 2.5 % of all cases or fewer.
  public var threshold: Double {
    accuracy + 2 * (accuracy * (1 - accuracy) / Double(images)).squareRoot()
  }

  /// Whether a result exceeds chance by its error.
  public func isExceeded(by accuracy: Double) -> Bool { accuracy > threshold }
}
