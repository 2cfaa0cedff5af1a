package import Studies

extension NumberStyle {
  /// How scores of a kind are written; those that are no shares get as many digits.
  package init(_ kind: ScoreKind, percentDecimals: Int) {
    switch kind.notation {
    case .percent: self = .percent(decimals: percentDecimals)
    case .decimals: self = .decimals(percentDecimals + 2)
    }
  }
}
