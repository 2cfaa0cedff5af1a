public import Architectures
import CostModel
public import Studies

extension CoefficientDefinition: StudyKind {
  public static let kind = "coefficients"
  public static let growing: Set<String> = ["family"]

  public var subject: String { model }

  /// The trials of `study`; the front is that of accuracy and multiply-adds.
  public func report(of study: Study) throws -> StudyReport {
    // Trial 0 is the unscaled baseline, which is no candidate.
    StudyReport(records: study.records.filter { $0.trial > 0 }, seeds: training.seeds) { _, costs in
      (nil, Double(costs.multiplyAdds))
    }
  }

  public func architecture(
    of row: StudyReport.Row, in study: Study, phi: Double?
  ) throws -> Architecture {
    guard let alpha = row.values["alpha"], let beta = row.values["beta"],
      let gamma = row.values["gamma"]
    else { throw SearchError.emptySearch(reason: "trial \(row.trial) has no coefficients") }
    let (base, phi) = (try study.baseline(), phi ?? self.phi)
    let scaling = try CompoundScaling(alpha: alpha, beta: beta, gamma: gamma)
    return try base.scaled(by: scaling.coefficients(phi: phi)).architecture
      .named(after: base, phi: phi)
  }
}
