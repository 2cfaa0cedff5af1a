import Foundation

/// What can go wrong in a search or a study, each case with what was found and what to do.
public enum SearchError: Error, Hashable, Sendable {
  /// Another process holds the study's lock.
  case studyLocked(path: String, holder: String)
  /// A file of the study could not be created, written or flushed.
  case studyUnwritable(path: String, reason: String)
  /// The journal holds something that is no record.
  case studyUnreadable(path: String, line: Int, reason: String)
  /// The folder holds no study.
  case notAStudy(path: String, reason: String)
  /// The study was started with another definition; each change names the key and both values.
  case definitionChanged(path: String, changes: [String])
  /// A recorded trial is not what this version proposes for the same definition and seed.
  case unrepeatable(path: String, trial: Int, recorded: String, proposed: String)
  /// A value of the search definition can't be used.
  case invalidDefinition(place: String, message: String)
  /// The same failure came several times in a row.
  case repeatedFailure(cause: String, detail: String, trials: [Int])
  /// Every training failed.
  case nothingSucceeded(FailureSummary)
  /// No result exceeds what guessing reaches, so that nothing can be ranked.
  case chanceLevel(best: Double, chance: ChanceLevel, trainings: Int, epochs: Int)
  /// Nothing is left to evaluate, or there is nothing to tell of yet.
  case emptySearch(reason: String)
  /// A study of an earlier version, whose definition lacks what going on with it needs.
  case earlierVersion(path: String, lacks: String, command: String)
  /// A question that has no meaning for the study's kind.
  case unanswerable(path: String, reason: String)
  /// The user stopped the search; what is finished is kept.
  case interrupted
}

extension SearchError: CustomStringConvertible {
  /// Changes of a definition that are listed.
  private static let mostChanges = 12

  private static func percent(_ share: Double) -> String {
    "\((share * 1000).rounded() / 10) %"
  }

  public var description: String {
    switch self {
    case .studyLocked(let path, let holder):
      "\(path): the study is in use by \(holder); only one process may write to a study. "
        + "Wait for it, stop it, or choose another folder with --output."
    case .studyUnwritable(let path, let reason):
      "\(path): can't be written: \(reason). The records before this one are intact; "
        + "free space or fix the permissions, then run the same command again."
    case .studyUnreadable(let path, let line, let reason):
      "\(path):\(line): not a record of a study: \(reason). Expected one JSON object a line; "
        + "restore the line or remove it."
    case .notAStudy(let path, let reason):
      "\(path): not a study: \(reason). Expected a folder made by `compound search`."
    case .definitionChanged(let path, let changes):
      "\(path): the study was started with another definition:\n"
        + changes.prefix(Self.mostChanges).map { "  \($0)\n" }.joined()
        + (changes.count > Self.mostChanges
          ? "  and \(changes.count - Self.mostChanges) further changes\n" : "")
        + "Undo the change to go on with this study, or start a new one with --output."
    case .unrepeatable(let path, let trial, let recorded, let proposed):
      "\(path): trial \(trial) is recorded as \(recorded), but this version proposes "
        + "\(proposed) for the same definition and seed. Continue with the version that started "
        + "the study, or start a new one with --output."
    case .invalidDefinition(let place, let message):
      "\(place): \(message)"
    case .repeatedFailure(let cause, let detail, let trials):
      "trials \(trials.map(String.init).joined(separator: ", ")) failed in a row with the same "
        + "cause, so the search stopped: \(cause)\(detail.isEmpty ? "" : ": \(detail)")\n"
        + "Remove the cause, then run the same command again with --retry-failed."
    case .nothingSucceeded(let failures):
      "\(failures).\(failures.evidence)\n"
        + "Remove the cause, then run the same command again with --retry-failed."
    case .chanceLevel(let best, let chance, let trainings, let epochs):
      "of \(trainings) trainings of \(epochs) \(epochs == 1 ? "epoch" : "epochs"), too few are better than "
        + "guessing to rank anything: the best has \(Self.percent(best)), guessing among \(chance.classes) classes up to "
        + "\(Self.percent(chance.threshold)). Train longer (`epochs`, or a "
        + "smaller `factor` of `halving`), on more `images`, or larger networks (`proxy`)"
    case .emptySearch(let reason):
      "nothing to report: \(reason)"
    case .earlierVersion(let path, let lacks, let command):
      "\(path): the study was started by an earlier version, which did not keep \(lacks). Run the "
        + "command that started it, once, to add it: "
        + command.trimmingCharacters(in: .whitespacesAndNewlines)
    case .unanswerable(let path, let reason):
      "\(path): \(reason)"
    case .interrupted:
      "interrupted; every finished training is kept, run the same command again to go on"
    }
  }
}
