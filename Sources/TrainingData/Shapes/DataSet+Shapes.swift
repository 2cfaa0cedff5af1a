extension DataSet {
  /// The built-in generated data set: ten classes of outlines that are drawn at any resolution, so
  /// that more pixels carry more information.
  ///
  /// - Parameters:
  ///   - trainingCount: Images to train on, at least one.
  ///   - validationCount: Images held out, drawn independently of the others.
  ///   - seed: Another seed gives other images of the same classes.
  ///   - difficulty: What makes them hard to tell apart.
  /// - Returns: The data set; images are drawn when they are asked for.
  /// - Throws: ``TrainingDataError`` where a count or the difficulty is out of range.
  public static func shapes(
    trainingCount: Int = GeneratedDataSet.trainingCount,
    validationCount: Int = GeneratedDataSet.validationCount, seed: UInt64 = 0,
    difficulty: ShapesDifficulty = .standard
  ) throws(TrainingDataError) -> DataSet {
    try difficulty.validate()
    return try DataSet(
      .shapes, of: ShapesScene.self, difficulty: difficulty, flipPreservesLabels: true,
      training: (
        ScenePurposes(labels: .shapesTrainingLabels, scene: .shapesTrainingScene), trainingCount
      ),
      validation: (
        ScenePurposes(labels: .shapesValidationLabels, scene: .shapesValidationScene),
        validationCount
      ), seed: seed)
  }
}
