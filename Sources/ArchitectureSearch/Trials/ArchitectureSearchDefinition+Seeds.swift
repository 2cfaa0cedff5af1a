import Architectures
import Networks
import Randomness
import SearchSpaces
import Studies

extension ArchitectureSearchDefinition {
  /// The seeds of the search's trainings, the same for every candidate.
  var trainingSeeds: [UInt64] {
    CounterGenerator.trainingSeeds(count: training.seeds, seed: seed)
  }

  /// The seeds under which the best are trained again.
  var confirmationSeeds: [UInt64] {
    CounterGenerator.trainingSeeds(
      count: confirmation?.seeds ?? 0, after: training.seeds, seed: seed)
  }

  /// How many training seeds the search has had in all.
  var usedSeeds: Int { training.seeds + (confirmation?.seeds ?? 0) }

  /// The first `count` of `ranked` that are different networks at proxy scale: equal ones are trained
  /// as one.
  ///
  /// - Parameters:
  ///   - count: how many to take at most.
  ///   - ranked: what is ranked, best first.
  ///   - space: the space of the choices.
  ///   - choices: an element's encoding in `space`.
  /// - Returns: the first of each network, in the order of `ranked`.
  /// - Throws: what a network can't be built for.
  func first<Ranked>(
    _ count: Int, of ranked: [Ranked], in space: SearchSpace,
    choices: (Ranked) -> SearchSpace.Encoding
  ) throws -> [Ranked] {
    var (found, seen): ([Ranked], Set<Network>) = ([], [])
    for element in ranked {
      guard found.count < count else { break }
      let architecture = try space.architecture(choices(element))
      let network = try proxy.apply(
        to: architecture, classes: architecture.head.classes,
        inputChannels: architecture.inputChannels, regularizes: training.regularizes
      ).loweredWithoutName()
      if seen.insert(network).inserted { found.append(element) }
    }
    return found
  }

  /// Epochs of the trainings that decide which candidate is the best.
  var decisiveEpochs: Int { confirmation?.epochs ?? training.epochs }
}
