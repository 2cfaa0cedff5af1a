import Foundation
import Testing
import TrainingData

/// Runs `body` with the path of a new folder that holds these files; all of it is deleted afterwards.
func withFolder<Result>(
  _ files: [String: [UInt8]] = [:], _ body: (String) throws -> Result
) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "training-data-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: folder) }
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  for (name, bytes) in files {
    let file = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }
  return try body(folder.path)
}

/// A change that must be refused, and what the error must say.
struct Refusal: Sendable, CustomTestStringConvertible {
  let what: String
  /// Contents that replace a file's; `nil` removes it.
  let change: [String: [UInt8]?]
  let reason: TrainingDataError.Reason
  /// How the error's file ends.
  let file: String
  let offset: Int?
  /// Parts of the message.
  let words: [String]

  init(
    _ what: String, _ change: [String: [UInt8]?], _ reason: TrainingDataError.Reason,
    in file: String, at offset: Int?, _ words: String...
  ) {
    self.what = what
    self.change = change
    self.reason = reason
    self.file = file
    self.offset = offset
    self.words = words
  }

  var testDescription: String { what }

  /// The files after the change.
  func applied(to files: [String: [UInt8]]) -> [String: [UInt8]] {
    var files = files
    for (name, bytes) in change { files[name] = bytes }
    return files
  }
}
