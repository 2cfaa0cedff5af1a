import Foundation

/// A place on an axis with its label, "" for a tick between labelled ones.
struct ChartTick: Hashable {
  let value: Double
  let label: String
}
