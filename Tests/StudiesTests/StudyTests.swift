import CostModel
import Foundation
import Testing
import TestSupport

@testable import Studies

private struct Definition: Codable {
  var model = "a"
  var trials = 5
  var grid = ["alpha": [1.0, 1.1]]
}

private func open(_ folder: String, _ definition: Definition = Definition()) throws -> Study {
  try Study.open(
    folder: folder, kind: "test", definition: definition, growing: ["trials"], seed: 4,
    source: "model: a\n")
}

private func record(_ trial: Int) -> TrialRecord {
  var record = TrialRecord(trial: trial, status: .finished, candidate: "c\(trial)")
  (record.epochs, record.seed) = (2, UInt64.max)
  record.score = 0.1 + 0.2
  record.loss = .infinity
  record.costs = Figures(
    multiplyAdds: 9_007_199_254_740_993, parameters: 1, activations: 2, latency: 0.5e-3)
  return record
}

@Suite struct StudyTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func recordsSurviveToTheLastDigit() throws {
    try open(folder.path).append(record(0))
    let study = try Study.read(folder: folder.path)
    #expect(study.records == [record(0)])
    #expect(study.header.seed == 4)
    #expect(
      try String(contentsOfFile: folder.path + "/search.yaml", encoding: .utf8) == "model: a\n")
    let lines = try String(contentsOfFile: folder.path + "/study.jsonl", encoding: .utf8)
      .split(separator: "\n")
    #expect(lines.count == 2 && lines[1].contains("\"multiplyAdds\":9007199254740993"))
  }

  /// A writer can die after any byte: whatever is left must open, with all whole records.
  @Test func everyTornEndIsDropped() throws {
    do {
      let study = try open(folder.path)
      for trial in 0..<3 { try study.append(record(trial)) }
    }
    let path = folder.path + "/study.jsonl"
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let ends = whole.indices.filter { whole[$0] == UInt8(ascii: "\n") }
    // Every seventh byte, and every byte about the ends of lines.
    let cuts = (0...whole.count).filter { cut in
      cut % 7 == 0 || ends.contains { abs($0 - cut) < 3 }
    }
    for length in cuts {
      try whole.prefix(length).write(to: URL(fileURLWithPath: path))
      let study = try open(folder.path)
      let expected = max(0, ends.count { $0 < length } - 1)
      #expect(study.records.map(\.trial) == Array(0..<expected), "cut at \(length)")
      // The next record must stand on a line of its own.
      try study.append(record(7))
      #expect(try Study.read(folder: folder.path).records.map(\.trial) == Array(0..<expected) + [7])
    }
  }

  @Test func aLostBlockAtTheEndIsDropped() throws {
    do { try open(folder.path).append(record(0)) }
    let path = folder.path + "/study.jsonl"
    var data = try Data(contentsOf: URL(fileURLWithPath: path))
    data.append(Data(repeating: 0, count: 40))
    data.append(UInt8(ascii: "\n"))
    try data.write(to: URL(fileURLWithPath: path))
    #expect(try open(folder.path).records.map(\.trial) == [0])
  }

  @Test func damageInTheMiddleIsAnErrorWithItsLine() throws {
    do {
      let study = try open(folder.path)
      for trial in 0..<2 { try study.append(record(trial)) }
    }
    let path = folder.path + "/study.jsonl"
    var lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    lines[1] = "{\"record\":\"trial\",\"trial\":\"zero\"}"
    let damaged = lines.joined(separator: "\n") + "\n"
    try damaged.write(toFile: path, atomically: true, encoding: .utf8)
    let error = #expect(throws: SearchError.self) { try open(folder.path) }
    #expect(error?.description.contains("study.jsonl:2: ") == true)
    #expect(error?.description.contains("`trial` is not of type Int") == true)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == damaged)
  }

  @Test func aSecondWriterIsRefused() throws {
    let first = try open(folder.path)
    let error = #expect(throws: SearchError.self) { try open(folder.path) }
    let holder = "process \(ProcessInfo.processInfo.processIdentifier)"
    #expect(error == .studyLocked(path: folder.path, holder: holder))
    try first.append(record(0))
    // Readers are welcome meanwhile.
    #expect(try Study.read(folder: folder.path).records.count == 1)
  }

  @Test func aChangedDefinitionIsRefusedWithItsChanges() throws {
    do { _ = try open(folder.path) }
    var changed = Definition()
    changed.model = "b"
    changed.grid = ["alpha": [1.0, 1.2], "beta": [1]]
    let error = #expect(throws: SearchError.self) { try open(folder.path, changed) }
    #expect(
      error
        == .definitionChanged(
          path: folder.path,
          changes: [
            "grid.alpha[1]: was 1.1, is 1.2", "grid.beta[0]: is new (1)", "model: was a, is b",
          ]))
    let text = try #require(error).description
    #expect(text.contains("\n  model: was a, is b\nUndo the change"))
    var longer = Definition()
    longer.trials = 50
    #expect(throws: Never.self) { try open(folder.path, longer) }
  }

  @Test func manyAndLongChangesAreNotListedWhole() throws {
    do { _ = try open(folder.path) }
    var changed = Definition()
    changed.model = "first line\nsecond line"
    changed.grid = ["gamma": (0..<20).map(Double.init)]
    let error = try #require(throws: SearchError.self) { try open(folder.path, changed) }
    let lines = "\(error)".split(separator: "\n")
    // Two values of alpha are gone, twenty of gamma new, and the model is another: 23 changes.
    #expect(lines.count == 1 + 12 + 2 && lines[13] == "  and 11 further changes")
    guard case .definitionChanged(_, let changes) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(changes.count == 23 && changes.last == "model: differs")
  }

  @Test func aFullDiskLeavesTheJournalWhole() throws {
    do { try open(folder.path).append(record(0)) }
    let path = folder.path + "/study.jsonl"
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    // A disk with room for ten more bytes.
    nonisolated(unsafe) var room = 10
    let (journal, _) = try StudyJournal.open(at: path) { descriptor, bytes in
      guard room > 0 else {
        errno = ENOSPC
        return -1
      }
      let count = Foundation.write(descriptor, bytes.baseAddress, min(room, bytes.count))
      room -= count
      return count
    }
    let error = #expect(throws: SearchError.self) { try journal.append(.trial(record(1))) }
    #expect(error?.description.contains("No space left on device") == true)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    room = 1_000_000
    try journal.append(.trial(record(1)))
    #expect(try Study.read(folder: folder.path).records.map(\.trial) == [0, 1])
  }

  @Test func foldersThatCannotBeWrittenAreNamed() throws {
    // Below a file no folder can be made, whoever runs the test.
    let file = folder.path + "/file"
    try "x".write(toFile: file, atomically: true, encoding: .utf8)
    let error = #expect(throws: SearchError.self) { try open(file + "/study") }
    guard case .studyUnwritable(file + "/study", _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func otherFoldersAreNoStudies() throws {
    #expect(throws: SearchError.self) { try Study.read(folder: folder.path) }
    #expect(Study.list(in: folder.path).isEmpty)
    do { _ = try open(folder.path + "/b") }
    do { _ = try open(folder.path + "/a") }
    #expect(Study.list(in: folder.path) == [folder.path + "/a", folder.path + "/b"])
    #expect(Study.list(in: folder.path + "/a") == [folder.path + "/a"])
  }

  @Test func newerFormatsAreRefused() throws {
    let line = #"{"record":"study","version":99,"kind":"x","definition":"0","seed":1}"# + "\n"
    try line.write(toFile: folder.path + "/study.jsonl", atomically: true, encoding: .utf8)
    let error = #expect(throws: SearchError.self) { try Study.read(folder: folder.path) }
    #expect(error?.description.contains("format version 99") == true)
  }
}
