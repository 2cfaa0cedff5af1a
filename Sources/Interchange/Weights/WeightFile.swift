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
  private let file: SafetensorsFile

  /// Opens the file at `path` and finds out whose names it has.
  ///
  /// - Parameters:
  ///   - network: The network that the weights are for; its number of classes does not matter.
  ///   - architecture: What `network` was lowered from; `nil` for a graph of cells.
  ///   - naming: Whose names to expect; `nil` for what the file says of itself, and otherwise for
  ///     those of which it has most.
  /// - Throws: `FileError` for no safetensors file, or a network that no library has.
  public init(
    path: String, for network: Network, from architecture: Architecture?,
    naming: WeightNaming? = nil
  ) throws(FileError) {
    let file = try SafetensorsFile(path: path)
    let stated = file.metadata[Self.namingKey].flatMap(WeightNaming.init)
    let (naming, names) = try Self.naming(naming ?? stated, of: file, network, architecture)
    self.file = file
    self.naming = naming
    let bias = names.first { $0.isClassifier && $0.shape.count == 1 }
    let weight = names.first { $0.isClassifier && $0.shape.count > 1 }
    classes = [weight, bias].lazy.compactMap { $0.flatMap { file.entry(named: $0.tensor) } }.first
      .flatMap(\.shape.first)
  }

  /// Reads the weights of `network`, all or nothing.
  ///
  /// - Parameter replacesClassifier: Whether the classifier stays as it is, for training on other
  ///   classes.
  /// - Returns: The elements of every parameter but those of a classifier that is replaced.
  /// - Throws: `FileError` listing every tensor that is missing, unexpected, or of another
  ///   shape.
  public func values(
    for network: Network, from architecture: Architecture?, replacesClassifier: Bool = false
  ) throws(FileError) -> WeightTable {
    let names = try naming.names(of: network, from: architecture)
    try check(names, of: network, replacesClassifier: replacesClassifier)
    let spared = replacesClassifier ? network.classifiers : []
    var values = WeightTable()
    for name in names where !spared.contains(name.parameter.layer) {
      values[name.parameter] = name.layout.fromPyTorch(try file.floats(name.tensor))
    }
    return values
  }

  private static func naming(
    _ naming: WeightNaming?, of file: SafetensorsFile, _ network: Network,
    _ architecture: Architecture?
  ) throws(FileError) -> (WeightNaming, [WeightName]) {
    if let naming {
      return (naming, try naming.names(of: network, from: architecture))
    }
    var best: (naming: WeightNaming, names: [WeightName], hits: Int)?
    for naming in WeightNaming.allCases {
      // A library that has no such network is no candidate.
      guard let names = try? naming.names(of: network, from: architecture) else { continue }
      let hits = names.count { file.entry(named: $0.tensor) != nil }
      if hits > best?.hits ?? -1 { best = (naming, names, hits) }
    }
    guard let best else {
      throw FileError(
        .mismatch, file: file.path, "no library is known to name these weights")
    }
    return (best.naming, best.names)
  }

  private func check(
    _ names: [WeightName], of network: Network, replacesClassifier: Bool
  ) throws(FileError) {
    let spared = replacesClassifier ? network.classifiers : []
    var problems: [String] = []
    for name in names where !spared.contains(name.parameter.layer) {
      let parameter = network.name(of: name.parameter)
      guard let entry = file.entry(named: name.tensor) else {
        problems.append("missing: \(name.tensor) \(name.shape), for \(parameter)")
        continue
      }
      if entry.shape != name.shape {
        problems.append(
          "of another shape: \(name.tensor) is \(entry.shape), \(parameter) needs \(name.shape)")
      }
    }
    let known = Set(names.map(\.tensor))
    for entry in file.entries
    where !known.contains(entry.name) && !entry.name.hasSuffix("num_batches_tracked") {
      problems.append("unexpected: \(entry.name) \(entry.shape)")
    }
    guard problems.isEmpty else {
      throw FileError(
        .mismatch, file: file.path,
        "\(problems.count) tensors do not fit the network under \(naming.rawValue)'s names; "
          + "nothing was loaded\n  " + problems.joined(separator: "\n  "))
    }
  }

  private static let namingKey = "naming"

  /// Writes the parameters of `network` under the names of a library, which can then load them with
  /// `load_state_dict(safetensors.torch.load_file(path), strict=True)`.
  ///
  /// - Parameters:
  ///   - architecture: What `network` was lowered from; `nil` for a graph of cells.
  ///   - metadata: Texts to leave beside the tensors, besides format, naming and model.
  ///   - values: The elements of a parameter, in the order of its axes here.
  /// - Throws: `FileError` where the library has no such network, or the disk refuses.
  public static func write(
    _ network: Network, from architecture: Architecture?, naming: WeightNaming, to path: String,
    metadata: [String: String] = [:], values: (_ parameter: ParameterID) throws -> [Float]
  ) throws {
    var tensors: [NamedTensor] = []
    for name in try naming.names(of: network, from: architecture) {
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
    let own = ["format": "pt", namingKey: naming.rawValue, "model": network.name]
    try SafetensorsFile.write(tensors, metadata: metadata.merging(own) { $1 }, to: path)
  }
}
