import CostModel
import Randomness

/// The size of a space, the ranges of its costs, and how its architectures spread over them.
public struct SpaceSummary: Sendable {
  /// The exact number of architectures.
  public let count: ArchitectureCount
  /// The number within the band, where one was given.
  public let countInBand: UInt128?
  /// The least and the most multiply-adds of an architecture.
  public let multiplyAdds: ClosedRange<Int>
  /// The least and the most parameters of an architecture.
  public let parameters: ClosedRange<Int>
  /// The least and the most activations of an architecture.
  public let activations: ClosedRange<Int>
  /// The least and the most seconds of an inference, to a step (``LatencySteps``); nil where no times
  /// are counted.
  public let latency: ClosedRange<Double>?
  /// Architectures by multiply-adds, from bins of equal width.
  public let histogram: [Bin]
  /// How many uniform draws the histogram rests on; nil where every architecture was counted.
  public let histogramDraws: Int?

  /// One bar of a histogram.
  public struct Bin: Hashable, Sendable {
    /// The multiply-adds that the bar stands for.
    public let multiplyAdds: Range<Int>
    /// The share of all architectures.
    public let share: Double
  }

  /// Spaces up to this size are walked through for their histogram; larger ones are drawn from.
  private static let walkLimit = ArchitectureCount(2_000_000)

  /// - Parameters:
  ///   - graph: the space.
  ///   - table: the band to count within, if any.
  ///   - bins: bars of the histogram.
  public init(_ graph: SpaceGraph, table: BandTable? = nil, bins: Int = 16) {
    count = graph.count
    countInBand = table?.count
    multiplyAdds = graph.range(of: .multiplyAdds)
    parameters = graph.range(of: .parameters)
    activations = graph.range(of: .activations)
    latency = graph.latencySteps.map { steps in
      let range = graph.range(of: .latency)
      return Double(range.lowerBound) * steps.seconds...Double(range.upperBound) * steps.seconds
    }
    let width = max(1, (multiplyAdds.count + bins - 1) / bins)
    let least = multiplyAdds.lowerBound
    var counts = [Int](repeating: 0, count: bins)
    if count <= Self.walkLimit {
      histogramDraws = nil
      graph.walk { costs in
        counts[(costs.multiplyAdds - least) / width] += 1
        return true
      }
    } else {
      let draws = 100_000
      histogramDraws = draws
      let sampler = UniformSampler(graph)
      var generator = CounterGenerator(seed: 0, purpose: "histogram")
      for _ in 0..<draws {
        counts[(sampler.sample(using: &generator).costs.multiplyAdds - least) / width] += 1
      }
    }
    let total = Double(max(1, counts.reduce(0, +)))
    histogram = counts.enumerated().map { index, count in
      Bin(
        multiplyAdds: (least + index * width)..<(least + (index + 1) * width),
        share: Double(count) / total)
    }
  }
}
