/// Where the classes of a batch come in, and what was made of them goes out, `[batch]` each.
package struct ClassTargets {
  /// Int32: the class of each image.
  package let labels: Place
  /// Int32: the second class of a mixed image; the first once more where none is.
  package let otherLabels: Place
  /// The share of the first class.
  package let shares: Place
  package let losses: Place
  /// Bytes: 1 where the first class is the likeliest.
  package let correct: Place

  init(batch: Int, in assembly: inout PlanAssembly) {
    labels = assembly.buffer(floats: batch, .persistent)
    otherLabels = assembly.buffer(floats: batch, .persistent)
    shares = assembly.buffer(floats: batch, .persistent)
    losses = assembly.buffer(floats: batch, .persistent)
    correct = assembly.buffer(floats: (batch + 3) / 4, .persistent)
  }

  fileprivate var places: [Place] { [labels, otherLabels, shares, losses, correct] }
}

/// Softmax cross-entropy against classes, and its mean's gradient by the logits.
struct CrossEntropy: StepOperation {
  let batch: Int
  let classes: Int
  /// `[batch, classes]`.
  let logits: Matrix
  let targets: ClassTargets
  /// `[batch, classes]`; `nil` in inference.
  let gradient: Matrix?

  var places: [Place] { [logits.place, gradient?.place].present + targets.places }

  func run(_ unit: Int, in context: StepContext) {
    context.softmaxCrossEntropy(
      0..<batch, classes: classes, logits: logits, targets: targets,
      smoothing: context.settings.labelSmoothing, gradient: gradient,
      gradientScale: 1 / Float(batch))
  }
}
