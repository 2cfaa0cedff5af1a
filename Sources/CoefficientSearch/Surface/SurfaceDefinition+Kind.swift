public import Architectures
import CostModel
public import Studies

extension SurfaceDefinition: StudyKind {
  public static let kind = "surface"
  public static let growing: Set<String> = ["family", "familyLine", "compare", "more"]

  public var subject: String { model }

  /// The networks as trials; costs are those of the trained networks.
  public func report(of study: Study) throws -> StudyReport {
    var report = StudyReport(
      records: study.records, seeds: 1, scoreKind: evaluator.scoreKind,
      showsMeasures: evaluator.hasOwnMeasures
    ) { _, costs in (nil, Double(costs.multiplyAdds)) }
    report.costScale = .trained
    return report
  }

  /// The baseline scaled as the network of a trial is.
  public func architecture(
    of row: StudyReport.Row, in study: Study, phi: Double?
  ) throws -> Architecture {
    guard let depth = row.values["depth"], let width = row.values["width"],
      let resolution = row.values["resolution"]
    else { throw SearchError.emptySearch(reason: "trial \(row.trial) has no scaling") }
    return try study.baseline().scaled(
      by: ScalingCoefficients(depth: depth, width: width, resolution: resolution)
    ).architecture
  }

  /// The member of the family at `phi`; at 1, the baseline grown by ``growth`` the best way.
  public func bestArchitecture(in study: Study, phi: Double?) throws -> Architecture {
    let report = try SurfaceReport(self, study: study)
    return try report.member(phi: phi ?? 1).architecture
  }
}
