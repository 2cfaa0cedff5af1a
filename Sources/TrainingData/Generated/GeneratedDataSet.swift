/// The built-in data sets by the names that people write.
public enum GeneratedDataSet: String, Codable, Hashable, Sendable, CaseIterable {
  /// One object; its class is its outline. Resolution pays most.
  case shapes
  /// Strands that cross; the class is where the marked one ends. Depth, width and resolution pay.
  case braids

  /// Training images where nothing else is asked for.
  public static let trainingCount = 8_000
  /// Validation images where nothing else is asked for: so many that the share of them classified
  /// right is known to a third of a point.
  public static let validationCount = 20_000
  /// 3: red, green, blue.
  public static let channels = 3

  /// The data set of this name at its standard difficulty.
  ///
  /// - Parameters:
  ///   - trainingCount: Images to train on, at least one.
  ///   - validationCount: Images held out, drawn independently of the others.
  ///   - seed: Another seed gives other images of the same classes.
  /// - Returns: The data set; images are drawn when they are asked for.
  /// - Throws: ``TrainingDataError`` where a count is out of range.
  public func dataSet(
    trainingCount: Int = Self.trainingCount, validationCount: Int = Self.validationCount,
    seed: UInt64 = 0
  ) throws(TrainingDataError) -> DataSet {
    switch self {
    case .shapes:
      try .shapes(trainingCount: trainingCount, validationCount: validationCount, seed: seed)
    case .braids:
      try .braids(trainingCount: trainingCount, validationCount: validationCount, seed: seed)
    }
  }

  /// - Throws: ``TrainingDataError`` where a count is none that can be drawn.
  func check(trainingCount: Int, validationCount: Int) throws(TrainingDataError) {
    for (what, count) in [("training", trainingCount), ("validation", validationCount)] {
      guard count > 0 && count <= 1 << 31 else {
        throw TrainingDataError(
          .invalidParameter, "\(rawValue): \(count) \(what) images; expected 1 … 2³¹")
      }
    }
  }
}
