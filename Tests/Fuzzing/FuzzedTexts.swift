import Architectures
import Configuration
import CostModel
import Files
import Interchange
import Networks
import SearchSpaces
import Searches

/// Readers of what people write.
enum FuzzedTexts {
  private static let file = "fuzzed.yaml"

  /// As files are read: UTF-8, or what a byte order mark says.
  private static func text(_ bytes: [UInt8]) throws -> String {
    try WholeFile.text(of: FuzzedFiles.write(bytes, name: file))
  }

  static func architecture(_ bytes: [UInt8]) throws {
    let document = try ArchitectureFile.document(text(bytes), file: file)
    let written = ArchitectureFile.text(of: document)
    requireEqual(
      try? ArchitectureFile.document(written, file: file), document, "reads otherwise: \(written)")
    for notation in BlockNotation.allCases {
      _ = try? BlockString.text(of: document.architecture, in: notation)
    }
    _ = try NetworkCost.total(of: document.architecture.lowered())
  }

  static func search(_ bytes: [UInt8]) throws {
    let search = try SearchFile(text: text(bytes), path: file)
    switch search.definition {
    case .coefficients(let definition): FuzzedStudies.checkJSON(definition)
    case .surface(let definition): FuzzedStudies.checkJSON(definition)
    case .architecture(let definition): FuzzedStudies.checkJSON(definition)
    case .family(let definition): FuzzedStudies.checkJSON(definition)
    }
  }

  static func space(_ bytes: [UInt8]) throws {
    let definition = try SpaceDefinition(ConfigurationFile.parse(text(bytes), file: file))
    FuzzedStudies.checkJSON(definition)
    let space = try SearchSpace(definition)
    let first = [Int](repeating: 0, count: space.decisions.count)
    guard let canonical = space.canonical(first) else { return }
    requireEqual(space.canonical(canonical), canonical, "canonical forms")
    _ = try space.architecture(canonical).lowered()
  }

  static func device(_ bytes: [UInt8]) throws {
    let device = try DeviceFile.parse(text(bytes), file: file)
    let written = DeviceFile.text(of: device)
    requireEqual(
      try? DeviceFile.parse(written, file: file), device, "reads otherwise: \(written)")
  }

  static func times(_ bytes: [UInt8]) throws {
    let times = try ImportedTimes(text: text(bytes), file: file)
    requireEqual(Set(times.models).count, times.seconds.count, "models once each")
  }

  /// The first byte says what is known of the line: the channels before it, and whose it is.
  static func blockString(_ bytes: [UInt8]) throws {
    guard let first = bytes.first else { return }
    let line = try text(Array(bytes.dropFirst()))
    let channels = first & 1 == 0 ? nil : Int(first)
    let builder = TimmBuilder.allCases[Int(first >> 1) % TimmBuilder.allCases.count]
    let stage = try BlockString.stage(line, inputChannels: channels, builder: builder)
    if let written = try? BlockString.tensorFlow(stage, inputChannels: channels ?? 32) {
      // Where a line cannot say the stage, those who write architectures compare and refuse.
      _ = try? BlockString.stage(written)
    }
    if let written = try? BlockString.timm(stage) { _ = try? BlockString.stage(written) }
  }
}
