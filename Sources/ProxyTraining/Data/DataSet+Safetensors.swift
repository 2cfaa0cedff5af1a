import Files
import Interchange
public import TrainingData

extension DataSet {
  /// The images of a safetensors file: `input` `[N, C, H, W]`, used as they are, and `labels`
  /// `[N]`.
  ///
  /// They serve for training and validation alike.
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
    guard let input = file.entry(named: "input") else {
      throw missing("input", "floats [N, C, H, W]", in: file)
    }
    guard !input.element.isInteger else {
      throw FileError(
        .wrongType, file: path,
        "tensor 'input' is of \(input.element.rawValue); expected floats, such as F32, scaled as the "
          + "network is to see them")
    }
    guard input.shape.count == 4, input.count > 0 else {
      throw FileError(
        .mismatch, file: path,
        "tensor 'input' has shape \(input.shape); expected [N, C, H, W], none of them 0")
    }
    var labels = [Int](repeating: 0, count: input.shape[0])
    if let entry = file.entry(named: "labels") {
      guard entry.shape.count == 1 else {
        throw FileError(
          .mismatch, file: path, "tensor 'labels' has shape \(entry.shape); expected [N]")
      }
      labels = try file.integers("labels").map { Int($0) }
    } else if needsLabels {
      throw missing("labels", "integers [N]", in: file)
    }
    return try tensors(
      name: file.path, input: file.finiteFloats("input"), shape: input.shape, labels: labels,
      classCount: classes)
  }

  /// Whether the safetensors file at `path` says which class each image is of.
  ///
  /// - Throws: `FileError` for a file that is no safetensors file.
  public static func hasLabels(safetensors path: String) throws -> Bool {
    try SafetensorsFile(path: path).entry(named: "labels") != nil
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
