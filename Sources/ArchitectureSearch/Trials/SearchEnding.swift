/// Why a search through a space proposes nothing more.
public enum SearchEnding: Hashable, Sendable {
  /// As many networks were evaluated as asked for.
  case trials
  /// Everything within the budgets was proposed; it came to `networks` different ones.
  case exhausted(networks: Int)
  /// So many proposals came to no more than `networks` different ones that little new can be left.
  case repetition(networks: Int, proposals: Int)
}

extension SearchEnding: CustomStringConvertible {
  public var description: String {
    switch self {
    case .trials: "all trials are done"
    case .exhausted(let networks):
      "the space is exhausted: it holds \(networks) different networks within the budgets, and all "
        + "were tried"
    case .repetition(let networks, let proposals):
      "\(proposals) candidates of the space came to \(networks) different networks, so the search "
        + "ended before its number of trials"
    }
  }
}
