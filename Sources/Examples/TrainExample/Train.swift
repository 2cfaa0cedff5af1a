import Architectures
import Networks
import ProxyTraining
import TrainingData
import TrainingRecipes

/// Trains a tiny network on a few of the built-in images until it knows them by heart.
///
/// A network that is to know other images takes thousands of them. Uses the products
/// `CompoundTraining` and, for the network, `Compound`.
@main
struct Train {
  /// Three convolutions that each halve the image, then the classifier.
  static func network(classes: Int) throws -> Network {
    let convolution = Block.convolution(ConvolutionBlock())
    let architecture = try Architecture(
      name: "tiny", resolution: 16, activation: .relu, stem: Stem(channels: 8),
      stages: [
        Stage(block: convolution, kernelSize: 3, stride: 2, channels: 16, repeats: 1),
        Stage(block: convolution, kernelSize: 3, stride: 2, channels: 32, repeats: 1),
      ],
      head: Head(classes: classes))
    return try architecture.lowered()
  }

  /// Trains for so many steps; the result depends on the seed, not on the threads.
  static func train(
    steps: Int, seed: UInt64, threads: Int = 2
  ) throws -> (losses: [Double], result: TrainingResult) {
    let data = try DataSet.shapes(trainingCount: 128, validationCount: 128)
    let recipe = TrainingRecipe(
      steps: steps, batchSize: 32,
      schedule: LearningRateSchedule(peak: 0.1, decay: .cosine()),
      validationInterval: .atEnd)
    var losses: [Double] = []
    let result = try Trainer.train(
      network(classes: data.classCount), on: data, recipe: recipe, seed: seed,
      threads: threads, progress: { losses.append($0.loss) })
    return (losses, result)
  }

  static func main() throws {
    let (losses, result) = try train(steps: 64, seed: 1)
    print("\(result.parameters) parameters, \(result.steps) steps on \(result.variant) kernels")
    print("loss of the first batch \(losses.first ?? 0), of the last \(losses.last ?? 0)")
    print("top-1 on other images \(result.top1), where chance is 0.1")
  }
}
