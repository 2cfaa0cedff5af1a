public import Architectures
public import Networks

/// The parameters of a network, read from a file of a PyTorch library.
public struct PyTorchWeights: Sendable {
  /// Whose names the file has.
  public let naming: WeightNaming
  /// The elements of each parameter by its name here (`stem.convolution.weight`), in the order of
  /// its axes here; every parameter of the network, except those of a classifier that is replaced.
  public let values: [String: [Float]]

  /// Reads the weights of `network` from the safetensors file at `path`, all or nothing.
  ///
  /// - Parameters:
  ///   - architecture: What `network` was lowered from.
  ///   - naming: Whose names to expect; `nil` for those of which the file has most.
  ///   - replacesClassifier: Whether the classifier stays as it is, for training on other classes.
  /// - Throws: ``InterchangeError`` listing every tensor that is missing, unexpected, or of another
  ///   shape.
  public init(
    path: String, for network: Network, from architecture: Architecture,
    naming: WeightNaming? = nil, replacesClassifier: Bool = false
  ) throws(InterchangeError) {
    let file = try SafetensorsFile(path: path)
    let (naming, names) = try Self.naming(naming, of: file, network, architecture)
    try Self.check(names, against: file, naming, replacesClassifier: replacesClassifier)
    var values: [String: [Float]] = [:]
    for name in names where !(replacesClassifier && name.isClassifier) {
      values[name.parameter] = name.layout.fromPyTorch(try file.floats(name.tensor))
    }
    self.naming = naming
    self.values = values
  }

  private static func naming(
    _ naming: WeightNaming?, of file: SafetensorsFile, _ network: Network,
    _ architecture: Architecture
  ) throws(InterchangeError) -> (WeightNaming, [WeightName]) {
    if let naming {
      return (naming, try naming.names(of: network, from: architecture))
    }
    var best: (naming: WeightNaming, names: [WeightName], hits: Int)?
    var refusal: InterchangeError?
    for naming in WeightNaming.allCases {
      do throws(InterchangeError) {
        let names = try naming.names(of: network, from: architecture)
        let hits = names.count { file.entry(named: $0.tensor) != nil }
        if hits > best?.hits ?? -1 { best = (naming, names, hits) }
      } catch {
        refusal = error
      }
    }
    guard let best else {
      throw refusal
        ?? InterchangeError(.mismatch, file: file.path, "no library is known to name these weights")
    }
    return (best.naming, best.names)
  }

  private static func check(
    _ names: [WeightName], against file: SafetensorsFile, _ naming: WeightNaming,
    replacesClassifier: Bool
  ) throws(InterchangeError) {
    var problems: [String] = []
    for name in names where !(replacesClassifier && name.isClassifier) {
      guard let entry = file.entry(named: name.tensor) else {
        problems.append("missing: \(name.tensor) \(name.shape), for \(name.parameter)")
        continue
      }
      if entry.shape != name.shape {
        problems.append(
          "of another shape: \(name.tensor) is \(entry.shape), \(name.parameter) needs \(name.shape)"
        )
      }
    }
    let known = Set(names.map(\.tensor))
    for entry in file.entries
    where !known.contains(entry.name) && !entry.name.hasSuffix("num_batches_tracked") {
      problems.append("unexpected: \(entry.name) \(entry.shape)")
    }
    guard problems.isEmpty else {
      throw InterchangeError(
        .mismatch, file: file.path,
        "\(problems.count) tensors do not fit the network under \(naming.rawValue)'s names; "
          + "nothing was loaded\n  " + problems.joined(separator: "\n  "))
    }
  }

  /// Writes the parameters of `network` under the names of a library, which can then load them with
  /// `load_state_dict(safetensors.torch.load_file(path), strict=True)`.
  ///
  /// - Parameters:
  ///   - architecture: What `network` was lowered from.
  ///   - values: The elements of the parameter of that name here, in the order of its axes here.
  /// - Throws: ``InterchangeError`` where the library has no such network, or the disk refuses.
  public static func write(
    _ network: Network, from architecture: Architecture, naming: WeightNaming, to path: String,
    values: (_ parameter: String) throws -> [Float]
  ) throws {
    var tensors: [NamedTensor] = []
    for name in try naming.names(of: network, from: architecture) {
      let elements = try values(name.parameter)
      guard elements.count == name.shape.reduce(1, *) else {
        throw InterchangeError(
          .mismatch, file: path,
          "\(name.parameter) has \(elements.count) elements; expected \(name.shape)")
      }
      tensors.append(
        NamedTensor(
          name: name.tensor, shape: name.shape, elements: .float32(name.layout.toPyTorch(elements)))
      )
    }
    try SafetensorsFile.write(tensors, metadata: ["format": "pt"], to: path)
  }
}
