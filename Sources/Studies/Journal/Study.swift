import Files
package import Foundation

/// A study: a folder that a person can read, and that a search goes on from.
///
/// | file | content |
/// |---|---|
/// | `study.jsonl` | the journal: a header, then one record a line, append-only |
/// | `definition.json` | the search definition as it ran, command-line settings included |
/// | `search.yaml` | the search file as it was given |
/// | `baseline.yaml` | for coefficients: the network that is scaled, at target scale |
/// | `proxy.yaml` | for coefficients: the same as it is trained |
/// | `checkpoints/` | whatever evaluators keep between runs |
/// | `report.html` | what it has found, as a page for a browser, while it runs too |
/// | `study.lock` | held by the one process that writes |
public final class Study {
  /// The folder, as given.
  public let folder: String
  /// The journal's first line.
  public let header: StudyHeader
  /// Everything recorded so far, in the order of the journal.
  public private(set) var records: [TrialRecord]
  private let lock: StudyLock?
  private let journal: StudyJournal?

  /// Where evaluators may keep files between runs.
  public var checkpointFolder: String { folder + "/checkpoints" }

  private init(
    folder: String, header: StudyHeader, records: [TrialRecord], lock: StudyLock?,
    journal: StudyJournal?
  ) {
    self.folder = folder
    self.header = header
    self.records = records
    self.lock = lock
    self.journal = journal
  }

  /// Opens the study in `folder` for writing, starting it when there is none.
  ///
  /// - Parameters:
  ///   - folder: the path of the folder.
  ///   - kind: the kind's name.
  ///   - definition: the definition as it will run; must equal the one of an existing study but for
  ///     the keys in `growing`.
  ///   - growing: key paths that may change when a study goes on, such as `trials`, each with all
  ///     below it.
  ///   - seed: what all seeds of the study derive from.
  ///   - source: the text of the search file, kept beside the journal.
  /// - Returns: the study, locked until it is released.
  /// - Throws: ``SearchError`` when another process has the study, the definition changed, or the
  ///   folder can't be written.
  package static func open(
    folder: String, kind: String, definition: some Encodable, growing: Set<String> = [],
    seed: UInt64, source: String
  ) throws -> Study {
    try makeFolder(folder)
    try checkLinks(in: folder)
    let lock = try StudyLock(folder: folder)
    let snapshot = try DefinitionSnapshot(definition, ignoring: growing)
    let header = StudyHeader(kind: kind, definition: snapshot.digest, seed: seed)
    let path = folder + "/study.jsonl"
    // The definition must be on the disk before the header that refers to it; and an existing one
    // is looked at before anything is written.
    let isNew =
      try !FileManager.default.fileExists(atPath: path)
      || StudyJournal.content(at: path).records.isEmpty
    if isNew {
      try writeBesideThenRename(definitionText(definition), to: folder + "/definition.json")
      try writeBesideThenRename(Data(source.utf8), to: folder + "/search.yaml")
    } else {
      try check(snapshot, growing: growing, against: folder)
    }
    let (journal, records) = try StudyJournal.open(at: path)
    if isNew {
      try journal.append(.study(header))
      Folder.flush(folder)
    } else if try contents(of: folder + "/definition.json") != definitionText(definition) {
      // One of the keys that may grow has grown.
      try writeBesideThenRename(definitionText(definition), to: folder + "/definition.json")
    }
    let existing = isNew ? (header, []) : try split(records, path: path)
    try makeFolder(folder + "/checkpoints")
    return Study(
      folder: folder, header: existing.0, records: existing.1, lock: lock, journal: journal)
  }

  /// Opens the study in `folder` for reading only; it may be running meanwhile.
  public static func read(folder: String) throws -> Study {
    let path = folder + "/study.jsonl"
    guard FileKind(of: path) == .file else {
      throw SearchError.notAStudy(path: folder, reason: "it holds no study.jsonl")
    }
    let (header, records) = try split(StudyJournal.content(at: path).records, path: path)
    return Study(folder: folder, header: header, records: records, lock: nil, journal: nil)
  }

  /// The kind of the study in `folder`.
  ///
  /// - Throws: As ``read(folder:)``, for a journal that does not begin with a header.
  package static func kind(folder: String) throws -> String {
    if let header = try? StudyJournal.header(at: folder + "/study.jsonl") { return header.kind }
    return try read(folder: folder).header.kind
  }

  /// The studies in `folder`: itself, or those right below it, sorted by name.
  public static func list(in folder: String) -> [String] {
    // A pipe of that name would keep whoever looks waiting.
    let isStudy = { (path: String) in FileKind(of: path + "/study.jsonl") == .file }
    if isStudy(folder) { return [folder] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().map { folder + "/" + $0 }.filter(isStudy)
  }

  /// Adds `record` to the journal; it counts once this returns.
  ///
  /// - Precondition: the study was opened for writing.
  func append(_ record: TrialRecord) throws {
    guard let journal else { preconditionFailure("the study is open for reading only") }
    try journal.append(.trial(record))
    records.append(record)
  }

  /// The text of the search file that the study was started with, or the command; empty where it is
  /// lost.
  public var source: String { Self.source(in: folder) ?? "" }

  /// The text of the search file in `folder`; nil where there is none.
  ///
  /// Reports have it in full: what a link out of the folder leads to is no part of a study.
  package static func source(in folder: String) -> String? {
    let path = folder + "/search.yaml"
    guard Folder.leads(path, within: folder), FileKind(of: path) == .file else { return nil }
    return try? WholeFile.text(of: path)
  }

  /// The definition as it ran.
  ///
  /// - Throws: ``SearchError/notAStudy(path:reason:)`` when it can't be read.
  func decodedDefinition<Value: Decodable>() throws -> Value {
    let data = try Study.contents(of: folder + "/definition.json")
    do {
      return try JSONDecoder().decode(Value.self, from: data)
    } catch {
      throw SearchError.notAStudy(
        path: folder, reason: "definition.json can't be read: \(error)")
    }
  }
}

extension Study {
  /// Refuses a folder in which a name leads out of it: what goes on in a study is written there.
  ///
  /// - Throws: ``SearchError/studyUnwritable(path:reason:)`` naming the link.
  package static func checkLinks(in folder: String) throws {
    do throws(FileError) {
      for name in try Folder.names(in: folder) {
        try Folder.checkLeads("\(folder)/\(name)", within: folder)
      }
    } catch {
      throw SearchError.studyUnwritable(path: error.file, reason: error.message)
    }
  }

  private static func check(
    _ snapshot: DefinitionSnapshot, growing: Set<String>, against folder: String
  ) throws {
    let data = try contents(of: folder + "/definition.json")
    let recorded: DefinitionSnapshot
    do {
      recorded = try DefinitionSnapshot(json: data, ignoring: growing)
    } catch {
      throw SearchError.notAStudy(path: folder, reason: "definition.json is no JSON")
    }
    let changes = recorded.changes(to: snapshot)
    guard changes.isEmpty else {
      throw SearchError.definitionChanged(path: folder, changes: changes)
    }
  }

  private static func split(
    _ records: [StudyRecord], path: String
  ) throws -> (StudyHeader, [TrialRecord]) {
    guard case .study(let header)? = records.first else {
      throw SearchError.studyUnreadable(
        path: path, line: 1, reason: "the first record is not the study's header")
    }
    guard header.version == StudyHeader.currentVersion else {
      throw SearchError.studyUnreadable(
        path: path, line: 1,
        reason: "format version \(header.version), this program reads "
          + "version \(StudyHeader.currentVersion)")
    }
    let trials = try records.dropFirst().enumerated().map { index, record in
      guard case .trial(let trial) = record else {
        throw SearchError.studyUnreadable(
          path: path, line: index + 2, reason: "a second header")
      }
      return trial
    }
    return (header, trials)
  }

  package static func contents(of path: String) throws -> Data {
    guard FileKind(of: path) == .file else {
      throw SearchError.notAStudy(path: path, reason: "the file can't be read")
    }
    do {
      return Data(try WholeFile.read(path))
    } catch {
      throw SearchError.notAStudy(path: path, reason: "the file can't be read")
    }
  }

  private static func definitionText(_ definition: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return try encoder.encode(definition) + Data("\n".utf8)
  }
}

/// Creates `folder` and those above it.
package func makeFolder(_ folder: String) throws {
  do throws(FileError) {
    try Folder.make(folder)
  } catch {
    throw SearchError.studyUnwritable(path: folder, reason: error.message)
  }
}

/// Writes `data` so that `path` holds either its old content or all of the new one; without a flush, a
/// machine that stops may leave neither.
package func writeBesideThenRename(_ data: Data, to path: String, flushes: Bool = true) throws {
  do {
    try OutputFile.write(path, bytes: data, flushes: flushes, followsLinks: false)
  } catch let error as FileError {
    throw SearchError.studyUnwritable(path: path, reason: error.message)
  }
}
