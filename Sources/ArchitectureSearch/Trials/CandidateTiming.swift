import Architectures
import CostModel
import Studies

/// The times of a study's candidates: those in its journal as they stand there, others measured now.
///
/// A time is never the same twice, and what was proposed next depends on it.
struct CandidateTiming: Sendable {
  private let recorded: [Int: Double]
  private let meter: any LatencyMeter

  init(_ records: [TrialRecord], meter: any LatencyMeter) {
    recorded = Dictionary(
      records.compactMap { record in
        record.costs?.measuredLatency.map { (record.trial, $0) }
      }, uniquingKeysWith: { first, _ in first })
    self.meter = meter
  }

  /// - Throws: as ``LatencyMeter/seconds(of:)``.
  func seconds(of architecture: Architecture, trial: Int) throws -> Double {
    try recorded[trial] ?? meter.seconds(of: architecture)
  }
}
