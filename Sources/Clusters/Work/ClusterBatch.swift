import Files
import Foundation
import Studies

/// Evaluations that were submitted together: what each task of an array job carries out.
struct ClusterBatch: Codable, Sendable {
  /// What the job is called: names, unlike numbers, stay true when a cluster is set up anew.
  let job: String
  /// The names of the evaluations of each task.
  let tasks: [[String]]

  /// - Throws: `SearchError.notAStudy(path:reason:)` for a batch that is not there.
  init(_ number: Int, in cluster: ClusterFolder) throws {
    let path = cluster.batch(number)
    do {
      self = try JSONDecoder().decode(ClusterBatch.self, from: Data(WholeFile.read(path)))
    } catch {
      throw SearchError.notAStudy(path: path, reason: "there is no such batch: \(error)")
    }
    if let name = tasks.joined().first(where: { !EvaluationTask.isName($0) }) {
      throw SearchError.notAStudy(
        path: path, reason: "'\(name)' is no evaluation; expected three numbers, such as 12-8-3")
    }
  }

  init(job: String, tasks: [[String]]) {
    (self.job, self.tasks) = (job, tasks)
  }

  /// Writes it, before it is submitted: what was submitted is known whatever happens next.
  func write(as number: Int, in cluster: ClusterFolder) throws {
    try writeBesideThenRename(JSONEncoder().encode(self), to: cluster.batch(number))
  }

  /// What a study's jobs begin with, the same for equal folders and no others.
  static func prefix(of cluster: ClusterFolder) -> String {
    var hash: UInt32 = 2_166_136_261
    for byte in cluster.study.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    let name = cluster.study.split(separator: "/").last.map(String.init) ?? "study"
    let plain = name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    return "compound-\(String(plain.prefix(40)))-\(String(hash, radix: 16))"
  }
}
