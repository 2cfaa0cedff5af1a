import Studies

/// The values of α, β and γ that a grid search combines, each at least 1: scaling up never shrinks
/// a dimension (arXiv:1905.11946, equation 3).
public struct CoefficientGrid: Codable, Hashable, Sendable {
  /// Values of α, the base of depth, each 1 to 100.
  public let alpha: [Double]
  /// Values of β, the base of width, each 1 to 100.
  public let beta: [Double]
  /// Values of γ, the base of resolution, each 1 to 100.
  public let gamma: [Double]

  /// The most points a grid may have.
  public static let maximumCount = 1_000_000

  /// - Throws: `SearchError.invalidDefinition(place:message:)` when a list is empty or holds a
  ///   number below 1, or the grid has more than ``maximumCount`` points.
  public init(alpha: [Double], beta: [Double], gamma: [Double]) throws {
    for (name, values) in [("alpha", alpha), ("beta", beta), ("gamma", gamma)] {
      guard !values.isEmpty else {
        throw SearchError.invalidDefinition(
          place: "grid.\(name)", message: "found no value, expected one or more")
      }
      if let value = values.first(where: { !($0 >= 1 && $0 <= 100) }) {
        throw SearchError.invalidDefinition(
          place: "grid.\(name)", message: "found \(value), expected 1 to 100")
      }
    }
    let count = Double(alpha.count) * Double(beta.count) * Double(gamma.count)
    guard count <= Double(Self.maximumCount) else {
      throw SearchError.invalidDefinition(
        place: "grid", message: "found \(Int(count)) points, expected at most 1000000")
    }
    self.alpha = alpha
    self.beta = beta
    self.gamma = gamma
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      alpha: container.decode([Double].self, forKey: .alpha),
      beta: container.decode([Double].self, forKey: .beta),
      gamma: container.decode([Double].self, forKey: .gamma))
  }

  /// How many points the grid has.
  public var count: Int { alpha.count * beta.count * gamma.count }
}
