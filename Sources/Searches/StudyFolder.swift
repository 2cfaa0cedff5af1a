import ArchitectureSearch
import CoefficientSearch
import Files
import Foundation
import Studies

/// What a folder holds: one study, or the two studies of a family search.
public struct StudyFolder: Sendable {
  /// One study of the folder.
  public struct Member: Hashable, Sendable {
    /// The kind of the study.
    public let role: String
    /// The folder of the study.
    public let path: String
  }

  /// The folder, as given.
  public let path: String
  /// The studies that have begun, in the order in which they run.
  public let members: [Member]
  /// The definition of a family search; nil for a single study.
  public let family: FamilyDefinition?

  /// Looks at the folder at `path`; nothing is written.
  ///
  /// - Throws: `SearchError.notAStudy(path:reason:)` saying what is there instead.
  public init(_ path: String) throws {
    self.path = path
    if FileKind(of: path + "/study.jsonl") == .file {
      family = nil
      members = [Member(role: try Study.kind(folder: path), path: path)]
    } else if FileKind(of: path + "/family.json") == .file {
      family = try FamilyDefinition.read(folder: path)
      members = try [ArchitectureSearchDefinition.kind, CoefficientDefinition.kind]
        .map { path + "/" + $0 }.filter { FileKind(of: $0 + "/study.jsonl") == .file }
        .map { Member(role: try Study.kind(folder: $0), path: $0) }
    } else {
      throw SearchError.notAStudy(path: path, reason: Self.whatIsThere(path))
    }
  }

  private static func whatIsThere(_ path: String) -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      return "there is no such folder"
    }
    guard isFolder.boolValue else { return "it is a file" }
    guard (try? FileManager.default.contentsOfDirectory(atPath: path)) != nil else {
      return "the folder can't be read"
    }
    let below = paths(below: path)
    return below.isEmpty
      ? "it holds no study.jsonl"
      : "it holds the studies \(below.prefix(5).joined(separator: ", ")); name one of them"
  }

  /// The folders of all studies in `folder`, itself included, those of families too, sorted.
  ///
  /// - Throws: `SearchError.notAStudy(path:reason:)` when the folder can't be read.
  public static func list(in folder: String) throws -> [String] {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
    guard exists, isFolder.boolValue,
      (try? FileManager.default.contentsOfDirectory(atPath: folder)) != nil
    else {
      throw SearchError.notAStudy(path: folder, reason: whatIsThere(folder))
    }
    return Study.list(in: folder) == [folder] ? withComparisons(folder) : paths(below: folder)
  }

  private static func paths(below folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().flatMap { Study.list(in: folder + "/" + $0) }.flatMap(withComparisons)
  }

  /// The study at `path`, and those in which its best were compared with others.
  private static func withComparisons(_ path: String) -> [String] {
    let compared = path + "/compared"
    return [path] + Study.list(in: compared).filter { $0 != compared }
  }

  /// What a folder holds, as it ran.
  public enum Definition: Hashable, Sendable {
    /// One study.
    case study(StudyDefinition)
    /// The two studies of a family search.
    case family(FamilyDefinition)
  }

  /// What the folder holds, as it ran.
  ///
  /// - Throws: `SearchError.notAStudy(path:reason:)` when the definition can't be read.
  public func definition() throws -> Definition {
    if let family { return .family(family) }
    return .study(try StudyDefinition(Study.read(folder: path)))
  }

  /// The text of the search file that the search was started with.
  public func source() -> String {
    let files = [path] + members.map(\.path)
    return files.lazy
      .compactMap { Study.source(in: $0) }.first ?? ""
  }
}
