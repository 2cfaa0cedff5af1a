import ArgumentParser
import Architectures
import Interchange
import ModelZoo
import Networks

/// What `<model>` stands for: a network of the zoo, or an architecture file.
struct ModelSource {
  /// The description by stages, or the graph of a network that has none.
  let description: any ScalableArchitecture

  /// The model of that name, or in the file at that path.
  init(_ text: String) throws {
    if let foreign = try ForeignFormat(model: text) {
      throw foreign.refusedAsNetwork(text)
    }
    if text.looksLikePath || ForeignFormat.isNamed(text) {
      description = try ArchitectureFile.read(text)
    } else {
      let model = try ModelZoo.model(named: text)
      description = model.architecture ?? ZooGraph(model)
    }
  }

  /// What reports call it.
  var name: String { description.name }

  /// The description by stages, `nil` for networks that are graphs of cells.
  var architecture: Architecture? { description as? Architecture }

  /// The description by stages, for what needs depth and width.
  ///
  /// - Throws: ``InputError`` for a graph of cells, which has none.
  func stages() throws -> Architecture {
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
    try changes.applied(to: description).lowered()
  }

  /// The network, with the sizes asked for.
  func network(_ sizes: RequestedSizes) throws -> Network {
    try description.with(sizes).lowered()
  }
}
