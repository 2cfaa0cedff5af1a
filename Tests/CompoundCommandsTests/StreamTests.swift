import Files
import Foundation
import SearchTestSupport
import Synchronization
import Testing

@testable import CompoundCommands

/// Carries out a command whose results meet `failure`, and returns status and diagnostics.
private func run(
  _ line: String, failure: FileError? = nil
) async -> (status: Int32, results: String, diagnostics: [String]) {
  let state = Mutex((results: "", diagnostics: [String]()))
  let streams = Streams(
    width: nil, usesUnicode: true, helpWidth: 100,
    results: { text in
      if let failure { throw failure }
      state.withLock { $0.results += text }
    }, diagnostics: { line in state.withLock { $0.diagnostics.append(line) } })
  let arguments = line.split(separator: " ").map(String.init)
  let status = await CompoundProgram.run(arguments, streams: streams)
  let found = state.withLock { $0 }
  return (status, found.results, found.diagnostics)
}

/// Where results go, and what becomes of a command whose results arrive nowhere.
@Suite struct StreamTests {
  private static let full = FileError(
    .unwritable, file: "standard output", "cannot write: No space left on device")

  @Test(arguments: [
    "table", "summary efficientnet-b0 --format json", "architecture efficientnet-b0",
    "architecture efficientnet-b0 --output -", "chart figure1 --output /dev/stdout", "--help",
    "help summary", "devices --format csv",
  ])
  func resultsThatDoNotArriveAreAFailure(_ command: String) async {
    let full = await run(command, failure: Self.full)
    #expect(full.status == 74)
    #expect(
      full.diagnostics == ["compound: standard output: cannot write: No space left on device"])
    // Whoever has closed a pipe wants to hear no more.
    let closed = await run(
      command, failure: FileError(.closedPipe, file: "standard output", "cannot write"))
    #expect(closed.status == 141 && closed.diagnostics.isEmpty)
    #expect(await run(command).status == 0)
  }

  /// What was wrong before the results counts more than that its message met a full disk.
  @Test func badInputStaysBadInput() async {
    #expect(await run("summary nonsense", failure: Self.full).status == 65)
    #expect(await run("summary", failure: Self.full).status == 64)
  }

  @Test func filesThatCannotBeWrittenHaveAStatusOfTheirOwn() async throws {
    try await withTemporaryFolder { folder in
      for command in [
        "architecture efficientnet-b0 --output \(folder)/none/x.yaml",
        "chart figure1 --output \(folder)", "calibrate --output \(folder)/none/x --seconds 0",
        "train resnet-18 --width 0.1 --checkpoint -",
        "export resnet-18 --resolution 32 --format onnx --output \(folder)/none/x",
        "search \(try fixtureInputs())/search.yaml --output /dev/null/study",
      ] {
        let found = await run(command)
        #expect(found.status == 74, "\(command)")
        #expect(found.diagnostics.count == 1 && found.results.isEmpty, "\(found)")
      }
    }
  }

  /// A file under `-` has standard output for itself.
  @Test func tablesBesideAFileOnStandardOutputGoElsewhere() async throws {
    let state = Mutex((results: "", diagnostics: [String]()))
    let streams = Streams(
      width: nil, usesUnicode: true, helpWidth: nil,
      results: { text in state.withLock { $0.results += text } },
      diagnostics: { line in state.withLock { $0.diagnostics.append(line) } })
    streams.beside("-").results("a\nb\n")
    streams.beside("/dev/fd/1", nil).results("c")
    streams.beside(nil, "a-file").results("d")
    let found = state.withLock { $0 }
    #expect(found.results == "d" && found.diagnostics == ["a\nb", "c"])
  }

  @Test func longDiagnosticsBreakBetweenWords() {
    let text = "compound: a long sentence about it\n  laid  out"
    #expect(Streams.wrapped(text, to: nil) == text)
    #expect(
      Streams.wrapped(text, to: 20) == "compound: a long\nsentence about it\n  laid  out")
    #expect(Streams.wrapped("/a/path/that/is/long x", to: 10) == "/a/path/that/is/long\nx")
  }

  @Test func streamsServeAsInputs() async throws {
    try await withTemporaryFolder { folder in
      let inputs = try fixtureInputs()
      for (name, command) in [
        ("small.yaml", "summary"), ("small.yaml", "compare efficientnet-b0"),
        ("small.yaml", "architecture"), ("board.yaml", "devices"),
        ("board.yaml", "summary efficientnet-b0 --device"), ("search.yaml", "space"),
      ] {
        let pipe = "\(folder)/\(UUID().uuidString)"
        #expect(mkfifo(pipe, 0o600) == 0)
        let bytes = try WholeFile.read("\(inputs)/\(name)")
        let thread = Thread { try? OutputFile.write(pipe, bytes: bytes) }
        thread.start()
        let piped = await run(
          "\(command) \(pipe) --format json".replacing(
            "architecture \(pipe) --format json", with: "architecture \(pipe)"))
        let plain = await run(
          "\(command) \(inputs)/\(name) --format json".replacing(
            "architecture \(inputs)/\(name) --format json", with: "architecture \(inputs)/\(name)"))
        #expect(piped.status == 0, "\(piped.diagnostics)")
        #expect(piped.results == plain.results && !piped.results.isEmpty)
      }
    }
  }

  /// A stream has no name that a study could have.
  @Test func aSearchFromAStreamNeedsAnOutput() async {
    for stream in ["-", "/dev/stdin"] {
      let found = await run("search \(stream)")
      #expect(found.status == 64)
      #expect(found.diagnostics.first?.contains("add --output") == true)
    }
    let resume = await run("train resnet-18 --resume -")
    #expect(resume.status == 64)
    #expect(resume.diagnostics.first?.contains("add --checkpoint") == true)
  }

  private func fixtureInputs() throws -> String {
    try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil)).path + "/Inputs"
  }
}
