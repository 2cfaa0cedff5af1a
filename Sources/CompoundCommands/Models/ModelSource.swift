import ArgumentParser
import Architectures
import Interchange
import ModelZoo
import Networks

/// What `<model>` stands for: a network of the zoo, or an architecture file.
struct ModelSource {
  let name: String
  /// The description by stages, `nil` for networks that are graphs of cells.
  let architecture: Architecture?
  private let zooModel: ZooModel?

  /// The model of that name, or in the file at that path.
  init(_ text: String) throws {
    if text.looksLikePath {
      let architecture = try ArchitectureFile.read(text)
      name = architecture.name
      self.architecture = architecture
      zooModel = nil
    } else {
      let model = try ModelZoo.model(named: text)
      name = model.name
      architecture = model.architecture
      zooModel = model
    }
  }

  /// The description by stages, which can be scaled.
  ///
  /// - Throws: ``InputError`` for a graph of cells, which has none.
  func scalable() throws -> Architecture {
    guard let architecture else {
      throw InputError(
        "'\(name)' is a graph of cells, which has no stages to scale; "
          + "name a network described by stages")
    }
    return architecture
  }

  /// The network, with what the user changed.
  ///
  /// - Parameter changes: what the command line changes.
  /// - Returns: the lowered network.
  /// - Throws: what a network can't be built for.
  func network(_ changes: ModelChanges) throws -> Network {
    if let architecture { return try changes.applied(to: architecture).lowered() }
    guard changes.width == nil, changes.depth == nil else {
      throw InputError(
        "--width and --depth need a network described by stages; '\(name)' is a graph of cells")
    }
    return try network(changes.sizes.requested)
  }

  /// The network, with the sizes asked for.
  func network(_ sizes: RequestedSizes) throws -> Network {
    if let architecture { return try architecture.with(sizes).lowered() }
    guard let zooModel else { throw InternalFailure(message: "a model that is neither") }
    return try zooModel.network(sizes)
  }
}
