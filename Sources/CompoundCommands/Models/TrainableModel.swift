public import ArgumentParser
import Architectures
public import Interchange
import Networks

/// A network to train, predict with or export, under the conventions of the library whose names its
/// weights have.
struct TrainableModel {
  let network: Network
  /// What it was lowered from; `nil` for a graph of cells.
  let architecture: Architecture?

  /// - Parameters:
  ///   - source: the model that was named.
  ///   - changes: what the command line changes.
  ///   - naming: Whose padding and normalisation to use; `WeightNaming.compound` for the model's
  ///     own.
  ///   - isRegularized: Whether dropout and stochastic depth stay.
  /// - Throws: what a network can't be built for.
  init(
    _ source: ModelSource, _ changes: ModelChanges, naming: WeightNaming = .compound,
    isRegularized: Bool = false
  ) throws {
    guard let architecture = source.architecture else {
      guard naming == .compound else {
        throw InputError(
          "'\(source.name)' is \(source.graphKind), for which \(naming.rawValue) has no names; "
            + "use --naming compound")
      }
      let graph = try source.network(changes)
      network = isRegularized ? graph : graph.unregularized
      self.architecture = nil
      return
    }
    var changed = try naming.adapted(changes.applied(to: architecture))
    if !isRegularized {
      changed = try changed.with(head: changed.head.with(dropoutRate: 0), survivalProbability: 1)
    }
    network = try changed.lowered()
    self.architecture = changed
  }
}

extension WeightNaming: ExpressibleByArgument {}
