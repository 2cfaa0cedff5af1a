import ArchitectureSearch
import CoefficientSearch
import CostModel
package import Searches
package import Studies

/// The tables of a study, whatever its kind.
package enum StudySections {
  package typealias Sections = [(key: String, table: Table)]

  /// All trials in order; for a study of networks and a grid search also the tables that answer what
  /// it asks.
  ///
  /// - Parameters:
  ///   - study: the study.
  ///   - isDetailed: whether trials have the columns that only programs read.
  /// - Returns: each table under a key for programs, the trials first.
  /// - Throws: `SearchError` when the study's files can't be read.
  package static func all(_ study: Study, isDetailed: Bool = false) throws -> Sections {
    let definition = try StudyDefinition(study)
    let report = try definition.kind.report(of: study)
    var trials = StudyTables.trials(
      report, baseline: baseline(definition, of: study),
      details: try isDetailed ? StudyDetails(definition, of: study, report) : nil)
    var sections: Sections = []
    do {
      sections = try answers(definition, of: study)
    } catch let error as SearchError {
      trials.notes.append("\(error)")
    }
    return [("trials", trials)] + sections
  }

  /// The network that a grid search scales, which is trained beside the candidates and is none.
  private static func baseline(_ definition: StudyDefinition, of study: Study) -> StudyReport.Row? {
    guard case .coefficients(let search) = definition else { return nil }
    let records = study.records.filter { $0.trial == 0 }
    return StudyReport(records: records, seeds: search.training.seeds) { _, costs in
      (nil, Double(costs.multiplyAdds))
    }.rows.first
  }

  /// The trials with the largest rewards, best first.
  ///
  /// - Parameters: as of ``all(_:isDetailed:)``; so many trials.
  /// - Throws: `SearchError` for a kind of study that has no best.
  package static func best(
    _ study: Study, count: Int, isDetailed: Bool = false
  ) throws -> Table {
    let report = try bestReport(study)
    return StudyTables.best(
      report, count: count,
      details: try isDetailed ? StudyDetails(StudyDefinition(study), of: study, report) : nil)
  }

  /// The report of a study that has a best trial.
  ///
  /// - Throws: `SearchError` for a kind of study that has none.
  package static func bestReport(_ study: Study) throws -> StudyReport {
    let kind = try StudyDefinition(study).kind
    if let reason = type(of: kind).lacksBest {
      throw SearchError.unanswerable(path: study.folder, reason: reason)
    }
    return try kind.report(of: study)
  }

  /// The trials that no other beats in accuracy and cost at once.
  ///
  /// - Parameters: as of ``all(_:isDetailed:)``.
  /// - Throws: `SearchError` for a kind of study that has no front.
  package static func front(_ study: Study, isDetailed: Bool = false) throws -> Table {
    let definition = try StudyDefinition(study)
    let kind = definition.kind
    if let reason = type(of: kind).lacksFront {
      throw SearchError.unanswerable(path: study.folder, reason: reason)
    }
    let report = try kind.report(of: study)
    var cost = Metric.multiplyAdds
    if case .architecture(let search) = definition { cost = search.objective.cost }
    return StudyTables.front(
      report, cost: cost,
      details: try isDetailed ? StudyDetails(definition, of: study, report) : nil)
  }

  /// What the study answers beyond its trials; nothing for a search of architectures, whose trials are
  /// the answer.
  ///
  /// - Throws: `SearchError` while trainings are missing, or where the study can't answer.
  package static func answers(_ definition: StudyDefinition, of study: Study) throws -> Sections {
    switch definition {
    case .architecture:
      return []
    case .coefficients(let definition):
      return try coefficients(definition, of: study)
    case .surface(let definition):
      return SurfaceTables.sections(try SurfaceReport(definition, study: study))
    case .proxyCheck(let check):
      return ProxyCheckTables.sections(
        try ProxyCheck(finished(check, study)), data: check.trainings.training.data)
    case .scaling(let scaling):
      let comparison = try ScalingComparison(scaling.plan(in: study), finished(scaling, study))
      return ScalingTables.sections(
        comparison, model: scaling.subject, data: scaling.trainings.training.data)
    case .comparison(let comparison):
      let found = try StudyComparison(comparison, finished(comparison, study), in: study)
      let kind = comparison.comparison?.evaluator.scoreKind ?? .top1
      return [("comparison", StudyTables.comparison(found, kind: kind))]
    case .verification(let verification):
      let found = try GrowthVerification(verification, finished(verification, study))
      return [("verification", VerificationTable.table(found))]
    }
  }

  /// The ranking of a grid search; nothing for a study that was begun before it kept its proxy.
  private static func coefficients(
    _ definition: CoefficientDefinition, of study: Study
  ) throws -> Sections {
    guard let search = try? CoefficientGridSearch(definition, study: study) else { return [] }
    return CoefficientTables.sections(try search.report(of: study.folder))
  }

  /// The scores of a study of networks; what is not yet trained must not pass for failed.
  static func finished(_ kind: some NetworkStudyKind, _ study: Study) throws -> NetworkScores {
    let scores = kind.scores(of: study)
    guard scores.trainingsLeft == 0 else {
      throw SearchError.emptySearch(
        reason: "\(scores.trainingsLeft) of \(kind.trainings.trainingCount) trainings are still "
          + "to be done; `compound study resume \(study.folder)` does them")
    }
    return scores
  }
}
