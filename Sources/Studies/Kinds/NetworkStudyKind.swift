public import Architectures
import CostModel

/// A kind of study that trains a list of networks alike, and asks something of what they reach.
public protocol NetworkStudyKind: StudyKind {
  /// The networks, and how they are trained.
  var trainings: NetworkStudy { get }
}

extension NetworkStudyKind {
  public var seed: UInt64 { trainings.seed }

  /// Trains in the study folder `output`, going on where an earlier run stopped.
  ///
  /// A study may grow by seeds; whatever else changes is refused.
  ///
  /// - Parameters:
  ///   - output: the path of the folder.
  ///   - source: the command that asked for it.
  ///   - evaluator: scores the networks.
  ///   - options: how to run; they don't change what comes out.
  /// - Returns: what the networks reached.
  /// - Throws: ``SearchError``; whatever was finished before stays in the study.
  public func run(
    output: String, source: String, evaluator: any Evaluator, options: RunOptions = RunOptions()
  ) async throws -> NetworkScores {
    let study = try Study.open(folder: output, definition: self, source: source)
    var plan = NetworkStudyPlan(trainings, checkpoints: study.checkpointFolder)
    var runner = StudyRunner(study: study, evaluator: evaluator, options: options)
    return NetworkScores(trainings, try await runner.run(&plan))
  }

  /// What the networks of `study`, running or finished, have reached.
  public func scores(of study: Study) -> NetworkScores {
    NetworkScores(trainings, RecordedResults(study.records))
  }

  /// The networks as trials, each at its longest training; costs are those of the trained networks.
  public func report(of study: Study) throws -> StudyReport {
    trainedNetworks(study)
  }

  /// The same, for kinds with a report of their own.
  package func trainedNetworks(_ study: Study, scoreKind: ScoreKind = .top1) -> StudyReport {
    var report = StudyReport(
      records: study.records, seeds: trainings.training.seeds, scoreKind: scoreKind
    ) { _, costs in (nil, Double(costs.multiplyAdds)) }
    report.costScale = .trained
    return report
  }

  /// The network of a trial, as it is trained.
  public func architecture(
    of row: StudyReport.Row, in study: Study, phi: Double?
  ) throws -> Architecture {
    guard trainings.members.indices.contains(row.trial) else {
      throw SearchError.emptySearch(reason: "the study has no network number \(row.trial)")
    }
    return trainings.members[row.trial].architecture
  }
}
