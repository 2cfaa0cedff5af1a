/// Which figures a summary shows beside parameters, multiply-adds and activations.
package struct SummaryColumns: OptionSet, Sendable {
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  /// FLOPs, and the parameters of normalisation and those used again.
  package static let counts = SummaryColumns(rawValue: 1)
  /// The most bytes of feature maps held.
  package static let memory = SummaryColumns(rawValue: 2)
  /// Operations of every kind, bytes moved, and their quotient.
  package static let traffic = SummaryColumns(rawValue: 4)

  package static let all: SummaryColumns = [.counts, .memory, .traffic]
}
