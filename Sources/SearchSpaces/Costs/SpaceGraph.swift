import Architectures
public import CostModel
import Networks
import Randomness

/// A space as layers of states joined by stages.
///
/// What a stage costs depends on the stage and on what reaches it: channels and image size. Those
/// are the states (with the assignment of the shared choices, and the repeats where they must not
/// fall), and every architecture is one path from a start to an end. Costs are read off lowered
/// networks, so a path's sum is the cost model's total by construction.
public struct SpaceGraph: Sendable {
  /// What is known between two stages.
  struct State: Hashable, Sendable {
    let assignment: Int
    let channels: Int
    let size: Resolution
    /// 0 where repeats may fall, so that they do not split states.
    let repeats: Int
  }

  /// Stages of equal cost between two states.
  struct Edge: Sendable {
    let from: Int
    let to: Int
    let costs: AdditiveCosts
    /// Indices of the stages among the options of their assignment.
    var options: [Int]
  }

  /// The space that the paths go through.
  public let space: SearchSpace
  /// How times are counted; nil where they are not.
  public let latencySteps: LatencySteps?
  /// The states before each stage, and after the last.
  private(set) var states: [[State]] = []
  /// The edges of each stage, sorted by `from`, then `to`, then costs.
  private(set) var edges: [[Edge]] = []
  /// The cost of the stem.
  private(set) var stem = AdditiveCosts.zero
  /// The cost of the head after each last state.
  private(set) var heads: [AdditiveCosts] = []

  /// Costs every stage of `space` in every state that can reach it.
  ///
  /// - Parameters:
  ///   - space: The space.
  ///   - latencySteps: How to count times, predicted stage by stage.
  /// - Throws: the lowering's or cost model's error where an architecture of the space can't be built.
  public init(_ space: SearchSpace, latencySteps: LatencySteps? = nil) throws {
    self.space = space
    self.latencySteps = latencySteps
    var prober = StageProber(space.frame, latencySteps)
    stem = try prober.stem()
    let size = try prober.stemSize()
    let channels = space.frame.stem.channels
    states = [
      space.assignments.indices.map {
        State(assignment: $0, channels: channels, size: size, repeats: 0)
      }
    ]
    var prefixes: [[Stage]] = states[0].map { _ in [] }
    for stage in space.definition.stages.indices {
      prefixes = try addLayer(stage, prefixes: prefixes, prober: &prober)
    }
    heads = try zip(states[states.count - 1], prefixes).map { state, prefix in
      try prober.head(after: prefix, state)
    }
  }

  /// The part of `bounds` that is on sums over the stages of the space, so that what lies within it can
  /// be counted and drawn.
  ///
  /// Latency is such a sum where a stage takes as long in any network as in the one that it was
  /// predicted in. That is looked at on a few architectures: a device's kernels may reach over the ends
  /// of stages. No more than two sums can be counted at once; latency is then what is left out.
  public func countable(_ bounds: Bounds) throws -> Bounds {
    var part = bounds.additive
    if part.metrics.count < 2, try latencyIsSum() { part.latency = bounds.latency }
    return part
  }

  private func latencyIsSum() throws -> Bool {
    guard let latencySteps else { return false }
    let sampler = UniformSampler(self)
    var generator = CounterGenerator(seed: 0, purpose: "latency is a sum")
    let tolerance = 1e-3
    for _ in 0..<Self.latencyProbes {
      let path = sampler.sample(using: &generator)
      let network = try space.architecture(encoding(path)).lowered()
      let whole = try Latency(of: network, on: latencySteps.device).seconds / latencySteps.seconds
      let missing = whole - Double(path.costs.latency)
      guard missing > -tolerance, missing < Double(costedParts) + tolerance else { return false }
    }
    return true
  }

  private static let latencyProbes = 24

  /// The stages, the stem and the head.
  var costedParts: Int { edges.count + 2 }

  /// Adds the edges of `stage`, and the states after it with one way to each.
  private mutating func addLayer(
    _ stage: Int, prefixes: [[Stage]], prober: inout StageProber
  ) throws -> [[Stage]] {
    var next: [State] = []
    var nextPrefixes: [[Stage]] = []
    var indices: [State: Int] = [:]
    var layer: [Edge] = []
    for (from, state) in states[stage].enumerated() {
      var groups: [EdgeKey: Int] = [:]
      for (number, option) in space.options[state.assignment][stage].enumerated() {
        if let previous = prefixes[from].last, !space.follows(option.stage, previous) { continue }
        let reached = State(
          assignment: state.assignment, channels: option.stage.channels,
          size: state.size.divided(by: option.stage.stride),
          repeats: space.definition.repeatsNeverFall ? option.stage.repeats : 0)
        let to = indices[reached] ?? next.count
        if to == next.count {
          indices[reached] = to
          next.append(reached)
          nextPrefixes.append(prefixes[from] + [option.stage])
        }
        let costs = try prober.costs(of: option.stage, after: prefixes[from], state)
        let key = EdgeKey(to: to, costs: costs)
        if let group = groups[key] {
          layer[group].options.append(number)
        } else {
          groups[key] = layer.count
          layer.append(Edge(from: from, to: to, costs: costs, options: [number]))
        }
      }
    }
    guard !next.isEmpty else {
      throw SpaceError.empty(
        reason: "no option of stage \(stage + 1) may follow any option before it")
    }
    edges.append(layer)
    states.append(next)
    return nextPrefixes
  }

  private struct EdgeKey: Hashable {
    let to: Int
    let costs: AdditiveCosts
  }

  /// The exact number of architectures in the space.
  public var count: ArchitectureCount {
    completions()[0].reduce(.zero, +)
  }

  /// For each state, the number of ways to complete an architecture from it.
  func completions() -> [[ArchitectureCount]] {
    var counts = states.map { $0.map { _ in ArchitectureCount.zero } }
    counts[states.count - 1] = heads.map { _ in ArchitectureCount(1) }
    for stage in edges.indices.reversed() {
      for edge in edges[stage] {
        counts[stage][edge.from] =
          counts[stage][edge.from] + counts[stage + 1][edge.to] * edge.options.count
      }
    }
    return counts
  }

  /// The smallest and largest value of `metric`, an additive one, in the space.
  public func range(of metric: Metric) -> ClosedRange<Int> {
    let bounds = completionBounds(metric)
    let starts = bounds[0].compactMap { $0 }
    let low = starts.map(\.lowerBound).min() ?? 0
    let high = starts.map(\.upperBound).max() ?? 0
    return (stem[metric] + low)...(stem[metric] + high)
  }

  /// For each state, the range of `metric` over all ways to complete an architecture, the head
  /// included; nil where there is none.
  func completionBounds(_ metric: Metric) -> [[ClosedRange<Int>?]] {
    var bounds = states.map { $0.map { _ in ClosedRange<Int>?.none } }
    bounds[states.count - 1] = heads.map { $0[metric]...$0[metric] }
    for stage in edges.indices.reversed() {
      for edge in edges[stage] {
        guard let rest = bounds[stage + 1][edge.to] else { continue }
        bounds[stage][edge.from] = Self.union(
          bounds[stage][edge.from], rest, plus: edge.costs[metric])
      }
    }
    return bounds
  }

  /// For each state, the range of `metric` over all ways to reach it, the stem included.
  func arrivalBounds(_ metric: Metric) -> [[ClosedRange<Int>?]] {
    var bounds = states.map { $0.map { _ in ClosedRange<Int>?.none } }
    bounds[0] = states[0].map { _ in stem[metric]...stem[metric] }
    for stage in edges.indices {
      for edge in edges[stage] {
        guard let past = bounds[stage][edge.from] else { continue }
        bounds[stage + 1][edge.to] = Self.union(
          bounds[stage + 1][edge.to], past, plus: edge.costs[metric])
      }
    }
    return bounds
  }

  private static func union(
    _ known: ClosedRange<Int>?, _ other: ClosedRange<Int>, plus cost: Int
  ) -> ClosedRange<Int> {
    let (low, high) = (other.lowerBound + cost, other.upperBound + cost)
    guard let known else { return low...high }
    return min(known.lowerBound, low)...max(known.upperBound, high)
  }
}

extension Resolution {
  /// Both sides ÷ `stride`, rounded up.
  fileprivate func divided(by stride: Int) -> Resolution {
    Resolution(height: (height + stride - 1) / stride, width: (width + stride - 1) / stride)
  }
}
