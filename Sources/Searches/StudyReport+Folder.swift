import ArchitectureSearch
import CoefficientSearch
public import Studies

extension StudyReport {
  /// The report of the study in `folder`, running or finished.
  ///
  /// - Throws: ``SearchError`` when there is no study, or its files can't be read.
  public init(folder: String) throws {
    try self.init(Study.read(folder: folder))
  }

  /// The report of `study`, running or finished.
  ///
  /// - Throws: ``SearchError`` when its definition can't be read.
  public init(_ study: Study) throws {
    switch try StudyDefinition(study) {
    case .architecture(let definition):
      try self.init(definition, records: study.records)
    case .coefficients(let definition):
      // Trial 0 is the unscaled baseline, which is no candidate.
      self.init(
        records: study.records.filter { $0.trial > 0 }, seeds: definition.training.seeds
      ) { _, costs in (nil, Double(costs.multiplyAdds)) }
    }
  }
}
