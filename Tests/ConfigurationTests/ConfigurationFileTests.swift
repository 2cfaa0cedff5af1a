import Configuration
import Files
import Foundation
import Testing

private func parse(_ text: String) throws -> ConfigurationNode {
  try ConfigurationFile.parse(text, file: "test.yaml")
}

@Suite struct ConfigurationFileTests {
  @Test func readsTypedValues() throws {
    var map = try parse(
      """
      name: b0   # a comment with *stars* & ampersands, really?
      count: 3
      ratio: 2.5e-1
      enabled: true
      words: [a, 'b & *c', "d!"]
      single: 7
      alpha: 1.0...1.4:0.1
      nested: { depth: 2 }
      nothing: null
      """
    ).mapping()
    #expect(try map.string("name") == "b0")
    #expect(try map.integer("count", in: 1...8) == 3)
    #expect(try map.number("ratio") == 0.25)
    #expect(try map.boolean("enabled", default: false))
    #expect(try map.required("words").strings() == ["a", "b & *c", "d!"])
    #expect(try map.required("single").integers() == [7])
    #expect(try map.required("alpha").numbers(in: 1...2) == [1.0, 1.1, 1.2, 1.3, 1.4])
    var nested = try map.required("nested").mapping()
    #expect(try nested.integer("depth") == 2)
    #expect(try nested.integer("width", default: 5) == 5)
    try nested.finish()
    #expect(map.optional("nothing") == nil)
    #expect(map.optional("absent") == nil)
    try map.finish()
  }

  @Test func anUnknownKeyNamesItsPlaceAndTheNearest() throws {
    var map = try parse("kernelSize: 3\n  \nstride_: 2\n").mapping()
    _ = try map.integer("kernelSize")
    _ = map.optional("stride")
    let error = #expect(throws: FileError.self) { try map.finish() }
    #expect(error?.reason == .unknownName)
    #expect(
      error?.description
        == "test.yaml:3:1: unknown key 'stride_'; did you mean 'stride'? "
        + "(expected one of kernelSize, stride)")
  }

  @Test func aMisspeltRequiredKeyIsNamedAsSuch() throws {
    var map = try parse("a: 1\nchanels: 2\n").mapping()
    _ = map.optional("a")
    let error = #expect(throws: FileError.self) { try map.integer("channels") }
    #expect(
      error?.description.hasPrefix("test.yaml:2:1: unknown key 'chanels'; did you mean 'channels'?")
        == true)
    let missing = #expect(throws: FileError.self) { try map.integer("repeats") }
    #expect(missing?.reason == .missing)
  }

  @Test func errorsCarryThePathOfTheValue() throws {
    var map = try parse("stages:\n  - { kernelSize: big }\n").mapping()
    let stages = try map.required("stages").list()
    var stage = try stages[0].mapping()
    let error = #expect(throws: FileError.self) {
      try stage.integer("kernelSize", in: 1...9)
    }
    #expect(
      error?.description
        == "test.yaml:2:19: stages item 1, kernelSize: found 'big'; "
        + "expected a whole number, 1 to 9")
  }

  @Test(arguments: [
    ("x: 3.5", "found '3.5'; expected a whole number"),
    ("x: 99999999999999999999", "expected a whole number"),
    ("x: 0x10", "expected a whole number"),
    ("x: '3'", "in quotes"),
    ("x: 12", "found 12; expected 1 to 9"),
    ("x: []", "found a list"),
    ("x: {}", "found a mapping"),
    ("x:", "found nothing"),
  ])
  func wholeNumbersAreStrict(text: String, message: String) throws {
    var map = try parse(text).mapping()
    let error = #expect(throws: FileError.self) { try map.integer("x", in: 1...9) }
    #expect(error?.message.contains(message) == true, "\(String(describing: error))")
  }

  @Test(arguments: ["nan", ".nan", "inf", "-.inf", "1e999", "0x1p3", "1,5", "one", "--1", "."])
  func numbersAreDecimalAndFinite(text: String) throws {
    var map = try parse("x: \(text)").mapping()
    #expect(throws: FileError.self) { try map.number("x") }
  }

  @Test(arguments: ["yes", "on", "True", "1", "'true'"])
  func booleansAreTrueOrFalse(text: String) throws {
    var map = try parse("x: \(text)").mapping()
    #expect(throws: FileError.self) { try map.boolean("x", default: true) }
  }

  private enum Mode: String, CaseIterable { case nearest, down }

  @Test func choicesSuggestTheNearest() throws {
    var map = try parse("x: neerest").mapping()
    let error = #expect(throws: FileError.self) { try map.choice("x", of: Mode.self) }
    #expect(
      error?.message
        == "x: unknown value 'neerest'; did you mean 'nearest'? (expected one of nearest, down)")
  }

  @Test(arguments: [
    "x: 1\nx: 2", "x: 1\n'x': 2", "{a: 1, b: {c: 2, c: 3}}",
  ])
  func duplicateKeysAreRefused(text: String) {
    let error = #expect(throws: FileError.self) {
      try parse(text).mapping().finish()
    }
    #expect(error?.reason == .duplicate)
    #expect(error?.position != nil)
  }

  @Test(arguments: [
    "a: *x", "a: !!str 1", "? a\n: 1", "[a]: 1", "{[a]: 1}", "a: [*b]", "<<: *a", "*x : 1",
    "!t a: 1", "a: &x [1, *x]", "a: &x 1\nb: *x y", "a: &x [1]\n*x : 2", "a: &x 1\n<<: *x",
    "a: &x\nb: &x\n<<: [*x]", "a: & 1",
  ])
  func danglingReferencesTagsAndComplexKeysAreRefused(text: String) {
    let error = #expect(throws: FileError.self) { try parse(text) }
    #expect(error?.reason == .malformed)
  }

  /// YAML 1.2.2, sections 3.2.2.2 and 7.1, and yaml.org/type/merge.html with its own example.
  @Test func anchorsAliasesAndMergeKeysAreFollowed() throws {
    var map = try parse(
      """
      CENTER: &CENTER { x: 1, y: 2 }
      LEFT: &LEFT { x: 0, y: 2 }
      BIG: &BIG { r: 10 }
      SMALL: &SMALL { r: 1 }
      same:
        - { x: 1, y: 2, r: 10 }
        - { <<: *CENTER, r: 10 }
        - { <<: [*CENTER, *BIG] }
        - { <<: [*BIG, *LEFT, *SMALL], x: 1 }
      name: &name b0
      again: [*name, '*name', "&x"]
      *name : 3
      block: &block
        items:
          - &first { a: [1, 2] }
          - *first
      copy: *block
      name2: &name other
      third: *name
      """
    ).mapping()
    for key in ["CENTER", "LEFT", "BIG", "SMALL", "block"] { _ = map.optional(key) }
    for item in try map.required("same").list() {
      var item = try item.mapping()
      #expect(try [item.integer("x"), item.integer("y"), item.integer("r")] == [1, 2, 10])
      try item.finish()
    }
    #expect(try map.required("again").strings() == ["b0", "*name", "&x"])
    #expect(try map.integer("b0") == 3)
    var copy = try map.required("copy").mapping()
    for item in try copy.required("items").list(count: 2...2) {
      var item = try item.mapping()
      #expect(try item.required("a").integers() == [1, 2])
    }
    #expect(try map.string("third") == "other")
    for key in ["name", "name2"] { _ = map.optional(key) }
    try map.finish()
  }

  /// The place is where the value is written, the path where it is used.
  @Test func errorsBehindAliasesNameBothPlaces() throws {
    var map = try parse("s:\n  - &x { k: 3, n: { m: big } }\n  - *x\n  - <<: *x\n    k: 4\n")
      .mapping()
    let stages = try map.required("s").list()
    for (index, stage) in stages.enumerated() {
      var stage = try stage.mapping()
      var inner = try stage.required("n").mapping()
      let error = #expect(throws: FileError.self) { try inner.integer("m") }
      #expect(
        error?.description
          == "test.yaml:2:24: s item \(index + 1), n, m: found 'big'; expected a whole number")
    }
    let unknown = #expect(throws: FileError.self) { try parse("a: &first 1\nb: *frist\n") }
    #expect(
      unknown?.description
        == "test.yaml:2:4: '*frist': no anchor '&frist' ends before this alias; did you mean "
        + "'first'?; put quotes around it where it is a text")
  }

  /// A thousand aliases of one short list are as many values as there are, and read.
  @Test func manyAliasesAreReadUpToTheBound() throws {
    let count = ConfigurationFile.maximumCopies / 4
    let aliases = { (count: Int) in [String](repeating: "*x", count: count).joined(separator: ",") }
    var map = try parse("a: &x [1,2,3]\nb: [\(aliases(count))]").mapping()
    #expect(try map.required("b").list().count == count)
    let error = #expect(throws: FileError.self) {
      try parse("a: &x [1,2,3]\nb: [\(aliases(count + 1))]")
    }
    #expect(error?.message.contains("more than 65536 values") == true)
  }

  /// The mark of YAML 1.2.2, section 5.2, also before a comment and a document's start.
  @Test(arguments: ["\u{FEFF}a: 1", "\u{FEFF}# note\na: 1", "\u{FEFF}---\r\na: 1\r\n"])
  func byteOrderMarksAreRead(text: String) throws {
    var map = try parse(text).mapping()
    #expect(try map.integer("a") == 1)
    try map.finish()
  }

  @Test func anAliasBombIsRefusedBeforeItGrows() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x]\n"
    for level in 1...60 {
      let items = [String](repeating: "*a\(level - 1)", count: 8).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(items)]\n? {k: *a\(level - 1)}\n: 1\n"
    }
    #expect(throws: FileError.self) { try parse(text) }
  }

  @Test(arguments: ["[", "{a: ", "- ", "? "])
  func deepNestingIsRefused(unit: String) {
    let text = String(repeating: unit, count: 20_000)
    #expect(throws: FileError.self) { try parse(text) }
  }

  @Test func nestingUpToTheLimitIsRead() throws {
    let depth = ConfigurationFile.maximumDepth
    func nested(_ levels: Int) -> String {
      String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    _ = try parse(nested(depth + 1))
    #expect(throws: FileError.self) { try parse(nested(depth + 2)) }
  }

  @Test(arguments: [
    "", "# only a comment", "a: 1\n---\nb: 2", "a: [1, 2", "a: 'unclosed", "a\n b: c: d", "\t- x",
    "a: \u{0}", "a: \u{E001}x",
  ])
  func malformedTextIsRefused(text: String) {
    let error = #expect(throws: FileError.self) { try parse(text) }
    #expect(error?.reason == .malformed)
  }

  @Test func quotedPunctuationSurvives() throws {
    var map = try parse("a: '*&!?'\nb: what?! a & b\n").mapping()
    #expect(try map.string("a") == "*&!?")
    #expect(try map.string("b") == "what?! a & b")
  }

  @Test func filesAreCheckedBeforeReading() throws {
    let folder = FileManager.default.temporaryDirectory.path
    #expect(throws: FileError.self) { try ConfigurationFile.load(folder) }
    #expect(throws: FileError.self) { try ConfigurationFile.load("/nowhere/at/all.yaml") }
    #expect(throws: FileError.self) { try ConfigurationFile.load("/dev/zero") }
    let path = "\(folder)/configuration-\(UUID().uuidString).yaml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data([0x61, 0x3A, 0x20, 0xFF]).write(to: URL(fileURLWithPath: path))
    let encoding = #expect(throws: FileError.self) { try ConfigurationFile.load(path) }
    #expect(encoding?.message.contains("UTF-8") == true)
    try Data(count: ConfigurationFile.maximumBytes + 1).write(to: URL(fileURLWithPath: path))
    let size = #expect(throws: FileError.self) { try ConfigurationFile.load(path) }
    #expect(size?.reason == .unreadable)
  }
}
