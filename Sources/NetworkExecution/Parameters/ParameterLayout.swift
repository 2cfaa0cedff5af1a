public import Networks

/// One tensor of a parameter store: a parameter of the network, and where it stands.
public struct ParameterTensor: Hashable, Sendable {
  /// The parameter that it holds.
  public let parameter: Parameter
  /// What it is called in files and messages: `stem.convolution.weight`.
  public let name: String
  /// The extents, outermost first.
  public let shape: [Int]
  /// Floats from the start of the store.
  public let offset: Int

  /// Which parameter it holds.
  public var id: ParameterID { parameter.id }
  /// The index of the layer that owns it.
  public var layer: Int { parameter.layer }
  /// What it is to its layer.
  public var role: Parameter.Role { parameter.role }
  /// The floats in it.
  public var count: Int { parameter.count }
  /// Whether the optimizer changes it.
  public var isTrained: Bool { parameter.isTrained }
}

/// Where the parameters of a network stand in one flat array.
///
/// Weights come first, then biases, scales and offsets, then running statistics; so weight decay,
/// training and averaging each concern one stretch of memory. Each tensor begins at a multiple of
/// 16 floats; the gaps are zero and stay zero.
public struct ParameterLayout: Hashable, Sendable {
  /// The tensors in the order of their offsets.
  public let tensors: [ParameterTensor]
  /// Floats before the first tensor that weight decay leaves alone.
  public let decayedCount: Int
  /// Floats before the first running statistic.
  public let trainedCount: Int
  /// Floats of the whole store.
  public let count: Int
  private let index: [ParameterID: Int]

  /// Places every parameter of a network.
  public init(_ network: Network) {
    let wanted = network.parameters
    var tensors: [ParameterTensor] = []
    var offset = 0
    var ends: [Int] = []
    for group in [[.weight], [.bias, .scale, .offset], [.runningMean, .runningVariance]]
      as [[Parameter.Role]]
    {
      for parameter in wanted where group.contains(parameter.role) {
        let tensor = ParameterTensor(
          parameter: parameter, name: network.name(of: parameter.id),
          shape: Array(parameter.shape), offset: offset)
        tensors.append(tensor)
        offset += BufferPlacement.rounded(tensor.count)
      }
      ends.append(offset)
    }
    self.tensors = tensors
    (decayedCount, trainedCount, count) = (ends[0], ends[1], ends[2])
    index = Dictionary(uniqueKeysWithValues: tensors.indices.map { (tensors[$0].id, $0) })
  }

  /// The tensor that holds a parameter, or `nil` where the network has no such.
  public func tensor(_ parameter: ParameterID) -> ParameterTensor? {
    index[parameter].map { tensors[$0] }
  }

  /// The tensor of that role of a layer, or `nil` where it has none.
  public func tensor(_ role: Parameter.Role, of layer: Int) -> ParameterTensor? {
    tensor(ParameterID(layer: layer, role: role))
  }

  /// Refuses weights that do not fit: a parameter is missing, unknown, or has another number of
  /// values.
  ///
  /// - Parameters:
  ///   - weights: A value for every parameter.
  ///   - unknownNames: Names beside them in a file that are no parameter's here.
  ///   - spared: Layers whose parameters may have any values, or none.
  /// - Throws: ``ExecutionError`` that lists all of it.
  package func check(
    _ weights: WeightTable, unknownNames: [String] = [], except spared: Set<Int> = []
  ) throws(ExecutionError) {
    var problems: [String] = []
    for tensor in tensors where !spared.contains(tensor.layer) {
      if let values = weights[tensor.id] {
        if values.count != tensor.count {
          problems.append("\(tensor.name): \(values.count) values; expected \(tensor.shape)")
        }
      } else {
        problems.append("\(tensor.name): missing; expected \(tensor.shape)")
      }
    }
    let unknown = weights.parameters.filter { index[$0] == nil }.map(\.description) + unknownNames
    problems += unknown.map { "\($0): the network has no such parameter" }
    guard problems.isEmpty else {
      throw ExecutionError(
        .weightMismatch,
        "the weights do not fit the network; nothing was loaded\n  "
          + problems.joined(separator: "\n  "))
    }
  }

  /// The stretches of trained tensors that are wanted, neighbours joined.
  package func trainedRanges(where isWanted: (ParameterTensor) -> Bool) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for tensor in tensors where tensor.isTrained && isWanted(tensor) {
      let end = tensor.offset + BufferPlacement.rounded(tensor.count)
      if let last = ranges.last, last.upperBound == tensor.offset {
        ranges[ranges.count - 1] = last.lowerBound..<end
      } else {
        ranges.append(tensor.offset..<end)
      }
    }
    return ranges
  }

  /// Trainable scalars, the count that the cost model states.
  public var parameters: Int {
    tensors.reduce(0) { $0 + ($1.isTrained ? $1.count : 0) }
  }
}
