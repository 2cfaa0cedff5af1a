import Foundation
import SearchTestSupport
import Synchronization
import TestSupport
import Testing

@testable import CompoundCommands

/// What a command puts out in a terminal of so many columns; `nil` for a pipe.
private func run(
  _ line: String, width: Int? = nil
) async -> (status: Int32, results: String, diagnostics: String) {
  let state = Mutex((results: "", diagnostics: ""))
  let streams = Streams(
    width: width, usesUnicode: true, helpWidth: 100,
    results: { text in state.withLock { $0.results += text } },
    diagnostics: { line in state.withLock { $0.diagnostics += line + "\n" } })
  let arguments = line.split(separator: " ").map(String.init)
  let status = await CompoundProgram.run(arguments, streams: streams)
  let found = state.withLock { $0 }
  return (status, found.results, found.diagnostics)
}

/// What people see in terminals of different widths, and programs in pipes.
@Suite struct TerminalTests {
  private static let inputs = Result {
    try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil)).path + "/Inputs"
  }

  /// Every listing; INPUTS stands for the folder of test inputs.
  private static let listings = [
    "table", "table --names", "table resnet-50 INPUTS/own.yaml --beside efficientnet-b0..b1",
    "summary efficientnet-b0", "summary efficientnet-b7 --counts --memory --traffic",
    "summary efficientnet-b0 --by layer --device nvidia-t4", "summary INPUTS/function.onnx",
    "summary INPUTS/open.onnx --input 1x3x8x9 --by layer", "count resnet-50 --convention fvcore",
    "count resnet-50 --convention fvcore --against paper", "count INPUTS/data.onnx",
    "compare efficientnet-b0..b7 resnet-152 amoebanet-d-18-512/tpu-official",
    "sweep efficientnet-b0",
    "sweep efficientnet-b0 --scaling width --scaling fast --device nvidia-t4",
    "rounding efficientnet-b0 --phi 2", "fit-budget efficientnet-b0 --flops 1B",
    "fit-budget efficientnet-b0 mobilenet-v2 --flops 1B --memory 200MB", "implied-phi", "devices",
    "audit", "space INPUTS/search.yaml --sample 3 --front --points 4",
  ]

  /// No line of a table is wider than the terminal, and whatever is shown is whole: each word is one of
  /// the full output's.
  @Test(arguments: listings, [80, 200])
  func tablesFitAndNothingIsBroken(_ line: String, _ width: Int) async throws {
    let command = line.replacing("INPUTS", with: try Self.inputs.get())
    let full = await run(command)
    let narrow = await run(command, width: width)
    #expect(full.status == 0 && narrow.status == 0)
    let words = Set(full.results.split { $0.isWhitespace })
    // Headings may break behind their hyphens.
    let parts = words.filter { $0.first?.isUppercase == true }.flatMap { word in
      word.split(separator: "-").dropLast().map { "\($0)-" }
        + word.split(separator: "-").suffix(1)
        .map(String.init)
    }
    let known = words.union(parts.map { $0[...] })
    // What is said of columns that are left out is no part of the full output.
    let shown = narrow.results.replacing(/Left out, for want of room:[\s\S]*?all\./, with: "")
    for row in shown.split(separator: "\n") {
      let isOneWord = !row.contains(" ")
      #expect(isOneWord || row.count <= width, "\(row)")
      for word in row.split(whereSeparator: \.isWhitespace) where !word.hasPrefix("─") {
        #expect(known.contains(word), "\(word)")
      }
    }
    #expect(await run(command + " --wide", width: width).results == full.results)
  }

  /// With several tables, a CSV is the first, and a note says how to get the others.
  @Test func aCSVIsOneTable() async throws {
    let command = "fit-budget efficientnet-b0 --flops 1B --format csv"
    let first = await run(command)
    let named = await run(command + " --table fit")
    #expect(first.results == named.results && named.diagnostics.isEmpty)
    #expect(first.diagnostics.contains("'fit'") && first.diagnostics.contains("budgets, rounding"))
    for name in ["fit", "budgets", "rounding"] {
      let lines = await run(command + " --table \(name)").results.split(separator: "\r\n")
      #expect(lines.count > 1)
      #expect(Set(lines.map { $0.count { $0 == "," } }).count == 1, "\(name)")
    }
    let wrong = await run(command + " --table budget")
    #expect(wrong.status == 64 && wrong.results.isEmpty)
    #expect(wrong.diagnostics.contains("did you mean 'budgets'?"))
  }

  @Test func tablesGoIntoFiles() async throws {
    try await withTemporaryFolder { folder in
      let command = "rounding efficientnet-b0 --phi 1"
      for format in ["csv", "json", "markdown"] {
        let written = await run(command + " --format \(format) --output \(folder)/\(format)")
        let files = written.results.split(separator: "\n").map(String.init)
        let suffix = format == "markdown" ? "md" : format
        #expect(files == ["sizes", "costs"].map { "\(folder)/\(format)/\($0).\(suffix)" })
        for (file, table) in zip(files, ["sizes", "costs"]) {
          let printed = await run(command + " --format \(format) --table \(table)")
          let text = try String(contentsOfFile: file, encoding: .utf8)
          #expect(text == printed.results)
        }
      }
    }
  }

  @Test(arguments: [
    ("sumary efficientnet-b0", "'compound' has no command 'sumary'; did you mean 'summary'?"),
    ("study lst", "'compound study' has no command 'lst'; did you mean 'list'?"),
    ("help serch", "'compound' has no command 'serch'; did you mean 'search'?"),
    ("dance", "'compound' has no command 'dance' (`compound --help` lists all)"),
  ])
  func theNearestCommandIsNamed(_ line: String, _ message: String) async {
    let found = await run(line)
    #expect(found.status == 64 && found.results.isEmpty)
    #expect(found.diagnostics.contains(message), "\(found.diagnostics)")
  }

  @Test func theVersionIsTold() async {
    let found = await run("--version")
    #expect(found.status == 0)
    #expect(found.results.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func shellsGetCompletions(_ shell: String) async {
    let found = await run("--generate-completion-script \(shell)")
    #expect(found.status == 0)
    for word in ["fit-budget", "wide", "efficientnet"] {
      #expect(found.results.contains(word))
    }
  }

  @Test func completionsKnowWhatThereIs() async throws {
    #expect(
      Completions.models("mobilenet-v3").sorted() == ["mobilenet-v3-large", "mobilenet-v3-small"])
    #expect(Completions.devices("jet") == ["jetson-nano"])
    let inputs = try Self.inputs.get()
    #expect(Completions.models(inputs + "/ow") == [inputs + "/own.yaml"])
    #expect(Completions.devices(inputs + "/boar") == [inputs + "/board.yaml"])
    try await withTemporaryFolder { folder in
      _ = await run("search \(inputs)/search.yaml --output \(folder)/a-study --threads 1")
      #expect(Completions.studies(folder + "/a-s") == [folder + "/a-study/"])
    }
  }
}
