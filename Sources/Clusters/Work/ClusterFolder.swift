import Files
import Foundation
import Studies

/// Where driver and nodes of a study meet: a folder `cluster` in the study's own, on a file system that
/// all of them see.
///
/// | file | content |
/// |---|---|
/// | `NAME/request.json` | an evaluation that is wanted ([EvaluationTask](EvaluationTask)) |
/// | `NAME/attempt-N` | a node has begun with it, the N-th time |
/// | `NAME/result.json` | its result, written by whoever was first |
/// | `batches/B.json` | the names of a batch's evaluations, task by task |
/// | `batches/B.sh` | what the batch's tasks run |
/// | `logs/B-T.log` | what the tasks wrote |
/// | `seen` | the sign of the first node that has seen the folder |
struct ClusterFolder: Sendable {
  /// The folder, whose path does not depend on where a process was started.
  let path: String
  /// The study's.
  let study: String

  init(study: String) {
    let absolute = URL(fileURLWithPath: study).standardizedFileURL.path
    self.study = absolute
    path = absolute + "/cluster"
  }

  var batches: String { path + "/batches" }
  var logs: String { path + "/logs" }

  var sign: String { path + "/seen" }

  func batch(_ number: Int) -> String { "\(batches)/\(number).json" }
  func script(_ number: Int) -> String { "\(batches)/\(number).sh" }
  func log(_ batch: Int, task: Int) -> String { "\(logs)/\(batch)-\(task).log" }

  /// Makes the folders that every study has.
  func make() throws {
    try makeFolder(batches)
    try makeFolder(logs)
  }

  /// The numbers of the batches there are, in order.
  func batchNumbers() throws -> [Int] {
    guard access(batches, F_OK) == 0 else { return [] }
    return try Folder.names(in: batches).compactMap { name in
      name.hasSuffix(".json") ? Int(name.dropLast(5)) : nil
    }.sorted()
  }
}
