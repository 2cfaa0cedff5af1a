import Architectures
import CostModel
import Foundation
import Networks
import Studies

/// The networks around a baseline that a response surface is learnt from: every total number of
/// blocks, every step of width and of resolution that rounding allows, within a range of cost.
///
/// A network's place is what it really costs. Its coordinates are the parts of log₂ of its
/// multiply-adds ÷ the baseline's that depth, width and resolution account for: each dimension's mean
/// over the six orders in which the three can be scaled (Shapley's value), so that the three add up
/// exactly, and rounding moves a point but never puts it in the wrong place.
struct ScalingLattice: Sendable {
  /// One network.
  struct Point: Sendable {
    /// The network as it is trained.
    let architecture: Architecture
    /// Blocks, channels as asked for, and pixels as multiples of the baseline's.
    let factors: ScalingCoefficients
    /// All its blocks.
    let blocks: Int
    let costs: Figures
    /// The parts of log₂ of its multiply-adds ÷ the baseline's: of depth, width and resolution.
    let coordinates: [Double]
    /// How long it trains, as a multiple of the baseline.
    let effort: Double
    /// By what the learning rate is multiplied.
    var rate = 1.0

    /// log₂ of its multiply-adds ÷ the baseline's.
    var logRatio: Double { coordinates.reduce(0, +) }

    /// Its multiply-adds ÷ the baseline's.
    var ratio: Double { exp2(logRatio) }

    /// The network in a few words, unique in its lattice.
    var label: String {
      let resolution = architecture.resolution
      let width = (factors.width * 1000).rounded() / 1000
      let suffix = rate == 1 ? "" : ", rate × \((rate * 1000).rounded() / 1000)"
      return "\(blocks) blocks, width \(width), \(resolution) pixels\(suffix)"
    }
  }

  /// The baseline first, then by depth, width and resolution; those again for each further rate.
  let points: [Point]
  /// Whether networks are trained at several learning rates.
  let hasRates: Bool

  /// Two points as near as this in all coordinates would tell the same thing twice.
  static let nearness = 0.2
  /// A width is the one before it times 2^(1/8).
  private static let widthSteps = 8.0
  /// - Parameters:
  ///   - baseline: The network at proxy scale.
  ///   - rounding: How channels and pixels become whole.
  ///   - range: Multiply-adds of each network ÷ the baseline's.
  ///   - growth: What the answer is about; no dimension alone goes much beyond it, as a quadratic
  ///     holds nearby, and a network that has grown in one dimension alone hardly learns far from it.
  ///   - rates: What learning rates are multiplied by, 1 among them.
  /// - Throws: what building the baseline throws.
  init(
    _ baseline: Architecture, rounding: RoundingRules, range: ClosedRange<Double>, growth: Double,
    rates: [Double] = [1]
  ) throws {
    let axes = LatticeAxes(baseline, rounding: rounding)
    let origin = try Figures(of: baseline)
    var costs: [LatticeAxes.Place: Figures] = [:]
    /// What the network at `place` costs; nil where it can't be built.
    func figures(_ place: LatticeAxes.Place) -> Figures? {
      if let known = costs[place] { return known }
      guard let architecture = try? axes.architecture(at: place),
        let figures = try? Figures(of: architecture)
      else { return nil }
      costs[place] = figures
      return figures
    }
    func logRatio(_ place: LatticeAxes.Place) -> Double? {
      figures(place).map { log2(Double($0.multiplyAdds) / Double(origin.multiplyAdds)) }
    }
    let limits = log2(range.lowerBound)...log2(range.upperBound)
    let most = max(1.5 * growth, 2)
    let alone = limits.lowerBound...min(limits.upperBound, log2(most))
    let allowed = axes.levels(upTo: most).mapAlongAxes { place in
      logRatio(place).map { alone.contains($0) } ?? false
    }
    var seen: Set<Architecture> = [baseline]
    var points = [
      Point(
        architecture: baseline, factors: .identity, blocks: axes.baseline.blocks, costs: origin,
        coordinates: [0, 0, 0], effort: 1)
    ]
    for place in allowed {
      guard let costs = figures(place), let ratio = logRatio(place), limits.contains(ratio),
        let coordinates = Self.shapley(place, of: axes.baseline, logRatio),
        coordinates.allSatisfy({ alone.contains($0) }),
        let architecture = try? axes.architecture(at: place),
        seen.insert(architecture).inserted
      else { continue }
      points.append(
        Point(
          architecture: architecture, factors: try axes.factors(at: place), blocks: place.blocks,
          costs: costs, coordinates: coordinates,
          effort: TrainingEffort.units(costs) / TrainingEffort.units(origin)))
    }
    hasRates = rates.count > 1
    self.points =
      points
      + rates.filter { $0 != 1 }.flatMap { rate in
        points.map { point in
          var point = point
          point.rate = rate
          return point
        }
      }
  }

  /// The mean of what each dimension adds, over the six orders of scaling; nil where a network on the
  /// way can't be built.
  private static func shapley(
    _ place: LatticeAxes.Place, of origin: LatticeAxes.Place,
    _ logRatio: (LatticeAxes.Place) -> Double?
  ) -> [Double]? {
    var values: [Double] = []
    for mask in 0..<8 {
      let corner = LatticeAxes.Place(
        blocks: mask & 1 == 0 ? origin.blocks : place.blocks,
        width: mask & 2 == 0 ? origin.width : place.width,
        pixels: mask & 4 == 0 ? origin.pixels : place.pixels)
      guard let value = logRatio(corner) else { return nil }
      values.append(value)
    }
    return (0..<3).map { axis in
      let bit = 1 << axis
      return (0..<8).filter { $0 & bit == 0 }.reduce(0) { sum, mask in
        // Of the six orders, two put a dimension first, two last, and one behind either other.
        let weight = mask.nonzeroBitCount == 1 ? 1.0 / 6 : 1.0 / 3
        return sum + weight * (values[mask | bit] - values[mask])
      }
    }
  }

  /// The point nearest to `place`: coordinates, then log₂ of what the rate is multiplied by, where
  /// rates differ; of equals the first.
  func nearest(to place: [Double]) -> Int {
    let rate = place.count > 3 ? place[3] : 0
    let distances = points.map { point in
      zip(point.coordinates, place).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let rates = points.map { abs(log2($0.rate) - rate) }
    return distances.indices.min {
      (distances[$0], rates[$0], $0) < (distances[$1], rates[$1], $1)
    } ?? 0
  }

  /// Whether two points are so alike that only one is worth a training.
  func isTooNear(_ first: Int, _ second: Int) -> Bool {
    points[first].rate == points[second].rate
      && zip(points[first].coordinates, points[second].coordinates)
        .allSatisfy { abs($0 - $1) < Self.nearness }
  }
}

/// The steps that the three dimensions of one architecture can take.
private struct LatticeAxes {
  /// A combination of steps.
  struct Place: Hashable {
    var blocks: Int
    /// In steps; 0 is the baseline's.
    var width: Int
    /// Of the height.
    var pixels: Int
  }

  /// The steps of each dimension, those of the baseline among them.
  struct Levels {
    let blocks: [Int]
    let widths: [Int]
    let pixels: [Int]
    let baseline: Place

    /// All combinations of the steps which, alone on the baseline, `isAllowed` allows.
    func mapAlongAxes(_ isAllowed: (Place) -> Bool) -> [Place] {
      let blocks = blocks.filter {
        isAllowed(Place(blocks: $0, width: baseline.width, pixels: baseline.pixels))
      }
      let widths = widths.filter {
        isAllowed(Place(blocks: baseline.blocks, width: $0, pixels: baseline.pixels))
      }
      let pixels = pixels.filter {
        isAllowed(Place(blocks: baseline.blocks, width: baseline.width, pixels: $0))
      }
      return blocks.flatMap { blocks in
        widths.flatMap { width in
          pixels.map { Place(blocks: blocks, width: width, pixels: $0) }
        }
      }
    }
  }

  let architecture: Architecture
  let rounding: RoundingRules
  let baseline: Place

  init(_ architecture: Architecture, rounding: RoundingRules) {
    self.architecture = architecture
    self.rounding = rounding
    baseline = Place(
      blocks: architecture.stages.reduce(0) { $0 + $1.repeats }, width: 0,
      pixels: architecture.resolution.height)
  }

  /// The stages whose repeats scale.
  private var scaled: [Int] {
    let stages = architecture.stages.indices
    return architecture.scalingPolicy.keepsOuterDepths
      ? Array(stages.dropFirst().dropLast()) : Array(stages)
  }

  func levels(upTo ratio: Double) -> Levels {
    let kept = baseline.blocks - scaled.reduce(0) { $0 + architecture.stages[$1].repeats }
    let mostBlocks = kept + Int((Double(baseline.blocks - kept) * ratio).rounded(.up))
    let step = rounding.resolutionDivisor
    // The last maps keep three pixels, where the baseline's have as many: on smaller ones, padding is
    // most of what a kernel sees.
    let least = min(3 * architecture.totalStride, baseline.pixels)
    let pixels = stride(
      from: (least + step - 1) / step * step,
      through: Int(Double(baseline.pixels) * ratio.squareRoot() * 1.5), by: step)
    let widths = Int((log2(ratio) + 4) * 8)
    return Levels(
      blocks: Array((kept + scaled.count)...max(mostBlocks, kept + scaled.count)),
      widths: Array(-widths...widths), pixels: Set(pixels).union([baseline.pixels]).sorted(),
      baseline: baseline)
  }

  /// The multiples of the baseline's blocks, channels and pixels.
  func factors(at place: Place) throws(ArchitectureError) -> ScalingCoefficients {
    try ScalingCoefficients(
      depth: Double(place.blocks) / Double(baseline.blocks), width: exp2(Double(place.width) / 8),
      resolution: Double(place.pixels) / Double(baseline.pixels))
  }

  func architecture(at place: Place) throws(ArchitectureError) -> Architecture {
    var stages = architecture.stages
    if place.blocks != baseline.blocks {
      for (stage, repeats) in zip(scaled, repeats(total: place.blocks)) {
        stages[stage] = try stages[stage].with(repeats: repeats)
      }
    }
    let factors = try factors(at: place)
    return try architecture.with(stages: stages).scaled(
      by: ScalingCoefficients(width: factors.width, resolution: factors.resolution),
      rounding: rounding
    ).architecture
  }

  /// Shares `total` blocks out in proportion to the baseline's, one for each stage at least, what is
  /// left to the largest remainders: so every total exists.
  private func repeats(total: Int) -> [Int] {
    let before = scaled.map { architecture.stages[$0].repeats }
    let sum = before.reduce(0, +)
    let free = total - (baseline.blocks - sum)
    let quotas = before.map { Double($0) * Double(free) / Double(sum) }
    var repeats = quotas.map { max(1, Int($0)) }
    while repeats.reduce(0, +) < free {
      // The stage that is furthest behind its share; of equals the last, where maps are smallest.
      guard
        let next = quotas.indices.max(by: {
          quotas[$0] - Double(repeats[$0]) < quotas[$1] - Double(repeats[$1])
        })
      else { break }
      repeats[next] += 1
    }
    while repeats.reduce(0, +) > free {
      guard
        let next = quotas.indices.filter({ repeats[$0] > 1 }).min(by: {
          quotas[$0] - Double(repeats[$0]) < quotas[$1] - Double(repeats[$1])
        })
      else { break }
      repeats[next] -= 1
    }
    return repeats
  }
}

extension Architecture {
  /// Pixels of the image for each pixel of the last maps.
  fileprivate var totalStride: Int {
    stem.layers.reduce(1) { $0 * $1.stride } * (stem.hasPooling ? 2 : 1)
      * stages.reduce(1) { $0 * $1.stride }
  }
}
