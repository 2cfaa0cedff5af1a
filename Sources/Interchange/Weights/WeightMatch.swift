import Architectures
import Files
import Networks

/// What the names in a file mean for a network: whose they are, and what stands before them.
struct WeightMatch {
  /// Whose names they are.
  let naming: WeightNaming
  /// The tensors of the network, by their names behind the prefix.
  let names: [WeightName]
  /// What stands before every name: `module.`; empty where nothing does.
  let prefix: String
  /// Other prefixes behind which the file has as many of the names.
  let otherPrefixes: [String]
  /// How many of the names the file has.
  let hits: Int

  /// The namings and prefixes under which the file has most of the network's names, the best first:
  /// one, or several that cannot be told apart.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - network: The network that the weights are for.
  ///   - architecture: What `network` was lowered from; `nil` for a graph of cells.
  ///   - naming: The only one to try; `nil` for all.
  /// - Returns: At least one match.
  /// - Throws: `FileError` where that one has no names for the network.
  static func best(
    in file: SafetensorsSet, for network: Network, from architecture: Architecture?,
    naming: WeightNaming?
  ) throws(FileError) -> [WeightMatch] {
    if let naming {
      let names = try naming.namesIfBuilt(of: network, from: architecture)
      return [WeightMatch(naming, names, in: file)]
    }
    var matches: [WeightMatch] = []
    for naming in WeightNaming.allCases {
      // A library that has no such network is no candidate.
      guard let names = try? naming.namesIfBuilt(of: network, from: architecture) else { continue }
      matches.append(WeightMatch(naming, names, in: file))
    }
    let most = matches.map(\.hits).max() ?? 0
    matches.removeAll { $0.hits < most }
    // Libraries share names; the one that builds this network is meant.
    let misfits = matches.map { architecture.map($0.naming.misfits)?.count ?? 0 }
    let fewest = misfits.min() ?? 0
    return matches.indices.filter { misfits[$0] == fewest }.map { matches[$0] }
  }

  private init(_ naming: WeightNaming, _ names: [WeightName], in file: SafetensorsSet) {
    self.naming = naming
    self.names = names
    let counts = Self.prefixes(of: names, in: file)
      .map { prefix in
        (prefix, hits: names.count { file.entry(named: prefix + $0.tensor) != nil })
      }
    let most = counts.map(\.hits).max() ?? 0
    hits = most
    let best = counts.filter { $0.hits == most && most > 0 }.map(\.0)
    // Averaged weights are those that are meant to be used.
    prefix = best.first(where: Self.isAverage) ?? best.first ?? ""
    otherPrefixes = best.filter { [prefix] in $0 != prefix }
  }

  /// Texts that stand before some of the names, the shortest first.
  private static func prefixes(of names: [WeightName], in file: SafetensorsSet) -> [String] {
    var prefixes: Set<String> = [""]
    for index in Set([0, names.count / 2, names.count - 1]) where names.indices.contains(index) {
      let tensor = names[index].tensor
      for entry in file.entries where entry.name.hasSuffix(".\(tensor)") {
        prefixes.insert(String(entry.name.dropLast(tensor.count)))
      }
    }
    return prefixes.sorted { ($0.count, $0) < ($1.count, $1) }
  }

  private static func isAverage(_ prefix: String) -> Bool {
    prefix.split { !$0.isLetter }.contains { ["ema", "average", "averaged"].contains($0) }
  }
}
