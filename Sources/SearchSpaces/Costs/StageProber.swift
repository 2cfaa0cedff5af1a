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
  private var known: [Key: AdditiveCosts] = [:]
  private var knownHeads: [HeadKey: AdditiveCosts] = [:]

  init(_ frame: Architecture) {
    self.frame = frame
  }

  func stem() throws -> AdditiveCosts {
    AdditiveCosts(try NetworkCost(of: frame.lowered()).stages[0])
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
    let network = try frame.with(stages: prefix + [stage]).lowered()
    let costs = AdditiveCosts(try NetworkCost(of: network).stages[prefix.count + 1])
    known[key] = costs
    return costs
  }

  mutating func head(after prefix: [Stage], _ state: SpaceGraph.State) throws -> AdditiveCosts {
    let key = HeadKey(channels: state.channels, size: state.size)
    if let costs = knownHeads[key] { return costs }
    let rows = try NetworkCost(of: frame.with(stages: prefix).lowered()).stages
    let costs = AdditiveCosts(rows[rows.count - 1])
    knownHeads[key] = costs
    return costs
  }
}
