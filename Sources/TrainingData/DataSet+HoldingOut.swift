import Randomness

/// Where validation images come from.
public enum ValidationOrigin: Hashable, Sendable {
  /// The data has a part for validation.
  case own
  /// A fifth of each class's images is held out, always the same, and never trained on.
  case heldOut
  /// They are the training images: what is measured on them says nothing about other images.
  case training
}

extension DataSet {
  /// The data set with a fifth of each class's training images held out to validate on, at least one
  /// of each, always the same ones.
  ///
  /// The others keep their order. No image is in both parts.
  ///
  /// - Throws: ``TrainingDataError`` where a class has a single image.
  public func holdingOut() throws(TrainingDataError) -> DataSet {
    let byClass = Dictionary(grouping: 0..<training.count, by: training.label(at:))
    var held: Set<Int> = []
    for (label, images) in byClass {
      guard images.count > 1 else {
        throw TrainingDataError(
          .mismatch, file: name,
          "class \(classNames[label]) has one image; without a validation part a class needs two, of "
            + "which one is held out")
      }
      var random = CounterGenerator(seed: 0, purpose: .fileSplit, index: UInt64(label))
      held.formUnion(
        random.permutation(images.count).prefix(Self.heldOut(of: images.count)).map {
          images[Int($0)]
        })
    }
    let trained = (0..<training.count).filter { !held.contains($0) }
    return try DataSet(
      name: name, classNames: classNames, normalization: normalization,
      flipPreservesLabels: flipPreservesLabels, holdsIntensities: holdsIntensities,
      training: ImageSubset(source: training, indices: trained),
      validation: ImageSubset(source: training, indices: held.sorted()),
      validationOrigin: .heldOut)
  }

  /// How many of a class's images are held out.
  static func heldOut(of count: Int) -> Int { max(1, count / 5) }

  /// What a reader of an accuracy must know of the validation images; `nil` where the data has a part
  /// for them.
  public var validationNote: String? {
    switch validationOrigin {
    case .own: nil
    case .heldOut:
      "\(validation.count) of the \(training.count + validation.count) images are held out for "
        + "validation, a fifth of each class, always the same, and never trained on"
    case .training:
      "the validation images are the \(training.count) that are trained on; their accuracy says "
        + "nothing about other images"
    }
  }
}
