/// Labelled images to train on, others to validate on, and what a trainer must know of them.
///
/// A value: copying shares the images, which are read-only, from any thread.
public struct DataSet: Sendable {
  /// For reports: `shapes`, or the folder's name.
  public let name: String
  /// One name per class, in the order of the labels.
  public let classNames: [String]
  /// Brings the training images to mean 0 and deviation 1.
  public let normalization: Normalization
  /// Whether a mirrored image still belongs to its class: true of photographs, not of letters.
  public let flipPreservesLabels: Bool
  /// Whether values are intensities of 0…1, as those of pictures; not of arbitrary tensors.
  public let holdsIntensities: Bool
  /// The images to train on.
  public let training: any ImageSource
  /// Held-out images to measure on, with the same classes and channels.
  public let validation: any ImageSource

  init(
    name: String, classNames: [String], normalization: Normalization, flipPreservesLabels: Bool,
    holdsIntensities: Bool = true, training: any ImageSource, validation: any ImageSource
  ) {
    precondition(training.channels == validation.channels, "both sets have the same channels")
    self.name = name
    self.classNames = classNames
    self.normalization = normalization
    self.flipPreservesLabels = flipPreservesLabels
    self.holdsIntensities = holdsIntensities
    self.training = training
    self.validation = validation
  }

  /// How many classes there are; labels are `0 ..< classCount`.
  public var classCount: Int { classNames.count }
  /// 1 for grey, 3 for red, green, blue.
  public var channels: Int { training.channels }
  /// The size of the stored images, or `nil` where they are drawn at any size, or their
  /// sizes differ.
  public var nativeSize: ImageSize? { training.nativeSize }
}

/// The part of a path after its last slash.
func lastComponent(_ path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? path
}
