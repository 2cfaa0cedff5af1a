import CKernels

/// A chunk of parameters that an optimizer changes, and what goes with every rule.
///
/// All pointers are to `count` floats. The weight decay is added to the gradient as decay · parameter
/// (AdamW: applied to the parameter directly, decay · rate).
package struct OptimizerChunk {
  let count: Int
  let rate: Float
  let weightDecay: Float
  let gradient: UnsafePointer<Float>
  let parameter: UnsafeMutablePointer<Float>
  /// A moving average, moved by (1 − `averageDecay`) · (parameter − average) after the step.
  let average: UnsafeMutablePointer<Float>?
  let averageDecay: Float

  package init(
    count: Int, rate: Float, weightDecay: Float, gradient: UnsafePointer<Float>,
    parameter: UnsafeMutablePointer<Float>, average: UnsafeMutablePointer<Float>?,
    averageDecay: Float
  ) {
    self.count = count
    self.rate = rate
    self.weightDecay = weightDecay
    self.gradient = gradient
    self.parameter = parameter
    self.average = average
    self.averageDecay = averageDecay
  }
}

/// Optimizers.
extension Kernels {
  /// v = momentum · v + g; p −= rate · (nesterov ? g + momentum · v : v).
  package func sgd(
    _ chunk: OptimizerChunk, velocity: UnsafeMutablePointer<Float>, momentum: Float, nesterov: Bool
  ) {
    table.pointee.sgd(
      chunk.count, chunk.rate, momentum, nesterov, chunk.weightDecay, chunk.gradient,
      chunk.parameter, velocity, chunk.average, chunk.averageDecay)
  }

  /// TensorFlow's RMSProp, epsilon inside the root: s = rho · s + (1 − rho) · g²;
  /// v = momentum · v + rate · g / √(s + epsilon); p −= v.
  package func rmsProp(
    _ chunk: OptimizerChunk, velocity: UnsafeMutablePointer<Float>,
    square: UnsafeMutablePointer<Float>, momentum: Float, rho: Float, epsilon: Float
  ) {
    table.pointee.rmsprop(
      chunk.count, chunk.rate, momentum, rho, epsilon, chunk.weightDecay, chunk.gradient,
      chunk.parameter, velocity, square, chunk.average, chunk.averageDecay)
  }

  /// m = b₁ · m + (1 − b₁) · g; s = b₂ · s + (1 − b₂) · g²;
  /// p −= rate · decay · p + rate · (m / corrections.0) / (√(s / corrections.1) + epsilon).
  package func adamW(
    _ chunk: OptimizerChunk, mean: UnsafeMutablePointer<Float>,
    square: UnsafeMutablePointer<Float>, beta1: Float, beta2: Float,
    corrections: (Float, Float), epsilon: Float
  ) {
    table.pointee.adamw(
      chunk.count, chunk.rate, beta1, beta2, corrections.0, corrections.1, epsilon,
      chunk.weightDecay, chunk.gradient, chunk.parameter, mean, square, chunk.average,
      chunk.averageDecay)
  }
}
