import Files
import Interchange
public import TrainingData

extension DataSet {
  /// The images of a safetensors file: `input` `[N, C, H, W]`, used as they are, and `labels`
  /// `[N]`.
  ///
  /// `validationInput` and `validationLabels`, where they are there, are the validation part. Without
  /// it the images serve for training and validation alike; `DataSet.holdingOut()` parts them.
  ///
  /// - Parameters:
  ///   - path: The path of the file.
  ///   - classes: How many classes there are; `nil` for one more than the greatest label.
  ///   - needsLabels: Whether a file without `labels` is refused; otherwise all are then 0.
  /// - Returns: The data set.
  /// - Throws: `FileError` for a tensor that is missing or of a wrong type, `TrainingDataError` for
  ///   shapes, values or labels that do not fit.
  public static func safetensors(
    path: String, classes: Int? = nil, needsLabels: Bool = true
  ) throws -> DataSet {
    let file = try SafetensorsFile(path: path)
    let training = try Part(input: "input", labels: "labels", of: file, needsLabels: needsLabels)
    guard file.entry(named: validationInput) != nil else {
      return try training.dataSet(classes: classes)
    }
    let validation = try Part(
      input: validationInput, labels: validationLabels, of: file, needsLabels: needsLabels)
    guard training.shape.dropFirst() == validation.shape.dropFirst() else {
      throw FileError(
        .mismatch, file: path,
        "tensor 'input' has shape \(training.shape) and '\(validationInput)' \(validation.shape); "
          + "expected the same but for the number of images")
    }
    let count = classes ?? (1 + max(training.greatestLabel, validation.greatestLabel))
    let (trained, held) = (
      try training.dataSet(classes: count), try validation.dataSet(classes: count)
    )
    return try DataSet(
      name: trained.name, classNames: trained.classNames, normalization: trained.normalization,
      flipPreservesLabels: trained.flipPreservesLabels,
      holdsIntensities: trained.holdsIntensities, training: trained.training,
      validation: held.training)
  }

  /// Whether the safetensors file at `path` says which class each image is of that is predicted: of
  /// its validation part, where it has one.
  ///
  /// - Throws: `FileError` for a file that is no safetensors file.
  public static func hasLabels(safetensors path: String) throws -> Bool {
    let file = try SafetensorsFile(path: path)
    let isParted = file.entry(named: validationInput) != nil
    return file.entry(named: isParted ? validationLabels : "labels") != nil
  }

  private static let validationInput = "validationInput"
  private static let validationLabels = "validationLabels"

  /// Images and labels that belong together.
  private struct Part {
    let name: String
    let input: [Float]
    let shape: [Int]
    let labels: [Int]

    var greatestLabel: Int { labels.max() ?? 0 }

    init(
      input name: String, labels labelsName: String, of file: SafetensorsFile, needsLabels: Bool
    ) throws {
      guard let entry = file.entry(named: name) else {
        throw missing(name, "floats [N, C, H, W]", in: file)
      }
      guard !entry.element.isInteger else {
        throw FileError(
          .wrongType, file: file.path,
          "tensor '\(name)' is of \(entry.element.rawValue); expected floats, such as F32, scaled as "
            + "the network is to see them")
      }
      guard entry.shape.count == 4, entry.count > 0 else {
        throw FileError(
          .mismatch, file: file.path,
          "tensor '\(name)' has shape \(entry.shape); expected [N, C, H, W], none of them 0")
      }
      var labels = [Int](repeating: 0, count: entry.shape[0])
      if let found = file.entry(named: labelsName) {
        guard found.shape.count == 1 else {
          throw FileError(
            .mismatch, file: file.path,
            "tensor '\(labelsName)' has shape \(found.shape); expected [N]")
        }
        labels = try file.integers(labelsName).map { Int($0) }
      } else if needsLabels {
        throw missing(labelsName, "integers [N]", in: file)
      }
      self.name = file.path
      input = try file.finiteFloats(name)
      shape = entry.shape
      self.labels = labels
    }

    func dataSet(classes: Int?) throws -> DataSet {
      try DataSet.tensors(
        name: name, input: input, shape: shape, labels: labels, classCount: classes)
    }
  }

  private static func missing(
    _ name: String, _ expected: String, in file: SafetensorsFile
  ) -> FileError {
    let found = file.entries.prefix(8).map(\.name).joined(separator: ", ")
    return FileError(
      .missing, file: file.path,
      "there is no tensor '\(name)' (\(expected)); the file has "
        + (found.isEmpty ? "none" : found + (file.entries.count > 8 ? " …" : "")))
  }
}
