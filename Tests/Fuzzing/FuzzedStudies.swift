import ArchitectureSearch
import CoefficientSearch
import Foundation

@testable import Clusters
@testable import Searches
@testable import Studies

/// Readers of what searches, commands and nodes leave.
enum FuzzedStudies {
  static func journal(_ bytes: [UInt8]) throws {
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let line = Array(line)
      let scanned = line.withUnsafeBytes { RecordScanner.trial(in: $0) }
      let decoded = try? StudyRecord(line: Data(line))
      if let scanned { requireEqual(decoded, .trial(scanned), "scanner and decoder") }
      guard let decoded, let written = try? decoded.line() else { continue }
      let again = try? StudyRecord(line: written)
      // No number equals NaN.
      if !written.contains(Data("NaN".utf8)) { requireEqual(again, decoded, "written and read") }
    }
    let path = FuzzedFiles.write(bytes, name: "study.jsonl")
    _ = try? StudyJournal.header(at: path)
    _ = try StudyJournal.content(at: path)
  }

  private static let definitions: [(kind: String, folder: String)] = {
    let root = "Tests/SearchesTests/Fixtures"
    let files = [
      (ArchitectureSearchDefinition.kind, "definitions/quick.json"),
      (ArchitectureSearchDefinition.kind, "definitions/command.json"),
      (CoefficientDefinition.kind, "definitions/every-key.json"),
      (ProxyCheckStudy.kind, "proxy-check/definition.json"),
      (ScalingStudy.kind, "scaling/definition.json"),
      (ComparisonStudy.kind, "comparison/definition.json"),
    ]
    return files.enumerated().map { index, file in
      let folder = FuzzedFiles.makeFolder("study-\(index)")
      guard let bytes = FileManager.default.contents(atPath: "\(root)/\(file.1)") else {
        fatalError("\(root)/\(file.1) is not here; start in the folder of the package")
      }
      _ = FuzzedFiles.write(Array(bytes), name: "study-\(index)/definition.json")
      return (file.0, "study-\(index)")
    }
  }()

  /// The first byte chooses the definition; the rest are the lines after the header.
  static func study(_ bytes: [UInt8]) throws {
    guard let first = bytes.first else { return }
    let (kind, folder) = definitions[Int(first) % definitions.count]
    let header =
      #"{"definition":"0","kind":"\#(kind)","record":"study","seed":1,"version":1}"# + "\n"
    _ = FuzzedFiles.write(Array(header.utf8) + bytes.dropFirst(), name: folder + "/study.jsonl")
    let study = try Study.read(folder: "\(FuzzedFiles.folder)/\(folder)")
    let definition = try StudyDefinition(study).kind
    let report = try definition.report(of: study)
    _ = report.front
    for row in report.rows.prefix(4) {
      _ = try? definition.architecture(of: row, in: study, phi: nil)
    }
    _ = try definition.bestArchitecture(in: study, phi: nil)
  }

  /// What is written must read as the same.
  static func checkJSON<Value: Codable & Equatable>(_ value: Value) {
    guard let data = try? JSONEncoder().encode(value) else { return }
    requireEqual(
      try? JSONDecoder().decode(Value.self, from: data), value,
      "reads otherwise: \(String(decoding: data, as: UTF8.self))")
  }

  private static func checkDecoded<Value: Codable & Equatable>(_ type: Value.Type, _ data: Data) {
    if let value = try? JSONDecoder().decode(type, from: data) { checkJSON(value) }
  }

  static func definition(_ bytes: [UInt8]) throws {
    let data = Data(bytes)
    _ = try? DefinitionSnapshot(json: data).digest
    checkDecoded(CoefficientDefinition.self, data)
    checkDecoded(SurfaceDefinition.self, data)
    checkDecoded(ArchitectureSearchDefinition.self, data)
    checkDecoded(ProxyCheckStudy.self, data)
    checkDecoded(ScalingStudy.self, data)
    checkDecoded(ComparisonStudy.self, data)
    checkDecoded(GrowthVerificationStudy.self, data)
  }

  static func family(_ bytes: [UInt8]) throws {
    _ = FuzzedFiles.makeFolder("family")
    _ = FuzzedFiles.write(bytes, name: "family/family.json")
    checkJSON(try FamilyDefinition.read(folder: "\(FuzzedFiles.folder)/family"))
  }

  static func resultLine(_ bytes: [UInt8]) throws {
    let path = FuzzedFiles.write(bytes, name: "result.jsonl")
    for line in try ResultLine.read(String(decoding: bytes, as: UTF8.self)) {
      if let score = line.score, !(0...1).contains(score.value) {
        fatalError("an accuracy of \(score.value)")
      }
    }
    _ = try TableEvaluator(path: path)
  }

  static func clusterFile(_ bytes: [UInt8]) throws {
    let study = FuzzedFiles.makeFolder("clustered")
    for folder in ["clustered/cluster", "clustered/cluster/1-2-3"] {
      _ = FuzzedFiles.makeFolder(folder)
    }
    for name in ["request", "result"] {
      _ = FuzzedFiles.write(bytes, name: "clustered/cluster/1-2-3/\(name).json")
    }
    let task = EvaluationTask("1-2-3", in: ClusterFolder(study: study))
    _ = try? task.request()
    _ = try task.result()?.evaluation(scoredBy: .top1)
  }
}
