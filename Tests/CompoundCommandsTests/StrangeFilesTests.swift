import Foundation
import Testing

@testable import CompoundCommands

/// Files that came from elsewhere: nothing of them runs or is written to that was not asked for.
@Suite struct StrangeFilesTests {
  private let manager = FileManager.default

  private func search(in folder: String) throws {
    let text = """
      search: architecture
      space:
        name: "../<script>"
        resolution: 32
        classes: 10
        activation: relu
        stem: {channels: 8}
        head: {channels: 16}
        stages:
          - {block: mbConv, channels: [8, 16], kernelSize: 3, expansionRatio: 2, stride: 2, repeats: [1, 2]}
      objective: {target: 500K}
      trials: 4
      evaluator:
        command: |
          touch '\(folder)/ran'
          echo '{"accuracy": 0.5}' > {result}
        environment: {HIDDEN: "\\e[2Kred"}
      proxy: {resolution: 16}
      training: {data: shapes, epochs: 1, images: 200, validationImages: 100}

      """
    try text.write(toFile: folder + "/search.yaml", atomically: true, encoding: .utf8)
  }

  private func run(_ line: String, in folder: String) async throws -> String {
    var transcript = try Transcript(places: [(folder, "FOLDER")])
    await transcript.run(line)
    return transcript.text
  }

  /// A study with a command, run once.
  private func withStudy(_ body: (String) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      try search(in: folder)
      let said = try await run("search FOLDER/search.yaml --output FOLDER/study", in: folder)
      try #require(manager.fileExists(atPath: folder + "/ran"), "\(said)")
      try manager.removeItem(atPath: folder + "/ran")
      try await body(folder)
    }
  }

  @Test func plansShowCommandsAndRunNone() async throws {
    try await withTemporaryFolder { folder in
      try search(in: folder)
      let said = try await run("search FOLDER/search.yaml --plan --output FOLDER/study", in: folder)
      #expect(said.contains("! Each training runs this by /bin/sh:\n!   touch 'FOLDER/ran'\n"))
      #expect(said.contains("!   echo '{\"accuracy\": 0.5}' > {result}\n"))
      // An escape could hide the line in a terminal.
      #expect(said.contains("!   HIDDEN=?[2Kred\n") && !said.contains("\u{1B}"))
      #expect(try manager.contentsOfDirectory(atPath: folder) == ["search.yaml"])
    }
  }

  @Test func whatLooksIntoStudiesRunsNoCommand() async throws {
    try await withStudy { folder in
      for line in [
        "study list FOLDER", "study show FOLDER/study", "study best FOLDER/study",
        "study front FOLDER/study", "study export FOLDER/study", "report FOLDER/study",
        "space FOLDER/search.yaml", "search FOLDER/search.yaml --plan --output FOLDER/study",
      ] {
        let said = try await run(line, in: folder)
        #expect(!said.contains("exit status"), "\(said)")
        #expect(!manager.fileExists(atPath: folder + "/ran"), "\(line)")
      }
      // The space's name, which those of the networks begin with, goes up; no file is named after it.
      #expect(Set(try manager.contentsOfDirectory(atPath: folder)) == ["search.yaml", "study"])
      // As if the search had been stopped before its last training.
      let journal = folder + "/study/study.jsonl"
      let lines = try String(contentsOfFile: journal, encoding: .utf8).split(separator: "\n")
      try lines.dropLast().map { "\($0)\n" }.joined()
        .write(toFile: journal, atomically: true, encoding: .utf8)
      _ = try await run("study resume FOLDER/study", in: folder)
      #expect(manager.fileExists(atPath: folder + "/ran"))
    }
  }

  /// What lies in a study's folder leads to a file and a folder beside it, which stay as they are.
  @Test func nothingIsWrittenThroughLinksOfAStudy() async throws {
    try await withStudy { folder in
      let (file, outside) = (folder + "/file", folder + "/outside")
      try "secret".write(toFile: file, atomically: true, encoding: .utf8)
      try manager.createDirectory(atPath: outside, withIntermediateDirectories: true)
      func link(_ name: String, to target: String) throws {
        try? manager.removeItem(atPath: "\(folder)/study/\(name)")
        try manager.createSymbolicLink(
          atPath: "\(folder)/study/\(name)", withDestinationPath: target)
      }
      try link("report.html", to: "../file")
      _ = try await run("report FOLDER/study", in: folder)
      #expect(
        try manager.attributesOfItem(atPath: folder + "/study/report.html")[.type]
          as? FileAttributeType == .typeRegular)
      try link("export", to: "../outside")
      #expect(try await run("study export FOLDER/study", in: folder).contains("leads out of"))
      try manager.removeItem(atPath: folder + "/study/export")
      try manager.createDirectory(
        atPath: folder + "/study/export", withIntermediateDirectories: true)
      try link("export/trials.csv", to: "../../file")
      let exported = try await run("study export FOLDER/study", in: folder)
      #expect(!exported.contains("exit status"), "\(exported)")
      for (name, target) in [("charts", "../outside"), ("checkpoints", "../outside")] {
        try link(name, to: target)
        for command in [
          "search FOLDER/search.yaml --output FOLDER/study", "study resume FOLDER/study",
        ] {
          let said = try await run(command, in: folder)
          #expect(said.contains("leads out of") && said.contains("exit status"), "\(said)")
        }
        try manager.removeItem(atPath: "\(folder)/study/\(name)")
      }
      #expect(try String(contentsOfFile: file, encoding: .utf8) == "secret")
      #expect(try manager.contentsOfDirectory(atPath: outside).isEmpty)
      // A search file that a link takes from elsewhere is no part of a report.
      try link("search.yaml", to: "../file")
      _ = try await run("report FOLDER/study", in: folder)
      let page = try String(contentsOfFile: folder + "/study/report.html", encoding: .utf8)
      #expect(!page.contains("secret"))
    }
  }
}
