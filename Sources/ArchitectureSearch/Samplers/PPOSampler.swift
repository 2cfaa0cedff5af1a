import Foundation
import Randomness
import SearchSpaces
import Statistics

/// Reinforcement learning as MnasNet did it: a recurrent controller draws candidates and is trained
/// on their rewards with proximal policy optimisation (arXiv:1807.11626, section 4.3;
/// arXiv:1707.06347, equation 7).
public struct PPOSampler: Sampler {
  private let domain: SearchDomain
  private let seed: UInt64
  private let settings: Settings
  private var network: ControllerNetwork
  private var optimizer: Adam
  /// How much of the history the controller has learnt from.
  private var learnt = 0
  private var baseline: Double?
  /// The standard deviation of the first batch's rewards, the unit of all advantages.
  ///
  /// In units of its own spread, a batch of nearly equal rewards would pull as hard as any other,
  /// and a controller that has begun to settle would settle for good.
  private var spread: Double?

  /// What shapes the controller's learning.
  public struct Settings: Hashable, Sendable {
    /// Trials between two updates.
    public var batch = 10
    /// Passes over each batch.
    public var passes = 4
    /// The step size of Adam (arXiv:1412.6980).
    public var learningRate = 0.005
    /// How far a probability may move in one update before its gradient is cut off.
    public var clip = 0.2
    /// The weight of the entropy that keeps the controller trying.
    public var entropy = 0.05
    /// Units of the recurrent layer.
    public var width = 24

    /// Makes the settings with the defaults that stand beside them.
    public init() {}
  }

  /// Makes a sampler of the domain; the seed decides the controller's initial weights and its
  /// draws.
  public init(_ domain: SearchDomain, seed: UInt64, settings: Settings = Settings()) {
    self.domain = domain
    self.seed = seed
    self.settings = settings
    network = ControllerNetwork(
      optionCounts: domain.decisions.map(\.options.count), width: settings.width, seed: seed)
    optimizer = Adam(count: network.parameters.count, learningRate: settings.learningRate)
  }

  public mutating func propose(_ number: Int, after history: [ScoredTrial]) -> Proposal {
    while history.count >= learnt + settings.batch {
      learn(Array(history[learnt..<(learnt + settings.batch)]))
      learnt += settings.batch
    }
    var generator = CounterGenerator(seed: seed, purpose: "ppo", index: number)
    let network = network
    return domain.firstAllowed(attempts: 200, using: &generator) { network.draw(using: &$0) }
  }

  private mutating func learn(_ batch: [ScoredTrial]) {
    let rewards = batch.compactMap(\.reward)
    guard let worst = rewards.min() else { return }
    // A failed candidate counts as the worst of its batch.
    let values = batch.map { $0.reward ?? worst }
    let mean = values.reduce(0, +) / Double(values.count)
    let reference = baseline ?? mean
    baseline = 0.9 * reference + 0.1 * mean
    let unit = spread ?? Sample(values).standardDeviation.flatMap { $0 > 0 ? $0 : nil }
    spread = unit
    let advantages = values.map { ($0 - reference) / (unit ?? 1) }.map { min(max($0, -3), 3) }
    let before = batch.map { network.run($0.encoding) }
    for _ in 0..<settings.passes {
      var gradient = [Double](repeating: 0, count: network.parameters.count)
      for (index, trial) in batch.enumerated() {
        let run = network.run(trial.encoding)
        network.accumulate(
          logitGradients(trial.encoding, run, before[index], advantages[index]), run,
          trial.encoding, into: &gradient)
      }
      let scale = 1 / Double(batch.count)
      let steps = optimizer.steps(gradient.map { $0 * scale })
      network.update { steps[$0] }
    }
  }

  /// The gradient of the clipped objective and the entropy with respect to each step's logits; the
  /// objective is per decision, so that long encodings are not clipped at the first move.
  private func logitGradients(
    _ encoding: [Int], _ run: ControllerNetwork.Run, _ before: ControllerNetwork.Run,
    _ advantage: Double
  ) -> [[Double]] {
    encoding.indices.map { position in
      let probabilities = run.probabilities[position]
      let taken = encoding[position]
      let ratio = probabilities[taken] / max(before.probabilities[position][taken], 1e-12)
      let isClipped =
        advantage > 0 ? ratio > 1 + settings.clip : ratio < 1 - settings.clip
      // Minimised: −ratio · advantage, whose slope by the logits is −advantage · ratio · (1 − p).
      let strength = isClipped ? 0 : -advantage * ratio
      let entropy = probabilities.reduce(0) { $0 - $1 * log(max($1, 1e-300)) }
      return probabilities.enumerated().map { option, probability in
        let slope = strength * ((option == taken ? 1 : 0) - probability)
        let spreading = probability * (log(max(probability, 1e-300)) + entropy)
        return slope + settings.entropy * spreading
      }
    }
  }
}
