import Networks

/// What cell-based names may say, so that no name makes a network grow without bound.
enum CellLimits {
  static let cells = 1...1000
  static let filters = 4...65_536
}
