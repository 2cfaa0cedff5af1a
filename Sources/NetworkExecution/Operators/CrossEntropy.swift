/// Where the classes of a batch come in, `[batch]` each.
package struct ClassTargets {
  /// Int32: the class of each image.
  package let labels: Place
  /// Int32: the second class of a mixed image; the first once more where none is.
  package let otherLabels: Place
  /// The share of the first class.
  package let shares: Place

  init(batch: Int, in assembly: inout PlanAssembly) {
    labels = assembly.buffer(floats: batch, .persistent)
    otherLabels = assembly.buffer(floats: batch, .persistent)
    shares = assembly.buffer(floats: batch, .persistent)
  }

  fileprivate var places: [Place] { [labels, otherLabels, shares] }
}

/// Where a loss goes out, `[batch]` each.
package struct LossResult {
  /// The factor of this loss in the sum over the outputs.
  let weight: Double
  /// Of each image.
  let losses: Place
  /// Bytes: 1 where the first class is the likeliest.
  let correct: Place

  init(weight: Double, batch: Int, in assembly: inout PlanAssembly) {
    self.weight = weight
    losses = assembly.buffer(floats: batch, .persistent)
    correct = assembly.buffer(floats: (batch + 3) / 4, .persistent)
  }

  fileprivate var places: [Place] { [losses, correct] }
}

/// Softmax cross-entropy against classes, and the gradient of its weighted mean by the logits.
struct CrossEntropy: StepOperation {
  let batch: Int
  let classes: Int
  /// `[batch, classes]`.
  let logits: Matrix
  let targets: ClassTargets
  let result: LossResult
  /// `[batch, classes]`; `nil` in inference.
  let gradient: Matrix?

  var places: [Place] { [logits.place, gradient?.place].present + targets.places + result.places }

  func run(_ unit: Int, in context: StepContext) {
    context.softmaxCrossEntropy(
      0..<batch, classes: classes, logits: logits, targets: targets, result: result,
      smoothing: context.settings.labelSmoothing, gradient: gradient,
      gradientScale: Float(result.weight) / Float(batch))
  }
}
