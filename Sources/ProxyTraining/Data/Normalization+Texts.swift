public import TrainingData

extension DataSet {
  /// How the images are normalised, as texts that stand beside the weights of a network trained on
  /// them: other images must be normalised alike.
  ///
  /// Empty where images are used as they are.
  public var normalizationTexts: [String: String] {
    guard !isTensors else { return [:] }
    return [
      Normalization.meanKey: Normalization.text(normalization.mean),
      Normalization.deviationKey: Normalization.text(normalization.standardDeviation),
    ]
  }
}

extension Normalization {
  fileprivate static let meanKey = "normalization.mean"
  fileprivate static let deviationKey = "normalization.standardDeviation"

  fileprivate static func text(_ values: [Float]) -> String {
    values.map(\.description).joined(separator: " ")
  }

  /// The normalisation that stands beside weights; `nil` where none does.
  ///
  /// - Throws: `TrainingDataError` for texts that are no normalisation.
  public init?(texts: [String: String]) throws {
    guard let mean = texts[Self.meanKey], let deviation = texts[Self.deviationKey] else {
      return nil
    }
    // What is no number becomes one that the checks refuse.
    func numbers(_ text: String) -> [Float] { text.split(separator: " ").map { Float($0) ?? .nan } }
    try self.init(mean: numbers(mean), standardDeviation: numbers(deviation))
  }
}
