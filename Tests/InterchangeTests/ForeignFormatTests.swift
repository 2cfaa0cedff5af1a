import Files
import Foundation
import TestSupport
import Testing

@testable import Interchange

/// Files of other programs, told by how they begin.
@Suite struct ForeignFormatTests {
  @Test(
    arguments: [
      ("a.pth", Array("PK\u{3}\u{4}".utf8), .pickle), ("a.pt", [0x80, 0x02, 0x8A], .pickle),
      ("a.bin", [0x80, 0x04, 0x95], .pickle), ("a.keras", Array("PK\u{3}\u{4}".utf8), .keras),
      ("a.tflite", [0x1C, 0, 0, 0] + Array("TFL3".utf8), .tensorFlowLite),
      ("a.h5", [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], .hdf5),
      ("a.mlmodel", [0x08, 0x04, 0x12, 0x00], .coreML), ("a", [0x08, 0x09, 0x12, 0x07], .onnx),
      ("a.onnx", [0xFF], .onnx), ("a.yaml", Array("stages:".utf8), nil),
      ("a.safetensors", [2, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8), .safetensors),
    ] as [(String, [UInt8], ForeignFormat?)])
  func toldByContent(name: String, start: [UInt8], expected: ForeignFormat?) throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/\(name)"
    try Data(start).write(to: URL(fileURLWithPath: path))
    #expect(try ForeignFormat(path: path) == expected)
  }

  @Test func folders() throws {
    let folder = try TemporaryFolder()
    let package = "\(folder.path)/net.mlpackage"
    let saved = "\(folder.path)/saved"
    for path in [package, saved] {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    try Data([8]).write(to: URL(fileURLWithPath: saved + "/saved_model.pb"))
    #expect(try ForeignFormat(path: package) == .coreML)
    #expect(try ForeignFormat(path: saved) == .savedModel)
    #expect(try ForeignFormat(path: "\(folder.path)/nothing.onnx") == nil)
  }

  @Test func weightsAreNeverUnpickled() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/best.pth"
    try Data("PK\u{3}\u{4}archive/data.pkl".utf8).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: FileError.self) { try SafetensorsFile(path: path) }
    #expect(error?.reason == .wrongType)
    #expect(error?.message.contains("safetensors.torch.save_file") == true)
  }
}
