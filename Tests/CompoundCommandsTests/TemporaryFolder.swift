import Foundation
import Interchange

/// Gives `body` an empty folder and removes it afterwards.
func withTemporaryFolder(_ body: (String) async throws -> Void) async throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try await body(folder.path)
}

/// Two labelled images of 16×16 pixels as tensors.
func writeTwoImages(to path: String) throws {
  try SafetensorsFile.write(
    [
      NamedTensor(
        name: "input", shape: [2, 3, 16, 16],
        elements: .float32((0..<1536).map { Float($0 % 7) - 3 })),
      NamedTensor(name: "labels", shape: [2], elements: .int64([0, 1])),
    ], to: path)
}
