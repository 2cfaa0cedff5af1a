import Architectures
import NetworkExecution
import Networks
import Testing
import TrainingData
import TrainingRecipes

@testable import ProxyTraining

/// Training on images that are no squares; `Fixtures/rectangle.safetensors` has PyTorch's gradients.
@Suite struct RectangularTrainingTests {
  /// A whole training and its validation are the same bits on any number of threads.
  @Test func threadsDoNotChangeABit() throws {
    let network = try Architecture(
      name: "rectangle", resolution: Resolution(height: 24, width: 17), activation: .silu,
      stem: Stem(channels: 8),
      stages: [
        Stage(
          block: .mbConv(MBConv(expansion: .ratio(2), squeeze: SqueezeExcitation(ratio: 0.25))),
          kernelSize: 5, stride: 2, channels: 12, repeats: 2)
      ], head: Head(channels: 16, classes: 10)
    ).lowered()
    let data = try DataSet.shapes(trainingCount: 48, validationCount: 20)
    func train(threads: Int) throws -> TrainingResult.Point {
      let recipe = TrainingRecipe(
        epochs: 2, batchSize: 16, optimizer: .sgd(),
        schedule: LearningRateSchedule(peak: 0.05, decay: .constant, warmUpEpochs: 0),
        weightDecay: 1e-4, initialization: .fanOut, augmentation: Augmentation())
      let result = try Trainer.train(network, on: data, recipe: recipe, threads: threads)
      return try #require(result.curve.last)
    }
    let one = try train(threads: 1)
    #expect(try train(threads: 2) == one)
    #expect(try train(threads: 3) == one)
  }
}
