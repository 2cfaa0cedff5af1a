public import Architectures
import SearchSpaces
public import Studies

extension ArchitectureSearchDefinition: StudyKind {
  public static let kind = "architecture"
  public static let growing: Set<String> = [
    "trials", "confirmation.best", "confirmation.seeds", "confirmation.epochs",
  ]

  public var subject: String { space.name }

  public func report(of study: Study) throws -> StudyReport {
    try StudyReport(self, records: study.records)
  }

  public func architecture(
    of row: StudyReport.Row, in study: Study, phi: Double?
  ) throws -> Architecture {
    guard let choices = row.choices else {
      throw SearchError.emptySearch(reason: "trial \(row.trial) has no architecture")
    }
    return try SearchSpace(space).architecture(choices)
  }
}
