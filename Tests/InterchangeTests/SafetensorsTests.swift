import Files
import Foundation
import Interchange
import Testing

/// A path that does not exist yet, removed at the end of `body`.
private func withTemporaryPath(_ body: (String) throws -> Void) throws {
  let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("\(UUID().uuidString).safetensors").path
  defer { try? FileManager.default.removeItem(atPath: path) }
  try body(path)
}

private func openError(header: String, data: [UInt8] = [], length: UInt64? = nil) throws
  -> FileError?
{
  var error: FileError?
  try withTemporaryPath { path in
    let length = length ?? UInt64(header.utf8.count)
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header.utf8 + data
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    error = #expect(throws: FileError.self, "\(header)") { try SafetensorsFile(path: path) }
  }
  return error
}

@Suite struct SafetensorsReadingTests {
  /// Written by PyTorch 2.13.0 with safetensors 0.8.0; the values below are those given to it.
  private func fixture() throws -> SafetensorsFile {
    let folder = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    return try SafetensorsFile(path: folder.appendingPathComponent("dtypes.safetensors").path)
  }

  @Test(
    arguments: [
      ("f32", [1.5, -0.0, 3.4028235e38, 0x1p-149, .infinity, -2]),
      ("f16", [0, 1, -2.5, 65504, 0x1p-24, .infinity, 0.333251953125]),
      ("bf16", [1, -3.140625, 0x1.FEp127, 0x1p-133]),
      ("f64", [0.1, .infinity, -0.0]),
      ("i64", [0x1p63, -0x1p63]),
      ("i32", [0x1p31, -0x1p31, 7]),
      ("i16", [-32768, 32767]),
      ("i8", [-128, 127]),
      ("u8", [0, 255]),
      ("bool", [1, 0, 1]),
      ("scalar", [4.25]),
      ("empty", []),
      ("näme \"quoted\" \\ tab\t", [1]),
    ] as [(String, [Float])])
  func readsEveryKindAsFloats(name: String, expected: [Float]) throws {
    let floats = try fixture().floats(name)
    #expect(floats.map(\.bitPattern) == expected.map(\.bitPattern))
  }

  @Test func readsIntegersExactly() throws {
    let file = try fixture()
    #expect(try file.integers("i64") == [.max, .min])
    #expect(try file.integers("i32") == [2_147_483_647, -2_147_483_648, 7])
    #expect(try file.integers("u8") == [0, 255])
    let error = #expect(throws: FileError.self) { try file.integers("f32") }
    #expect(error?.reason == .wrongType)
  }

  @Test func readsShapesAndMetadata() throws {
    let file = try fixture()
    #expect(file.entry(named: "f32")?.shape == [2, 3])
    #expect(file.entry(named: "scalar")?.shape == [])
    #expect(file.entry(named: "empty")?.shape == [0, 3])
    #expect(file.metadata == ["writer": "safetensors 0.8.0", "note": "line\nbreak \"x\" é 😀"])
    let error = #expect(throws: FileError.self) { try file.floats("f33") }
    #expect(error?.reason == .missing)
  }

  private static func entry(_ type: String, _ shape: String, _ offsets: String) -> String {
    "{\"a\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}}"
  }

  @Test(arguments: [
    (entry("F32", "[2]", "[0,4]"), "tensor 'a': 4 bytes at data offset 0; expected 8"),
    (entry("F32", "[2]", "[4,12]"), "data_offsets [4, 12]; expected"),
    (entry("F32", "[1]", "[4,8]"), "leaves a gap; expected offset 0"),
    (entry("F32", "[1]", "[0,4]"), "fill 4 bytes of data, and the file has 8"),
    (entry("F32", "[2]", "[8,0]"), "data_offsets [8, 0]; expected"),
    (entry("F32", "[2]", "[0,8,8]"), "data_offsets [0, 8, 8]; expected"),
    (entry("F99", "[2]", "[0,8]"), "dtype 'F99' is not supported"),
    (entry("F32", "[9223372036854775807,9]", "[0,8]"), "more elements than fit in memory"),
    (entry("F32", "[92233720368547758070]", "[0,8]"), "a number beyond 2^63"),
    (entry("F32", "[-2]", "[0,8]"), "expected a whole number"),
    (entry("F32", "[2.0]", "[0,8]"), "found '.0]"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", "not fully described"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"shape\":[2],\"data_offsets\":[0,8]}}", "twice"),
    ("{\"a\":{\"dtype\":\"F32\",\"size\":[2]}}", "unknown key 'size'"),
    ("{\"__metadata__\":{\"k\":1}}", "found '1}}'; expected '\"'"),
    ("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", "metadata key 'k' stands twice"),
    ("", "found its end; expected '{'"),
    ("[]", "found '[]'; expected '{'"),
    ("{} x", "found 'x'; expected the end"),
    ("{\"a", "a string without end"),
    ("{\"\\x\":1}", "unknown escape"),
    ("{\"\\ud800\":1}", "surrogate"),
  ])
  func brokenHeadersAreNamed(header: String, message: String) throws {
    let error = try openError(header: header, data: [UInt8](repeating: 0, count: 8))
    #expect(error?.message.contains(message) == true, "\(String(describing: error))")
  }

  @Test func overlapsAndDoubledNamesAreRefused() throws {
    func entry(_ name: String, _ offsets: String) -> String {
      "\"\(name)\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":\(offsets)}"
    }
    let data = [UInt8](repeating: 0, count: 8)
    let overlap = try openError(
      header: "{\(entry("a", "[0,4]")),\(entry("b", "[2,6]"))}", data: data)
    #expect(overlap?.message.contains("tensor 'b' starts at data offset 2 and overlaps") == true)
    let doubled = try openError(
      header: "{\(entry("a", "[0,4]")),\(entry("a", "[4,8]"))}", data: data)
    #expect(doubled?.reason == .duplicate)
  }

  @Test(arguments: [3, 100_000_001, UInt64.max, UInt64(Int64.max)])
  func impossibleHeaderLengthsAreRefused(length: UInt64) throws {
    let error = try openError(header: "{}", length: length)
    #expect(error?.message.contains("the header's length at byte 0 is \(length)") == true)
  }

  @Test func filesThatAreNoneAreRefused() throws {
    #expect(throws: FileError.self) { try SafetensorsFile(path: "/nowhere.safetensors") }
    #expect(throws: FileError.self) { try SafetensorsFile(path: "/") }
    try withTemporaryPath { path in
      try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path))
      #expect(throws: FileError.self) { try SafetensorsFile(path: path) }
    }
  }

  @Test func aFileCutShortWhileOpenIsReported() throws {
    try withTemporaryPath { path in
      let values = [Float](repeating: 1, count: 1000)
      try SafetensorsFile.write(
        [NamedTensor(name: "a", shape: [1000], elements: .float32(values))], to: path)
      let file = try SafetensorsFile(path: path)
      try FileHandle(forWritingTo: URL(fileURLWithPath: path)).truncate(atOffset: 200)
      let error = #expect(throws: FileError.self) { try file.floats("a") }
      #expect(error?.message.contains("ends at byte 200") == true)
    }
  }

  @Test func everyPrefixOfAFileIsRefused() throws {
    try withTemporaryPath { path in
      try SafetensorsFile.write(
        [NamedTensor(name: "a", shape: [2], elements: .float32([1, 2]))], to: path)
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      for count in 0..<whole.count {
        try whole.prefix(count).write(to: URL(fileURLWithPath: path))
        #expect(throws: FileError.self, "\(count) bytes") { try SafetensorsFile(path: path) }
      }
    }
  }
}

@Suite struct SafetensorsWritingTests {
  @Test func whatIsWrittenReadsBack() throws {
    let floats: [Float] = [0, -0.0, 1.5, .infinity, .leastNonzeroMagnitude, -3]
    let tensors = [
      NamedTensor(name: "bytes", shape: [3], elements: .uint8([1, 2, 255])),
      NamedTensor(name: "weights/a \"b\"\n", shape: [2, 3], elements: .float32(floats)),
      NamedTensor(name: "labels", shape: [2], elements: .int64([.min, .max])),
      NamedTensor(name: "steps", shape: [], elements: .int32([-7])),
      NamedTensor(name: "empty", shape: [0, 4], elements: .float32([])),
    ]
    try withTemporaryPath { path in
      try SafetensorsFile.write(tensors, metadata: ["b": "2\\", "a": "é\u{1}"], to: path)
      let file = try SafetensorsFile(path: path)
      #expect(file.metadata == ["b": "2\\", "a": "é\u{1}"])
      #expect(try file.floats("weights/a \"b\"\n").map(\.bitPattern) == floats.map(\.bitPattern))
      #expect(try file.integers("labels") == [.min, .max])
      #expect(try file.integers("steps") == [-7])
      #expect(try file.integers("bytes") == [1, 2, 255])
      #expect(try file.floats("empty") == [])
      for entry in file.entries {
        #expect(entry.bytes.lowerBound % entry.element.byteCount == 0, "\(entry.name) is aligned")
      }
      let first = try Data(contentsOf: URL(fileURLWithPath: path))
      try SafetensorsFile.write(tensors, metadata: ["a": "é\u{1}", "b": "2\\"], to: path)
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == first)
    }
  }

  @Test func largeTensorsPassThroughBothBuffers() throws {
    let count = 600_000
    let floats = (0..<count).map { Float($0) }
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    try withTemporaryPath { path in
      try SafetensorsFile.write(
        [
          NamedTensor(name: "f", shape: [count], elements: .float32(floats)),
          NamedTensor(name: "u", shape: [count], elements: .uint8(bytes)),
        ], to: path)
      let file = try SafetensorsFile(path: path)
      #expect(try file.floats("f") == floats)
      #expect(try file.floats("u") == bytes.map(Float.init))
    }
  }

  @Test func badTensorsLeaveTheOldFileAlone() throws {
    try withTemporaryPath { path in
      let good = NamedTensor(name: "a", shape: [1], elements: .float32([1]))
      try SafetensorsFile.write([good], to: path)
      let before = try Data(contentsOf: URL(fileURLWithPath: path))
      let bad: [[NamedTensor]] = [
        [good, good],
        [NamedTensor(name: "__metadata__", shape: [1], elements: .float32([1]))],
        [NamedTensor(name: "a", shape: [2], elements: .float32([1]))],
        [NamedTensor(name: "a", shape: [-1, -1], elements: .float32([1]))],
        [NamedTensor(name: "a", shape: [.max, 4, 0], elements: .float32([]))],
      ]
      for tensors in bad {
        #expect(throws: FileError.self) { try SafetensorsFile.write(tensors, to: path) }
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }
  }

  @Test func aFolderThatCannotBeWrittenIsReported() {
    let error = #expect(throws: FileError.self) {
      try SafetensorsFile.write([], to: "/proc/nowhere/x.safetensors")
    }
    #expect(error?.reason == .unwritable)
  }
}
