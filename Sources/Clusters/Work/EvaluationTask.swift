import Architectures
import Files
import Foundation
import Interchange
import Studies

/// One evaluation as files of a ``ClusterFolder``.
///
/// It may be carried out several times, at least once; what comes of it counts once: a result's name is
/// made by `link`, which the second to try is refused.
struct EvaluationTask: Sendable {
  /// Which trial, how long and under which seed: `12-8-3`.
  let name: String
  private let folder: String

  init(_ name: String, in cluster: ClusterFolder) {
    self.name = name
    folder = "\(cluster.path)/\(name)"
  }

  /// Whether a name is one of an evaluation, and so of a folder right below the cluster's.
  static func isName(_ name: String) -> Bool { name.wholeMatch(of: /[0-9]+-[0-9]+-[0-9]+/) != nil }

  init(_ request: EvaluationRequest, in cluster: ClusterFolder) {
    self.init("\(request.trial)-\(request.epochs)-\(request.seed)", in: cluster)
  }

  /// A request as it stands in a file.
  private struct Content: Codable, Equatable {
    let trial: Int
    let candidate: String
    let architecture: String
    let epochs: Int
    let seed: UInt64
    let checkpoints: String
    let values: [String: Double]
    let bar: PruningBar?
  }

  private var requestPath: String { folder + "/request.json" }
  private var resultPath: String { folder + "/result.json" }

  /// Writes what is wanted; what is there of another candidate goes.
  ///
  /// - Throws: `SearchError.studyUnwritable(path:reason:)`.
  func want(_ request: EvaluationRequest) throws {
    let content = Content(
      trial: request.trial, candidate: request.candidate,
      architecture: ArchitectureFile.text(of: request.architecture), epochs: request.epochs,
      seed: request.seed, checkpoints: Folder.holding(request.folder), values: request.values,
      bar: request.bar)
    if let known = try? read(Content.self, at: requestPath), known == content { return }
    remove()
    try makeFolder(folder)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    // Without a flush: a request that is lost with the machine is made again by who still wants it.
    try writeBesideThenRename(encoder.encode(content), to: requestPath, flushes: false)
  }

  /// What is wanted; nil where it has been recorded and is wanted no more.
  ///
  /// - Throws: What is wrong with a request that is there.
  func request() throws -> EvaluationRequest? {
    guard access(requestPath, F_OK) == 0 else { return nil }
    let content = try read(Content.self, at: requestPath)
    let study = Folder.holding(Folder.holding(folder))
    guard Folder.leads(content.checkpoints, within: study) else {
      throw SearchError.notAStudy(
        path: requestPath,
        reason: "its checkpoints would lie outside the study, in \(content.checkpoints)")
    }
    return EvaluationRequest(
      trial: content.trial, candidate: content.candidate,
      architecture: try ArchitectureFile.parse(content.architecture, file: requestPath),
      epochs: content.epochs, seed: content.seed, checkpoints: content.checkpoints,
      values: content.values, bar: content.bar)
  }

  /// The result; nil while there is none.
  func result() throws -> ClusterResult? {
    guard access(resultPath, F_OK) == 0 else { return nil }
    return try read(ClusterResult.self, at: resultPath)
  }

  /// Leaves a result under its final name, unless there is one.
  ///
  /// - Parameters:
  ///   - result: The result.
  ///   - writer: Names who writes, different for all that may write at the same time.
  ///   - flushes: Whether it counts only once it is on the disk.
  /// - Throws: `SearchError.studyUnwritable(path:reason:)`; nothing where the evaluation is wanted no
  ///   more.
  func leave(_ result: ClusterResult, by writer: String, flushes: Bool = true) throws {
    guard access(folder, F_OK) == 0 else { return }
    let draft = "\(folder)/result-\(writer)"
    do {
      try writeBesideThenRename(JSONEncoder().encode(result), to: draft, flushes: flushes)
    } catch {
      // Whoever was first may have had it recorded meanwhile.
      if access(folder, F_OK) != 0 { return }
      throw error
    }
    defer { unlink(draft) }
    guard link(draft, resultPath) == 0 || errno == EEXIST || access(folder, F_OK) != 0 else {
      throw SearchError.studyUnwritable(path: resultPath, reason: SystemError.current)
    }
    if flushes { Folder.flush(folder) }
  }

  /// How often it has been begun without having been left in peace.
  var attempts: Int {
    let names = (try? Folder.names(in: folder)) ?? []
    return names.count { $0.hasPrefix("attempt-") }
  }

  /// Marks that it is begun.
  ///
  /// - Parameter note: Who begins.
  /// - Returns: The mark, which who stops in peace removes.
  /// - Throws: `SearchError.studyUnwritable(path:reason:)`.
  func begin(_ note: String) throws -> String {
    var number = attempts + 1
    while true {
      let path = "\(folder)/attempt-\(number)"
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 {
        _ = note.withCString { write(descriptor, $0, strlen($0)) }
        fsync(descriptor)
        close(descriptor)
        Folder.flush(folder)
        return path
      }
      guard errno == EEXIST else {
        throw SearchError.studyUnwritable(path: path, reason: SystemError.current)
      }
      number += 1
    }
  }

  /// Removes all that is there of it.
  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  private func read<Value: Decodable>(_ type: Value.Type, at path: String) throws -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(WholeFile.read(path)))
    } catch {
      throw SearchError.notAStudy(path: path, reason: "the file can't be read: \(error)")
    }
  }
}
