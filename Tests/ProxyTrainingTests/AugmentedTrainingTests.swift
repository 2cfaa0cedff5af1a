import ExecutionTestSupport
import NetworkExecution
import Networks
import Testing
import TrainingData
import TrainingRecipes

@testable import ProxyTraining

@Suite struct AugmentedTrainingTests {
  /// Training images are changed, alike on any number of threads; validation images are not.
  ///
  /// The rate is too small to move a weight, so that losses depend on the images alone.
  @Test func changesTrainingImagesOnly() throws {
    let network = try smallNetwork("small", height: 16, width: 16, classes: 10) {
      try $0.convolve($1, "a", channels: 6)
    }
    let data = try DataSet.shapes(trainingCount: 24, validationCount: 10)
    func train(_ augmentation: Augmentation?, threads: Int = 2) throws -> TrainingResult.Point {
      let recipe = TrainingRecipe(
        epochs: 1, batchSize: 8, optimizer: .sgd(momentum: 0),
        schedule: LearningRateSchedule(peak: 1e-30, decay: .constant, warmUpEpochs: 0),
        weightDecay: 0, initialization: .fanOut, augmentation: augmentation)
      let result = try Trainer.train(network, on: data, recipe: recipe, threads: threads)
      return try #require(result.curve.last)
    }
    let (plain, augmented) = (try train(nil), try train(Augmentation()))
    #expect(plain.trainingLoss != augmented.trainingLoss)
    #expect(plain.validationLoss == augmented.validationLoss)
    #expect(try train(Augmentation(), threads: 3) == augmented)
    #expect(try train(Augmentation(crop: nil, flip: false)) == plain)
  }
}
