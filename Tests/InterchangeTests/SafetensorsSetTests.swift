import Files
import Foundation
import Testing

@testable import Interchange

@Suite struct SafetensorsSetTests {
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  private func write(_ names: [String], to url: URL) throws {
    try SafetensorsFile.write(
      names.enumerated().map {
        NamedTensor(name: $1, shape: [2], elements: .float32([Float($0), 7]))
      }, to: url.path)
  }

  /// An index must not have a file read that is none of its folder's, by whatever way it is named.
  @Test func linksOutOfTheFolderAreRefused() throws {
    try withFolder { folder in
      let inner = folder.appendingPathComponent("inner")
      try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
      try write(["a"], to: folder.appendingPathComponent("private.safetensors"))
      try FileManager.default.createSymbolicLink(
        atPath: inner.appendingPathComponent("part").path,
        withDestinationPath: "../private.safetensors")
      let index = inner.appendingPathComponent("index.json")
      try #"{"weight_map": {"a": "part"}}"#.write(to: index, atomically: true, encoding: .utf8)
      let error = #expect(throws: FileError.self) { try SafetensorsSet(path: index.path) }
      #expect(error?.message.contains("a link to outside its folder") == true)
    }
  }

  /// As `save_torch_model` of huggingface_hub writes it, which adds the size.
  @Test func partsAreOneFile() throws {
    try withFolder { folder in
      try write(["a", "b"], to: folder.appendingPathComponent("m-00001-of-00002.safetensors"))
      try write(["c"], to: folder.appendingPathComponent("m-00002-of-00002.safetensors"))
      let index = folder.appendingPathComponent("m.safetensors.index.json")
      try """
      {"metadata": {"total_size": 24, "shares": [1.5e3, -2, null, {"x": true}]},
       "weight_map": {"a": "m-00001-of-00002.safetensors", "b": "m-00001-of-00002.safetensors",
                      "c": "m-00002-of-00002.safetensors"}}
      """.write(to: index, atomically: true, encoding: .utf8)
      let set = try SafetensorsSet(path: index.path)
      #expect(set.entries.map(\.name) == ["a", "b", "c"])
      #expect(try set.finiteFloats("b") == [1, 7])
      #expect(try set.finiteFloats("c") == [0, 7])
      #expect(set.entry(named: "d") == nil)
    }
  }

  @Test(arguments: [
    (
      #"{"weight_map": {"a": "x.safetensors", "b": "gone.safetensors"}}"#,
      "names 'gone.safetensors', and there is no"
    ),
    (#"{"weight_map": {"a": "../x.safetensors"}}"#, "expected a file in the index's folder"),
    (#"{"weight_map": {"a": "/etc/passwd"}}"#, "expected a file in the index's folder"),
    (#"{"weight_map": {"a": ""}}"#, "expected a file in the index's folder"),
    (#"{"weight_map": {"a": "x.safetensors", "a": "y.safetensors"}}"#, "'a' stands twice"),
    (
      #"{"weight_map": {"a": "x.safetensors", "b": "y.safetensors"}}"#,
      "tensor 'a' is in 'y.safetensors' and in a file before"
    ),
    (
      #"{"weight_map": {"a": "x.safetensors", "z": "x.safetensors"}}"#,
      "tensor 'z' is not in 'x.safetensors'"
    ),
    (
      #"{"weight_map": {"b": "y.safetensors"}}"#,
      "tensor 'a' is in 'y.safetensors'; the index has it in no file"
    ),
    (#"{"weight_map": {}, "weight_map": {}}"#, "'weight_map' stands twice"),
    (#"{"metadata": {}}"#, "no 'weight_map'"), ("{", "the index, at byte 1"),
    (#"{"weight_map": {"a": 3}}"#, "expected '\"'"),
    (#"{"m": tru, "weight_map": {}}"#, "expected a value"),
    ("[1]", "expected '{'"), ("", "its end"),
  ])
  func badIndicesAreNamed(text: String, message: String) throws {
    try withFolder { folder in
      try write(["a"], to: folder.appendingPathComponent("x.safetensors"))
      try write(["a", "b"], to: folder.appendingPathComponent("y.safetensors"))
      let index = folder.appendingPathComponent("model.safetensors.index.json")
      try text.write(to: index, atomically: true, encoding: .utf8)
      let error = #expect(throws: FileError.self) { try SafetensorsSet(path: index.path) }
      #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }
  }

  @Test func nestingHasAnEnd() throws {
    try withFolder { folder in
      let index = folder.appendingPathComponent("deep.json")
      let deep = String(repeating: "[", count: 100_000)
      try "{\"x\": \(deep)".write(to: index, atomically: true, encoding: .utf8)
      #expect(throws: FileError.self) { try SafetensorsSet(path: index.path) }
    }
  }
}
