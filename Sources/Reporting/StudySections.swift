import ArchitectureSearch
import CoefficientSearch
package import Searches
package import Studies

/// The tables of a study, whatever its kind.
package enum StudySections {
  package typealias Sections = [(key: String, table: Table)]

  /// All trials in order; for a study of networks also the tables that answer what it asks.
  ///
  /// - Throws: `SearchError` when the study's files can't be read.
  package static func all(_ study: Study) throws -> Sections {
    let definition = try StudyDefinition(study)
    var trials = StudyTables.trials(try definition.kind.report(of: study))
    var sections: Sections = []
    do {
      sections = try answers(definition, of: study)
    } catch let error as SearchError {
      trials.notes.append("\(error)")
    }
    return [("trials", trials)] + sections
  }

  /// The trials with the largest rewards, best first.
  ///
  /// - Throws: `SearchError` for a kind of study that has no best.
  package static func best(_ study: Study, count: Int) throws -> Table {
    StudyTables.best(try bestReport(study), count: count)
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
  /// - Throws: `SearchError` for a kind of study that has no front.
  package static func front(_ study: Study) throws -> Table {
    let definition = try StudyDefinition(study)
    let kind = definition.kind
    if let reason = type(of: kind).lacksFront {
      throw SearchError.unanswerable(path: study.folder, reason: reason)
    }
    let report = try kind.report(of: study)
    guard case .architecture(let search) = definition else { return StudyTables.front(report) }
    return StudyTables.front(report, cost: search.objective.cost)
  }

  /// What the study answers beyond its trials; nothing for searches, whose trials are the answer.
  ///
  /// - Throws: `SearchError` while trainings are missing, or where the study can't answer.
  package static func answers(_ definition: StudyDefinition, of study: Study) throws -> Sections {
    switch definition {
    case .coefficients, .architecture:
      return []
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
