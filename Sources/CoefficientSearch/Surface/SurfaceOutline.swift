public import Architectures
public import CostModel
import Statistics

/// What a search by response surface will train, before anything is trained.
public struct SurfaceOutline: Sendable {
  /// A network of the design's first part.
  public struct Network: Hashable, Sendable {
    /// The network in a few words.
    public var candidate: String
    /// The network as it is trained.
    public var architecture: Architecture
    /// Its costs.
    public var costs: Figures
    /// Its multiply-adds ÷ the proxy baseline's.
    public var ratio: Double
    /// The parts of log₂ of that ratio which depth, width and resolution account for.
    public var coordinates: [Double]
    /// How long it trains, as a multiple of the proxy baseline.
    public var effort: Double
    /// How often it is trained.
    public var trainings: Int
  }

  /// The networks that there are to choose from.
  public let latticeSize: Int
  /// Steps of depth, width and resolution among them.
  public let steps: [Int]
  /// The first part of the design, which does not depend on any result, by effort.
  public let networks: [Network]
  /// The effort of the first part.
  public let firstEffort: Double
  /// The effort of all parts; later ones are placed by the results of earlier ones.
  public let effort: Double
  /// After the first part, the standard error of what a doubling is worth in depth, width and
  /// resolution, in standard deviations of one training about the surface.
  public let standardErrors: [Double]

  /// Adds trainings of the first part, those of one network in one row.
  init(_ search: SurfaceSearch) throws {
    let (design, definition) = (search.design, search.definition)
    let points = design.lattice.points
    let chosen = design.first(budget: definition.budget * SurfaceDesign.shares.first)
    latticeSize = points.count / definition.rates.count
    steps = [
      Set(points.map(\.factors.depth)).count, Set(points.map(\.factors.width)).count,
      Set(points.map(\.factors.resolution)).count,
    ]
    networks = Dictionary(grouping: chosen) { $0 }.sorted {
      (points[$0.key].effort, $0.key) < (points[$1.key].effort, $1.key)
    }.map { index, repeats in
      let point = points[index]
      return Network(
        candidate: point.label, architecture: point.architecture, costs: point.costs,
        ratio: point.ratio, coordinates: point.coordinates, effort: point.effort,
        trainings: repeats.count)
    }
    firstEffort = chosen.reduce(0) { $0 + points[$1].effort }
    effort = definition.budget + definition.more.reduce(0, +)
    // Only the design matters to unscaled variances.
    let fit = LeastSquares(
      rows: chosen.map(design.row), values: chosen.map { _ in 0 })
    standardErrors = (0..<3).map { axis in
      // At the recipe's learning rate, where rates differ.
      let origin = [Double](repeating: 0, count: design.lattice.hasRates ? 4 : 3)
      var doubling = origin
      doubling[axis] = 1
      let contrast = QuadraticSurface.contrast(doubling, minus: origin)
      return fit.map { $0.unscaledVariance(contrast).squareRoot() } ?? .infinity
    }
  }
}

extension SurfaceSearch {
  /// What will be trained.
  public func outline() throws -> SurfaceOutline { try SurfaceOutline(self) }
}
