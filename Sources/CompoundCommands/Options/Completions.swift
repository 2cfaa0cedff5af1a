import ArgumentParser
import CostModel
import Files
import Foundation
import ModelZoo
import Searches

/// What a shell offers for the arguments of commands, looked up when it asks.
enum Completions {
  /// Known networks, and files that describe one.
  static let model = CompletionKind.custom { _, _, prefix in models(prefix) }

  static func models(_ prefix: String) -> [String] {
    matching(prefix, ModelZoo.names) + paths(prefix, endings: [".yaml", ".yml", ".onnx"])
  }

  /// Folders that hold a study: those below `studies`, and those on the way that was typed.
  static let study = CompletionKind.custom { _, _, prefix in studies(prefix) }

  static func studies(_ prefix: String) -> [String] {
    let known = (try? StudyFolder.list(in: "studies")) ?? []
    let found = matching(prefix, known)
    return found + paths(prefix, endings: []).filter { !found.contains(String($0.dropLast())) }
  }

  /// Documented devices, and device files.
  static let device = CompletionKind.custom { _, _, prefix in devices(prefix) }

  static func devices(_ prefix: String) -> [String] {
    matching(prefix, Device.documented.map(\.name)) + paths(prefix, endings: [".yaml", ".yml"])
  }

  /// Known ways of counting.
  static let convention = CompletionKind.custom { _, _, prefix in
    matching(prefix, Convention.presets.map(\.name))
  }

  /// Search files and spaces.
  static let searchFile = CompletionKind.file(extensions: ["yaml", "yml"])

  /// Data sets that are built in, and files.
  static let data = CompletionKind.custom { _, _, prefix in
    matching(prefix, ["shapes", "braids"]) + paths(prefix, endings: nil)
  }

  private static func matching(_ prefix: String, _ words: [String]) -> [String] {
    words.filter { $0.hasPrefix(prefix) }
  }

  /// The folders, each with a slash behind it, and the files of these endings whose paths begin with
  /// `prefix`; all files for `nil`.
  private static func paths(_ prefix: String, endings: [String]?) -> [String] {
    let folder = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
    let entries = try? FileManager.default.contentsOfDirectory(
      atPath: folder.isEmpty ? "." : folder)
    return (entries ?? []).sorted().filter { !$0.hasPrefix(".") }.compactMap { entry in
      let path = folder + entry
      guard path.hasPrefix(prefix) else { return nil }
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
      if isFolder.boolValue { return path + "/" }
      return endings?.contains { path.hasSuffix($0) } ?? true ? path : nil
    }
  }
}
