import Files
import Foundation
import TestSupport
import Testing

@testable import ONNX

/// Damaged files: an error that says where, and never a crash.
@Suite struct MalformedTests {
  private func bytes(_ name: String) throws -> [UInt8] {
    try WholeFile.read(fixtureURL("\(name).onnx", in: .module).path)
  }

  /// The file ends with the versions of its operators, without which there is no model.
  @Test func everyPrefixIsRefused() throws {
    let whole = try bytes("branch")
    _ = try ModelMessage(bytes: whole, file: "whole")
    for count in whole.indices {
      let error = #expect(throws: FileError.self, "\(count) bytes") {
        try ModelMessage(bytes: Array(whole[..<count]), file: "cut.onnx")
      }
      #expect(error?.file == "cut.onnx")
    }
  }

  /// A model of one constant whose two numbers are said to be in another file.
  private func model(location: String) -> [UInt8] {
    func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
      [number << 3 | 2, UInt8(bytes.count)] + bytes
    }
    func text(_ number: UInt8, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }
    let place = field(13, text(1, "location") + text(2, location))
    // Two numbers of type 1, under data location 1: elsewhere.
    let tensor = [8, 2, 16, 1] + text(8, "w") + place + [14 << 3, 1]
    let graph = text(2, "g") + field(5, tensor)
    return [8, 8] + field(7, graph) + field(8, [16, 17])
  }

  /// Numbers of a model come from its own folder, by whatever way a file is named.
  @Test(arguments: [
    ("data", true), ("./data", true), ("below/data", true), ("../secret", false), ("link", false),
    ("linked/secret", false), ("below/../../secret", false), ("/etc/passwd", false), ("", false),
    (".", false), ("gone", false), ("below", false),
  ]) func externalDataStaysBesideTheModel(location: String, isRead: Bool) throws {
    let manager = FileManager.default
    let top = NSTemporaryDirectory() + UUID().uuidString
    defer { try? manager.removeItem(atPath: top) }
    try manager.createDirectory(atPath: "\(top)/m/below", withIntermediateDirectories: true)
    for path in ["m/data", "m/below/data", "secret"] {
      try Data([0, 0, 128, 63, 0, 0, 0, 64]).write(to: URL(fileURLWithPath: "\(top)/\(path)"))
    }
    try manager.createSymbolicLink(atPath: "\(top)/m/link", withDestinationPath: "../secret")
    try manager.createSymbolicLink(atPath: "\(top)/m/linked", withDestinationPath: "..")
    let path = "\(top)/m/model.onnx"
    try Data(model(location: location)).write(to: URL(fileURLWithPath: path))
    let model = try ModelMessage(path: path)
    let tensor = try #require(model.graph.initializers.first)
    if isRead {
      #expect(try model.floats(of: tensor) == [1, 2])
    } else {
      let error = #expect(throws: FileError.self) { try model.floats(of: tensor) }
      #expect(error?.message.contains("tensor 'w'") == true)
    }
  }

  @Test(arguments: ["function", "branch", "operators-11", "operators-20"])
  func mutationsAreReadOrRefused(name: String) throws {
    let whole = try bytes(name)
    let given = try #require(InputShape("1x3x9x5"))
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    var refused = 0
    for _ in 0..<(whole.count < 1000 ? 2000 : 150) {
      var damaged = whole
      for _ in 0...random(3) {
        let place = random(damaged.count)
        switch random(4) {
        case 0: damaged[place] = UInt8(random(256))
        case 1: damaged[place] ^= 1 << UInt8(random(8))
        case 2: damaged.replaceSubrange(place..<min(place + 8, damaged.count), with: [0xFF, 0x7F])
        default: damaged.remove(at: place)
        }
      }
      do {
        let model = try ModelMessage(bytes: damaged, file: "damaged.onnx")
        _ = try ModelCount(of: model, inputs: name == "branch" ? [given] : [])
      } catch {
        refused += 1
        #expect(error.file == "damaged.onnx")
      }
    }
    #expect(refused > 0)
  }

  @Test(
    arguments: [
      ([], "there is none"),
      ([0x08], "byte 1: model ends inside a number"),
      ([0x3A, 0x05, 0x00], "byte 0: model: field 7 is 5 bytes long; 1 are left"),
      ([0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], "0 are left"),
      ([0x08] + Array(repeating: 0xFF, count: 10), "more than 64 bits"),
      ([0x0B], "wire type 3"), ([0x02, 0x00], "field number 0"),
      ([0x38, 0x01], "field 7 is not of given length"),
      ([0x3A, 0x02, 0x12, 0x00], "the version of its format"),
      ([0x12, 0x01, 0xFF], "not a text in UTF-8"),
    ] as [([UInt8], String)])
  func messages(bytes: [UInt8], expected: String) {
    let error = #expect(throws: FileError.self) {
      try ModelMessage(bytes: bytes, file: "model.onnx")
    }
    #expect(error?.message.contains(expected) == true, "\(error?.message ?? "")")
  }

  /// Graphs in nodes in graphs …, deeper than any stack would bear.
  @Test func nestingIsBounded() {
    var message: [UInt8] = []
    for _ in 0..<2000 {
      // A graph (attribute field 6) in an attribute (node field 5) in a node (graph field 1).
      for tag in [0x32, 0x2A, 0x0A] as [UInt8] { message = [tag] + varint(message.count) + message }
    }
    let model = [0x3A] + varint(message.count) + message
    let error = #expect(throws: FileError.self) {
      try ModelMessage(bytes: model, file: "deep.onnx")
    }
    #expect(error?.message.contains("nest deeper") == true)
  }

  private func varint(_ value: Int) -> [UInt8] {
    var (bytes, rest): ([UInt8], Int) = ([], value)
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}
