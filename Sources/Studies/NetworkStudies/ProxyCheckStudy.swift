/// The study behind a ``ProxyCheck``: a spread of networks, each trained briefly and for long.
public struct ProxyCheckStudy: NetworkStudyKind {
  public static let kind = "proxy-check"
  public static let growing = NetworkStudy.growing
  public static let lacksBest: String? =
    "a proxy check ranks networks of many sizes to judge short trainings, so none is the best; "
    + "`compound study show` has its rankings"
  public static let lacksFront: String? =
    "a proxy check asks whether short trainings rank networks rightly, so it has no front of "
    + "accuracy and cost; `compound study show` has its rankings"

  public let trainings: NetworkStudy

  /// Makes the study of these trainings.
  public init(_ trainings: NetworkStudy) {
    self.trainings = trainings
  }

  public init(from decoder: any Decoder) throws {
    trainings = try NetworkStudy(from: decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    try trainings.encode(to: encoder)
  }

  public var subject: String { "\(trainings.members.count) networks" }
}
