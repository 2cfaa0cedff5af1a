import Foundation

/// The Adam optimizer (arXiv:1412.6980).
struct Adam: Sendable {
  private var first: [Double]
  private var second: [Double]
  private var step = 0
  private let learningRate: Double

  init(count: Int, learningRate: Double) {
    first = [Double](repeating: 0, count: count)
    second = first
    self.learningRate = learningRate
  }

  /// What to add to the parameters to go down along `gradient`.
  mutating func steps(_ gradient: [Double]) -> [Double] {
    step += 1
    let firstScale = 1 - pow(0.9, Double(step))
    let secondScale = 1 - pow(0.999, Double(step))
    return gradient.indices.map { index in
      first[index] = 0.9 * first[index] + 0.1 * gradient[index]
      second[index] = 0.999 * second[index] + 0.001 * gradient[index] * gradient[index]
      return -learningRate * (first[index] / firstScale)
        / ((second[index] / secondScale).squareRoot() + 1e-8)
    }
  }
}
