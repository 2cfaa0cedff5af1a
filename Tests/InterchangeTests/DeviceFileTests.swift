import CostModel
import Files
import Foundation
import Interchange
import Testing

private let good = """
  name: my-device
  operationsPerSecond: 4.8e10
  sparseEfficiency: 0.25
  bytesPerSecond: 1.28e10
  launchSeconds: 1e-6
  elementBytes: 2
  fusesElementwise: false
  source: the maker's data sheet
  """

private func parse(_ text: String) throws -> Device {
  try DeviceFile.parse(text, file: "device.yaml")
}

@Suite struct DeviceFileTests {
  @Test func everyKeyIsRead() throws {
    let expected = try Device(
      name: "my-device", operationsPerSecond: 48e9, sparseEfficiency: 0.25,
      bytesPerSecond: 12.8e9, launchSeconds: 1e-6, elementBytes: 2, fusesElementwise: false,
      source: "the maker's data sheet")
    #expect(try parse(good) == expected)
  }

  @Test func absentKeysHaveTheirDefaults() throws {
    let device = try parse(
      "name: x\noperationsPerSecond: 1e9\nbytesPerSecond: 1e9\nlaunchSeconds: 0\n")
    #expect(device.sparseEfficiency == 1 && device.elementBytes == 4 && device.fusesElementwise)
    #expect(device.source == "device.yaml")
  }

  @Test func whatIsWrittenReadsBackEqual() throws {
    let comments = ["Measured: \"one\"", "#: two"]
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(UUID().uuidString).yaml").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    for device in Device.documented + [try parse(good)] {
      #expect(try parse(DeviceFile.text(of: device, comments: comments)) == device)
      try DeviceFile.write(device, to: path, comments: comments)
      #expect(try DeviceFile.read(path) == device)
    }
    #expect(throws: FileError.self) {
      try DeviceFile.write(try parse(good), to: "\(path)/nowhere/device.yaml")
    }
  }

  /// What is replaced, by what, and what the error must say.
  @Test(arguments: [
    ("bytesPerSecond", "bytesPerSec", "device.yaml:4:1: unknown key 'bytesPerSec'"),
    ("4.8e10", "fast", "device.yaml:2:22: operationsPerSecond: found 'fast'; expected a number"),
    ("4.8e10", "-1", "device.yaml:2:22: operationsPerSecond: found -1.0; expected 1.0 to 1e+21"),
    ("4.8e10", "1e400", "device.yaml:2:22"),
    ("0.25", "2", "device.yaml:3:19: sparseEfficiency: found 2.0; expected 1e-06 to 1.0"),
    ("1e-6", "[1]", "device.yaml:5:16"),
    (
      "elementBytes: 2", "elementBytes: 0",
      "device.yaml:6:15: elementBytes: found 0; expected 1 to 16"
    ),
    ("false", "no", "device.yaml:7:19: fusesElementwise: found 'no'; expected true or false"),
    ("my-device", "my device", "device.yaml:1:7: name: found 'my device'; expected one word"),
    ("name: my-device\n", "", "key 'name' is missing"),
    ("name:", "version: 2\nname:", "device.yaml:1:10: version: found 2; expected 1"),
    ("source:", "color: red\nsource:", "device.yaml:8:1: unknown key 'color'"),
  ])
  func errorsNameLineKeyFoundAndExpected(old: String, new: String, message: String) throws {
    let text = good.replacingOccurrences(of: old, with: new)
    let error = #expect(throws: FileError.self) { try parse(text) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }
}
