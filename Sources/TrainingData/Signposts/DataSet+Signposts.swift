extension DataSet {
  /// The built-in generated data set of signs to follow: twelve classes, drawn at any resolution,
  /// made so that depth, width and resolution are each good for something.
  ///
  /// - Parameters:
  ///   - trainingCount: Images to train on, at least one.
  ///   - validationCount: Images held out, drawn independently of the others.
  ///   - seed: Another seed gives other images of the same classes.
  ///   - difficulty: What makes the way hard to follow.
  /// - Returns: The data set; images are drawn when they are asked for.
  /// - Throws: ``TrainingDataError`` where a count or the difficulty is out of range.
  public static func signposts(
    trainingCount: Int = GeneratedDataSet.trainingCount,
    validationCount: Int = GeneratedDataSet.validationCount, seed: UInt64 = 0,
    difficulty: SignpostsDifficulty = .standard
  ) throws(TrainingDataError) -> DataSet {
    try GeneratedDataSet.signposts.check(
      trainingCount: trainingCount, validationCount: validationCount)
    try difficulty.validate()
    return try DataSet(
      name: "signposts", classNames: SignpostsScene.classNames, flipPreservesLabels: false,
      training: GeneratedImages<SignpostsScene>(
        ScenePurposes(labels: .signpostsTrainingLabels, scene: .signpostsTrainingScene),
        count: trainingCount, seed: seed, difficulty: difficulty),
      validation: GeneratedImages<SignpostsScene>(
        ScenePurposes(labels: .signpostsValidationLabels, scene: .signpostsValidationScene),
        count: validationCount, seed: seed, difficulty: difficulty))
  }
}
