import Testing

/// Files and functions that a reader can take in.
@Suite(.serialized)
struct SizeTests {
  @Test(arguments: ["Sources", "Tests"])
  func filesAreShort(folder: String) throws {
    let files = try SourceTree(folder).files
    #expect(!files.isEmpty)
    for file in files {
      // A last line that ends in a line feed leaves an empty one behind it.
      #expect(file.lines.count - 1 <= 400, "\(folder)/\(file.path) has \(file.lines.count) lines")
    }
  }

  @Test(arguments: ["Sources", "Tests"])
  func functionsAreShort(folder: String) throws {
    for file in try SourceTree(folder).files {
      for function in file.functions(longerThan: 60) {
        Issue.record("\(folder)/\(file.path):\(function.line) has \(function.count) lines")
      }
    }
  }

  @Test func aLongFunctionIsFound() {
    let body = Array(repeating: "    work()", count: 60)
    let lines =
      ["struct A {", "  func long() {"] + body + ["  }", "  func short() { work() }", "}"]
    let file = SourceTree.File(path: "A/A.swift", lines: lines.map { $0[...] })
    #expect(file.functions(longerThan: 60).map(\.line) == [2])
    #expect(file.functions(longerThan: 62).isEmpty)
  }
}
