extension DataSet {
  /// The built-in generated data set of strands to follow: four classes, drawn at any resolution,
  /// made so that depth, width and resolution all pay.
  ///
  /// - Parameters:
  ///   - trainingCount: Images to train on, at least one.
  ///   - validationCount: Images held out, drawn independently of the others.
  ///   - seed: Another seed gives other images of the same classes.
  ///   - difficulty: What makes strands hard to follow.
  /// - Returns: The data set; images are drawn when they are asked for.
  /// - Throws: ``TrainingDataError`` where a count or the difficulty is out of range.
  public static func braids(
    trainingCount: Int = GeneratedDataSet.trainingCount,
    validationCount: Int = GeneratedDataSet.validationCount, seed: UInt64 = 0,
    difficulty: BraidsDifficulty = .standard
  ) throws(TrainingDataError) -> DataSet {
    try difficulty.validate()
    return try DataSet(
      .braids, of: BraidsScene.self, difficulty: difficulty, flipPreservesLabels: false,
      training: (
        ScenePurposes(labels: .braidsTrainingLabels, scene: .braidsTrainingScene), trainingCount
      ),
      validation: (
        ScenePurposes(labels: .braidsValidationLabels, scene: .braidsValidationScene),
        validationCount
      ), seed: seed)
  }
}
