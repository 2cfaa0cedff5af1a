import Foundation
import Randomness

/// A recurrent controller: one step per decision, each fed with the option taken at the step before,
/// each giving a distribution over its own options (the controller of NASNet and MnasNet).
///
/// A single tanh layer of recurrence with an embedding of the previous option, and per decision a
/// linear output with a bias that can learn the decision's own preference at once.
struct ControllerNetwork: Sendable {
  private let optionCounts: [Int]
  private let width: Int
  /// Embeddings of every option of every decision, recurrence, bias, outputs, output biases.
  private(set) var parameters: [Double]
  private let embeddingOffsets: [Int]
  private let recurrenceOffset: Int
  private let biasOffset: Int
  private let outputOffsets: [Int]

  init(optionCounts: [Int], width: Int, seed: UInt64) {
    self.optionCounts = optionCounts
    self.width = width
    var offset = 0
    var embeddings: [Int] = []
    for count in optionCounts {
      embeddings.append(offset)
      offset += count * width
    }
    embeddingOffsets = embeddings
    recurrenceOffset = offset
    offset += width * width
    biasOffset = offset
    offset += width
    var outputs: [Int] = []
    for count in optionCounts {
      outputs.append(offset)
      offset += count * (width + 1)
    }
    outputOffsets = outputs
    var generator = CounterGenerator(seed: seed, purpose: "controller")
    parameters = (0..<offset).map { _ in 0.1 * generator.normal() }
    // Output biases start at 0: at first no option is preferred.
    for (position, count) in optionCounts.enumerated() {
      for option in 0..<count { parameters[outputs[position] + count * width + option] = 0 }
    }
  }

  /// Hidden states and probabilities of a run along `encoding`.
  struct Run {
    var hidden: [[Double]] = []
    var probabilities: [[Double]] = []

    /// The logarithm of the probability of `encoding`.
    func logProbability(_ encoding: [Int]) -> Double {
      zip(probabilities, encoding).reduce(0) { $0 + log(max($1.0[$1.1], 1e-300)) }
    }
  }

  /// Draws an encoding step by step.
  func draw(using generator: inout CounterGenerator) -> [Int] {
    var encoding: [Int] = []
    var hidden = [Double](repeating: 0, count: width)
    for position in optionCounts.indices {
      hidden = step(hidden, position, encoding.last)
      let probabilities = softmax(logits(hidden, position))
      var rest = generator.uniform()
      let option = probabilities.firstIndex { probability in
        rest -= probability
        return rest < 0
      }
      encoding.append(option ?? probabilities.count - 1)
    }
    return encoding
  }

  /// The run along a given encoding.
  func run(_ encoding: [Int]) -> Run {
    var run = Run()
    var hidden = [Double](repeating: 0, count: width)
    for position in optionCounts.indices {
      hidden = step(hidden, position, position > 0 ? encoding[position - 1] : nil)
      run.hidden.append(hidden)
      run.probabilities.append(softmax(logits(hidden, position)))
    }
    return run
  }

  /// Adds to `gradient` the gradient of a loss along `encoding`, given its gradient with respect to
  /// each step's logits, by back-propagation through all steps.
  func accumulate(
    _ logitGradients: [[Double]], _ run: Run, _ encoding: [Int], into gradient: inout [Double]
  ) {
    var carried = [Double](repeating: 0, count: width)
    for position in optionCounts.indices.reversed() {
      let count = optionCounts[position]
      let output = outputOffsets[position]
      let hidden = run.hidden[position]
      var hiddenGradient = carried
      for option in 0..<count {
        let slope = logitGradients[position][option]
        gradient[output + count * width + option] += slope
        for unit in 0..<width {
          gradient[output + option * width + unit] += slope * hidden[unit]
          hiddenGradient[unit] += slope * parameters[output + option * width + unit]
        }
      }
      carried = [Double](repeating: 0, count: width)
      for unit in 0..<width {
        let slope = hiddenGradient[unit] * (1 - hidden[unit] * hidden[unit])
        gradient[biasOffset + unit] += slope
        guard position > 0 else { continue }
        gradient[embeddingOffsets[position - 1] + encoding[position - 1] * width + unit] += slope
        let previous = run.hidden[position - 1]
        for other in 0..<width {
          gradient[recurrenceOffset + unit * width + other] += slope * previous[other]
          carried[other] += slope * parameters[recurrenceOffset + unit * width + other]
        }
      }
    }
  }

  /// Changes every parameter by `change`.
  mutating func update(_ change: (Int) -> Double) {
    for index in parameters.indices { parameters[index] += change(index) }
  }

  private func step(_ hidden: [Double], _ position: Int, _ previous: Int?) -> [Double] {
    (0..<width).map { unit in
      var sum = parameters[biasOffset + unit]
      if position > 0, let previous {
        sum += parameters[embeddingOffsets[position - 1] + previous * width + unit]
        for other in 0..<width {
          sum += parameters[recurrenceOffset + unit * width + other] * hidden[other]
        }
      }
      return tanh(sum)
    }
  }

  private func logits(_ hidden: [Double], _ position: Int) -> [Double] {
    let count = optionCounts[position]
    let output = outputOffsets[position]
    return (0..<count).map { option in
      var sum = parameters[output + count * width + option]
      for unit in 0..<width { sum += parameters[output + option * width + unit] * hidden[unit] }
      return sum
    }
  }

  private func softmax(_ logits: [Double]) -> [Double] {
    let largest = logits.max() ?? 0
    let powers = logits.map { exp($0 - largest) }
    let total = powers.reduce(0, +)
    return powers.map { $0 / total }
  }
}
