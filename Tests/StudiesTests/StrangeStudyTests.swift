import Foundation
import SearchTestSupport
import TestSupport
import Testing

@testable import Studies

private struct Definition: Codable {
  var model = "a"
}

/// Study folders that came from elsewhere.
@Suite struct StrangeStudyTests {
  private let folder: TemporaryFolder
  private let manager = FileManager.default

  init() throws { folder = try TemporaryFolder() }

  private var study: String { folder.path + "/study" }

  private func open() throws -> Study {
    try Study.open(folder: study, kind: "test", definition: Definition(), seed: 1, source: "own\n")
  }

  /// Nothing of a study is written where a link in it leads, whichever of its names that is.
  @Test(arguments: [
    "study.jsonl", "definition.json", "search.yaml", "study.lock", "checkpoints", "charts",
    "report.html",
  ]) func linksOutOfAStudyAreRefused(name: String) throws {
    _ = try open()
    try? manager.removeItem(atPath: "\(study)/\(name)")
    let other = folder.path + "/other"
    try "secret".write(toFile: other, atomically: true, encoding: .utf8)
    try manager.createSymbolicLink(atPath: "\(study)/\(name)", withDestinationPath: "../other")
    let error = #expect(throws: SearchError.self) { try open() }
    #expect(error?.description.contains("\(study)/\(name)") == true)
    #expect(error?.description.contains("leads out of \(study)") == true)
    #expect(try String(contentsOfFile: other, encoding: .utf8) == "secret")
  }

  @Test func linksWithinAStudyAreFollowed() throws {
    _ = try open()
    try manager.moveItem(atPath: "\(study)/checkpoints", toPath: "\(study)/kept")
    try manager.createSymbolicLink(atPath: "\(study)/checkpoints", withDestinationPath: "kept")
    _ = try open()
  }

  /// Reports have the search file in full.
  @Test func theSearchFileIsNotReadFromElsewhere() throws {
    #expect(try open().source == "own\n")
    try manager.removeItem(atPath: "\(study)/search.yaml")
    try "secret".write(toFile: folder.path + "/other", atomically: true, encoding: .utf8)
    try manager.createSymbolicLink(
      atPath: "\(study)/search.yaml", withDestinationPath: "../other")
    #expect(try Study.read(folder: study).source == "")
  }

  /// A pipe would keep whoever looks through a folder waiting.
  @Test func pipesAreNoStudies() throws {
    try manager.createDirectory(atPath: study, withIntermediateDirectories: true)
    #expect(mkfifo("\(study)/study.jsonl", 0o600) == 0)
    #expect(Study.list(in: folder.path) == [])
    #expect(throws: SearchError.self) { try Study.read(folder: study) }
  }

  /// Values are put into a command once, each as one word of the shell, whatever is in it.
  @Test(arguments: [
    "plain", "two words", "it's", "$(echo out)", "`echo out`", "a\nb", "\"", "\\", "*", "~", ";",
    "{checkpoint}", "x $(echo out){result}{checkpoint}'", "{", "}", "--flag", "",
  ]) func valuesReachACommandAsTheyAre(value: String) throws {
    let words = ["architecture": value, "checkpoint": "; echo out", "result": "' ; echo out #"]
    let command = CommandEvaluator.filled(
      "printf '%s|' {architecture} {checkpoint} {unknown}", words.mapValues(ShellWord.quoted))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(String(decoding: output, as: UTF8.self) == "\(value)|; echo out|{unknown}|")
  }

  /// A folder of a training that a link leads elsewhere gets no files.
  @Test func trainingsFoldersAreNoLinks() throws {
    try manager.createDirectory(atPath: study, withIntermediateDirectories: true)
    try manager.createSymbolicLink(atPath: "\(study)/1-2-3", withDestinationPath: "..")
    let request = EvaluationRequest(
      trial: 1, candidate: "a", architecture: try smallArchitecture(), epochs: 2, seed: 3,
      checkpoints: study)
    #expect(throws: SearchError.self) { try request.checkFolder(request.folder) }
    try manager.removeItem(atPath: "\(study)/1-2-3")
    try request.checkFolder(request.folder)
  }
}
