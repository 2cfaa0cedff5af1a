public import Architectures
import Foundation
import Interchange
public import Studies

extension Study {
  /// Keeps the network that a coefficient search scales, so that the study explains itself without
  /// the model's file, and refuses to go on with another.
  ///
  /// - Throws: `SearchError` when another baseline is there, or the file can't be written.
  func keep(baseline: Architecture) throws { try keep(baseline, as: "baseline.yaml") }

  /// Keeps the network whose scalings are trained, and refuses to go on with another.
  ///
  /// - Throws: as ``keep(baseline:)`` does.
  func keep(proxyBaseline: Architecture) throws { try keep(proxyBaseline, as: "proxy.yaml") }

  private func keep(_ baseline: Architecture, as name: String) throws {
    let path = "\(folder)/\(name)"
    let text = ArchitectureFile.text(of: baseline)
    if let known = try? Study.contents(of: path) {
      guard known == Data(text.utf8) else {
        throw SearchError.definitionChanged(
          path: folder, changes: ["model: is another network than \(path)"])
      }
      return
    }
    try writeBesideThenRename(Data(text.utf8), to: path)
  }

  /// The network that a coefficient search scales, at target scale.
  ///
  /// - Throws: `FileError` when the study has none, or its file can't be read.
  public func baseline() throws -> Architecture {
    try ArchitectureFile.read(folder + "/baseline.yaml")
  }

  /// The network whose scalings are trained.
  ///
  /// - Throws: `FileError` when the study has none, or its file can't be read.
  func proxyBaseline() throws -> Architecture {
    try ArchitectureFile.read(folder + "/proxy.yaml")
  }
}
