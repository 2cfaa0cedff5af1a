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
  public internal(set) var training: any ImageSource
  /// Held-out images to measure on, with the same classes and channels.
  public internal(set) var validation: any ImageSource
  /// Where ``validation`` comes from.
  public let validationOrigin: ValidationOrigin

  /// A data set of two sources of images: ``ByteImages`` in memory, or one of your own.
  ///
  /// - Parameters:
  ///   - name: For reports.
  ///   - classNames: One name per class; label *i* is class `classNames[i]`.
  ///   - normalization: One mean and deviation per channel, in the units of the images (bytes as
  ///     0…1). By default measured on up to 256 of the training images.
  ///   - flipPreservesLabels: Whether a mirrored image still belongs to its class; where not,
  ///     ``Augmentation/suited(to:)`` leaves mirroring out.
  ///   - holdsIntensities: Whether values are intensities of 0…1; where not, changes of colour and
  ///     contrast, and whatever fills what a change uncovers, would mean nothing.
  ///   - training: At least one image.
  ///   - validation: Images of the same channels that are none of the training's, or the same ones
  ///     where nothing is to be concluded from the accuracy.
  ///   - validationOrigin: Which of these they are.
  /// - Throws: ``TrainingDataError`` where there is no class or no image, where channels differ, or
  ///   where a label is not in `0 ..< classNames.count`; what a source throws, where the
  ///   normalisation is measured.
  public init(
    name: String, classNames: [String], normalization: Normalization? = nil,
    flipPreservesLabels: Bool, holdsIntensities: Bool = true, training: any ImageSource,
    validation: any ImageSource, validationOrigin: ValidationOrigin = .own
  ) throws(TrainingDataError) {
    guard !classNames.isEmpty else {
      throw TrainingDataError(.invalidParameter, file: name, "no class; name at least one")
    }
    for (what, source) in [("training", training), ("validation", validation)] {
      try Self.check(source, what, of: name, classes: classNames.count)
    }
    guard training.channels == validation.channels else {
      throw TrainingDataError(
        .mismatch, file: name,
        "training images have \(training.channels) channels, validation images "
          + "\(validation.channels); expected the same")
    }
    if let normalization, normalization.mean.count != training.channels {
      throw TrainingDataError(
        .mismatch, file: name,
        "a normalisation of \(normalization.mean.count) channels for images of "
          + "\(training.channels)")
    }
    self.name = name
    self.classNames = classNames
    if let normalization {
      self.normalization = normalization
    } else {
      self.normalization = try Normalization(sampling: training)
    }
    self.flipPreservesLabels = flipPreservesLabels
    self.holdsIntensities = holdsIntensities
    self.training = training
    self.validation = validation
    self.validationOrigin = validationOrigin
  }

  private static func check(
    _ source: any ImageSource, _ what: String, of name: String, classes: Int
  ) throws(TrainingDataError) {
    guard source.count > 0, source.channels > 0 else {
      throw TrainingDataError(
        .invalidParameter, file: name,
        "\(source.count) \(what) images of \(source.channels) channels; expected one or more")
    }
    for index in 0..<source.count where !(0..<classes).contains(source.label(at: index)) {
      throw TrainingDataError(
        .labelOutOfRange, file: name,
        "\(what) image \(index) has label \(source.label(at: index)); expected 0 ..< \(classes), "
          + "as there are \(classes) class names")
    }
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
