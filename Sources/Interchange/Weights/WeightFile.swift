public import Architectures
public import Files
public import Networks

/// A safetensors file with the parameters of a network, under the names of a library or our own.
public struct WeightFile: Sendable {
  /// Where the file was opened, as the caller wrote it.
  public var path: String { file.path }
  /// Whose names the file has.
  public let naming: WeightNaming
  /// Outputs of the classifier; `nil` where the file has none for the network's.
  public let classes: Int?
  /// Texts that the writer left beside the tensors.
  public var metadata: [String: String] { file.metadata }
  /// What was decided on reading and could have been meant otherwise: what stood before the names,
  /// which conventions the network takes on, who else has the same names.
  ///
  /// A sentence each.
  public let notes: [String]
  /// How the network pads and normalises, where the file says so; `nil` for what the names imply.
  public let conventions: WeightConventions?
  private let file: SafetensorsSet
  private let match: WeightMatch

  /// Opens the file at `path` and finds out whose names it has.
  ///
  /// What stands before all names of the network, such as `module.` or `state_dict_ema.`, is taken
  /// away; tensors elsewhere are then left aside.
  ///
  /// - Parameters:
  ///   - path: The path of a safetensors file, or of the index of one in parts.
  ///   - network: The network that the weights are for; its number of classes does not matter.
  ///   - architecture: What `network` was lowered from; `nil` for a graph of cells.
  ///   - naming: Whose names to expect; `nil` for what the file says of itself, and otherwise for
  ///     those of which it has most.
  /// - Throws: `FileError` for no safetensors file, one without any of the names, or a network that
  ///   the library does not have.
  public init(
    path: String, for network: Network, from architecture: Architecture?,
    naming: WeightNaming? = nil
  ) throws(FileError) {
    let file = try SafetensorsSet(path: path)
    let stated = naming ?? file.metadata[Self.namingKey].flatMap(WeightNaming.init)
    let matches = try WeightMatch.best(
      in: file, for: network, from: architecture, naming: stated)
    guard let match = matches.first, match.hits > 0 else {
      throw Self.foreign(file, network)
    }
    let isWhole = match.hits == match.names.count
    let fits = isWhole && (try? match.naming.names(of: network, from: architecture)) != nil
    if !fits, let architecture,
      let other = NamedVariants.whole(in: file, prefix: match.prefix, of: architecture)
    {
      throw FileError(
        .mismatch, file: file.path,
        "the names of its tensors are those of another network than '\(network.name)'; use "
          + "'\(other.name)', which is \(other.naming.rawValue)'s")
    }
    if !isWhole, matches.allSatisfy({ $0.naming != .compound }),
      let origin = ForeignNames.origin(of: file.entries.lazy.map(\.name)),
      origin.hasPrefix("those of")
    {
      throw Self.foreign(file, network)
    }
    // The library must build this network, and not only have its names.
    _ = try match.naming.names(of: network, from: architecture)
    self.file = file
    self.match = match
    self.naming = match.naming
    let classifier = match.names.filter(\.isClassifier).sorted { $0.shape.count > $1.shape.count }
    classes = classifier.lazy.compactMap { file.entry(named: match.prefix + $0.tensor) }.first
      .flatMap(\.shape.first)
    conventions = try WeightConventions(metadata: file.metadata, file: file.path)
    notes = Self.notes(
      match, others: stated == nil ? matches.dropFirst().map(\.naming) : [], architecture,
      conventions)
  }

  /// Reads the weights of `network`, all or nothing.
  ///
  /// - Parameters:
  ///   - network: The network that the weights are for.
  ///   - architecture: What `network` was lowered from; `nil` for a graph of cells.
  ///   - replacesClassifier: Whether the classifier stays as it is, for training on other classes.
  ///   - adaptsStem: Whether weights of a stem for images of three channels become weights for those
  ///     of the network, as timm's `adapt_input_conv` does: summed for one channel, and otherwise
  ///     repeated and scaled by three over their number.
  /// - Returns: The elements of every parameter but those of a classifier that is replaced.
  /// - Throws: `FileError` listing every tensor that is missing, unexpected, or of another
  ///   shape; or naming the first that holds a number that is not finite.
  public func values(
    for network: Network, from architecture: Architecture?, replacesClassifier: Bool = false,
    adaptsStem: Bool = false
  ) throws(FileError) -> WeightTable {
    let names = try naming.names(of: network, from: architecture)
    try checkOrder(names)
    let stem = StemAdaptation(network)
    let adapted =
      adaptsStem ? stem.adapted(names) { file.entry(named: match.prefix + $0)?.shape } : []
    try check(names, of: network, replacesClassifier: replacesClassifier, adapted: adapted)
    let spared = replacesClassifier ? network.classifiers : []
    var values = WeightTable()
    for name in names where !spared.contains(name.parameter.layer) {
      var elements = try file.finiteFloats(match.prefix + name.tensor)
      if adapted.contains(name.tensor) {
        elements = StemAdaptation.adapted(elements, to: name.shape)
      }
      values[name.parameter] = name.layout.fromPyTorch(elements)
    }
    return values
  }

  private func check(
    _ names: [WeightName], of network: Network, replacesClassifier: Bool, adapted: Set<String>
  ) throws(FileError) {
    let spared = replacesClassifier ? network.classifiers : []
    var problems: [String] = []
    for name in names where !spared.contains(name.parameter.layer) {
      let parameter = network.name(of: name.parameter)
      guard let entry = file.entry(named: match.prefix + name.tensor) else {
        problems.append("missing: \(match.prefix + name.tensor) \(name.shape), for \(parameter)")
        continue
      }
      if entry.shape != name.shape, !adapted.contains(name.tensor) {
        let isStem = StemAdaptation(network).canAdapt(entry.shape, to: name)
        problems.append(
          "of another shape: \(entry.name) is \(entry.shape), \(parameter) needs \(name.shape)"
            + (isStem ? " (--input-channels \(name.shape[1]) adapts it as timm does)" : ""))
      }
    }
    let unusedHeads = GraphScheme(naming, network)?.unusedHeads ?? []
    let known = Set(names.map { match.prefix + $0.tensor })
    for entry in file.entries
    where entry.name.hasPrefix(match.prefix) && !known.contains(entry.name)
      && !Self.counters.contains(where: entry.name.hasSuffix)
      && !match.otherPrefixes.contains(where: entry.name.hasPrefix)
      && !unusedHeads.contains(where: { entry.name.hasPrefix(match.prefix + $0) })
    {
      problems.append("unexpected: \(entry.name) \(entry.shape)")
    }
    guard problems.isEmpty else {
      throw FileError(
        .mismatch, file: file.path,
        "\(problems.count) tensors do not fit the network under \(naming.rawValue)'s names; "
          + "nothing was loaded\n  " + problems.joined(separator: "\n  "))
    }
  }

  /// PyTorch's counts of batches and of averaged models, which nothing reads.
  private static let counters = ["num_batches_tracked", "n_averaged"]

  private static func foreign(_ file: SafetensorsSet, _ network: Network) -> FileError {
    let first = file.entries.prefix(3).map { "'\($0.name)'" }.joined(separator: ", ")
    let origin = ForeignNames.origin(of: file.entries.lazy.map(\.name))
      .map { "; its names are \($0)" }
    return FileError(
      .mismatch, file: file.path,
      "the names of its \(file.entries.count) tensors (\(first) …) are not those of "
        + "'\(network.name)' in "
        + WeightNaming.allCases.map(\.rawValue).joined(separator: ", ") + (origin ?? ""))
  }

  private static func notes(
    _ match: WeightMatch, others: [WeightNaming], _ architecture: Architecture?,
    _ conventions: WeightConventions?
  ) -> [String] {
    var notes: [String] = []
    if !match.prefix.isEmpty {
      notes.append(
        "'\(match.prefix)' before the names is taken away; tensors elsewhere are left aside")
    }
    if !match.otherPrefixes.isEmpty {
      let all = ([match.prefix] + match.otherPrefixes).map { "'\($0)'" }
      notes.append(
        "there are weights behind each of \(all.sorted().joined(separator: ", ")); "
          + "'\(match.prefix)' is taken")
    }
    guard match.naming != .compound, conventions == nil, let architecture,
      let taken = try? match.naming.adapted(architecture)
    else { return notes }
    var alike = [match.naming.rawValue]
    var different: [String] = []
    for other in others {
      guard let conventions = try? other.adapted(architecture).conventions else { continue }
      if conventions == taken.conventions {
        alike.append(other.rawValue)
      } else {
        different.append(
          "\(other.rawValue) has the same names for a network that \(conventions); if these "
            + "weights are of one, say --naming \(other.rawValue)")
      }
    }
    notes.append(
      "the names are those of \(alike.joined(separator: " and ")), so the network "
        + taken.conventions)
    notes += different
    return notes
  }

  private static let namingKey = "naming"
  private static let orderKey = "flattened"
  /// How the inputs of a fully-connected layer behind a flattened map are ordered, as in PyTorch.
  private static let order = "CHW"

  /// Refuses a file of our own whose flattened maps are ordered otherwise.
  private func checkOrder(_ names: [WeightName]) throws(FileError) {
    guard file.metadata[Self.namingKey] == WeightNaming.compound.rawValue,
      names.contains(where: \.layout.isFlattening), file.metadata[Self.orderKey] != Self.order
    else { return }
    throw FileError(
      .mismatch, file: file.path,
      "fully-connected layers behind a flattened map are ordered "
        + "\(file.metadata[Self.orderKey] ?? "HWC, as earlier versions wrote them"); expected "
        + "\(Self.order), as in PyTorch: save the weights again from their checkpoint")
  }

  /// Writes the parameters of `network` under the names of a library, which can then load them with
  /// `load_state_dict(safetensors.torch.load_file(path), strict=True)`.
  ///
  /// - Parameters:
  ///   - network: The network whose parameters are written.
  ///   - architecture: What `network` was lowered from; `nil` for a graph of cells.
  ///   - naming: Whose names the file gets.
  ///   - path: Where the file goes; it is replaced whole or not at all.
  ///   - metadata: Texts to leave beside the tensors, besides format, naming and model.
  ///   - values: The elements of a parameter, in the order of its axes here.
  /// - Throws: `FileError` where the library has no such network, or the disk refuses.
  public static func write(
    _ network: Network, from architecture: Architecture?, naming: WeightNaming, to path: String,
    metadata: [String: String] = [:], values: (_ parameter: ParameterID) throws -> [Float]
  ) throws {
    var metadata = metadata
    if let architecture {
      let own = WeightConventions(architecture)
      let isImplied =
        try naming == .compound || WeightConventions(naming.adapted(architecture)) == own
      if !isImplied { metadata.merge(own.metadata) { $1 } }
    }
    try write(
      naming.names(of: network, from: architecture), of: network, naming: naming, to: path,
      metadata: metadata, values: values)
  }

  /// Writes tensors under the names given, as ``write(_:from:naming:to:metadata:values:)`` does.
  static func write(
    _ names: [WeightName], of network: Network, naming: WeightNaming, to path: String,
    metadata: [String: String], values: (_ parameter: ParameterID) throws -> [Float]
  ) throws {
    var tensors: [NamedTensor] = []
    for name in names {
      let elements = try values(name.parameter)
      guard elements.count == name.shape.reduce(1, *) else {
        throw FileError(
          .mismatch, file: path,
          "\(network.name(of: name.parameter)) has \(elements.count) elements; expected \(name.shape)"
        )
      }
      tensors.append(
        NamedTensor(
          name: name.tensor, shape: name.shape, elements: .float32(name.layout.toPyTorch(elements)))
      )
    }
    var own = ["format": "pt", namingKey: naming.rawValue, "model": network.name]
    if names.contains(where: \.layout.isFlattening) { own[orderKey] = order }
    try SafetensorsFile.write(tensors, metadata: metadata.merging(own) { $1 }, to: path)
  }
}

extension Architecture {
  /// How the network pads and normalises, as the end of a sentence.
  fileprivate var conventions: String {
    let padding =
      switch self.padding {
      case .same: "as TensorFlow does"
      case .symmetric: "symmetrically"
      }
    return "pads \(padding) and normalises with epsilon \(normalization.epsilon)"
  }
}
