import Architectures
import CostModel
import Networks

/// Reads the costs of stages off lowered networks, each once.
struct StageProber {
  private struct Key: Hashable {
    let stage: Stage
    let channels: Int
    let size: Resolution
  }

  private struct HeadKey: Hashable {
    let channels: Int
    let size: Resolution
  }

  private let frame: Architecture
  private let steps: LatencySteps?
  private var known: [Key: AdditiveCosts] = [:]
  private var knownHeads: [HeadKey: AdditiveCosts] = [:]

  /// - Parameters:
  ///   - frame: what all architectures share.
  ///   - steps: how times are counted; nil where they are not.
  init(_ frame: Architecture, _ steps: LatencySteps?) {
    self.frame = frame
    self.steps = steps
  }

  func stem() throws -> AdditiveCosts {
    try costs(of: frame.lowered())[0]
  }

  /// Height and width of what the stem puts out.
  func stemSize() throws -> Resolution {
    let network = try frame.lowered()
    return network.layers.last { $0.stage == 0 }?.output.resolution ?? frame.resolution
  }

  mutating func costs(
    of stage: Stage, after prefix: [Stage], _ state: SpaceGraph.State
  ) throws -> AdditiveCosts {
    let key = Key(stage: stage, channels: state.channels, size: state.size)
    if let costs = known[key] { return costs }
    let rows = try costs(of: frame.with(stages: prefix + [stage]).lowered())
    known[key] = rows[prefix.count + 1]
    return rows[prefix.count + 1]
  }

  mutating func head(after prefix: [Stage], _ state: SpaceGraph.State) throws -> AdditiveCosts {
    let key = HeadKey(channels: state.channels, size: state.size)
    if let costs = knownHeads[key] { return costs }
    let rows = try costs(of: frame.with(stages: prefix).lowered())
    knownHeads[key] = rows[rows.count - 1]
    return rows[rows.count - 1]
  }

  /// The costs of a network's stages, from the stem to the head.
  private func costs(of network: Network) throws -> [AdditiveCosts] {
    let times = try steps.map { try Latency(of: network, on: $0.device).stages }
    return try NetworkCost(of: network).stages.enumerated().map { index, cost in
      AdditiveCosts(
        cost, latency: times.flatMap { times in steps?.floor(times[index]) } ?? 0)
    }
  }
}
