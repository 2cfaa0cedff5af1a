import Foundation
import SearchTestSupport
import Studies
import TestSupport
import Testing

@testable import Clusters

/// What a study's folder that came from elsewhere says of a cluster, and words on their way to a scheduler.
@Suite struct StrangeClusterTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// An evaluation's name is that of a folder that a node reads and writes in.
  @Test(arguments: [
    "../../../elsewhere", "/tmp", "1-2", "1-2-3/..", "1-2-3\n", "", "..", "batches", "1-2-3-4",
    "-1-2-3",
  ]) func namesOfEvaluationsAreNumbers(name: String) throws {
    let cluster = ClusterFolder(study: folder.path)
    try cluster.make()
    try ClusterBatch(job: "j", tasks: [["1-2-3", name]]).write(as: 1, in: cluster)
    #expect(throws: SearchError.self) { try ClusterBatch(1, in: cluster) }
    try ClusterBatch(job: "j", tasks: [["1-2-3"], ["12-8-18446744073709551615"]])
      .write(as: 2, in: cluster)
    #expect(try ClusterBatch(2, in: cluster).tasks.count == 2)
  }

  /// A node keeps its files below the study, whatever a request says.
  @Test func checkpointsLieWithinTheStudy() throws {
    let study = folder.path + "/study"
    let cluster = ClusterFolder(study: study)
    try cluster.make()
    for (number, checkpoints, isRead) in [
      (1, study + "/checkpoints", true), (2, folder.path, false), (3, study + "/../new", false),
    ] {
      let request = EvaluationRequest(
        trial: number, candidate: "a", architecture: try smallArchitecture(), epochs: 1, seed: 1,
        checkpoints: checkpoints)
      let task = EvaluationTask(request, in: cluster)
      try task.want(request)
      if isRead {
        #expect(try task.request() == request)
      } else {
        #expect(throws: SearchError.self) { try task.request() }
      }
    }
  }

  /// A shell must find each word as it was, in a batch's script and in a submission.
  @Test(arguments: [
    "/plain/study", "/a study", "/it's", "/$(touch x)", "/`touch x`", "/a\nb", "/\"q\"", "/-x",
    "/a;b",
    "/{seed}", "/*", "/a\\b",
  ]) func wordsReachAShellAsTheyAre(study: String) throws {
    let cluster = ClusterFolder(study: study)
    let settings = ClusterSettings(tasks: 1, program: "/opt/\(study.dropFirst())/compound")
    let work = ClusterDriver.work(7, in: cluster, settings)
    #expect(try words(work) == [settings.program, "worker", study, "7"])
    let submission = Slurm(options: "-p gpu").submission(
      script: cluster.script(7), job: study, tasks: 3, sideBySide: 2, log: cluster.logs)
    let found = try words(submission)
    #expect(found.first == "sbatch" && found.last == cluster.script(7))
    #expect(found.contains("--job-name=\(study)") && found.contains("--output=\(cluster.logs)"))
    #expect(found.suffix(3).prefix(2) == ["-p", "gpu"])
  }

  /// The words that a shell makes of a command.
  private func words(_ command: String) throws -> [String] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "printf '%s\\0' \(command)"]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    return output.split(separator: 0, omittingEmptySubsequences: false).dropLast()
      .map { String(decoding: $0, as: UTF8.self) }
  }
}
