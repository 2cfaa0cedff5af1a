/// Builds a ``Network`` layer by layer: each layer names those it reads, which must be there
/// already, so that what is built has no cycle.
///
///     var builder = try NetworkBuilder(name: "tiny", input: TensorShape(height: 32, width: 32, channels: 3))
///     let convolution = try builder.add(
///       .convolution(Convolution(outputChannels: 8, kernelSize: 3, padding: .same)),
///       to: builder.input, name: "convolution")
///     let network = try builder.finish(output: convolution)
public struct NetworkBuilder {
  private let name: String
  private var layers: [Layer] = []
  private var edges: [Int32] = []
  private var labels: [String] = []
  private var stages: [String] = []

  /// The index of the input layer.
  public let input = 0

  /// Starts a network with its input and a first stage.
  public init(name: String, input: TensorShape, stage: String = "stem", capacity: Int = 0) {
    self.name = name
    layers.reserveCapacity(capacity)
    edges.reserveCapacity(capacity + capacity / 4)
    stages.append(stage)
    layers.append(
      Layer(
        operation: .input, output: input, stage: 0, weightSource: nil, name: .role(.input),
        firstInput: 0, inputCount: 0))
  }

  /// The stage that layers added from now on belong to.
  public mutating func beginStage(_ name: String) {
    stages.append(name)
  }

  /// The shape put out by a layer added before.
  public func shape(of layer: Int) -> TensorShape { layers[layer].output }

  /// Adds a layer with one input and returns its index.
  ///
  /// - Parameter weightSource: The index of a layer added before, with the same operation on the
  ///   same input channels, whose weights this one uses again.
  /// - Throws: ``NetworkError`` naming the layer.
  @discardableResult
  public mutating func add(
    _ operation: Operation, to input: Int, name: LayerName, sharing weightSource: Int? = nil
  ) throws(NetworkError) -> Int {
    do throws(NetworkError) {
      try check(input)
      try operation.validate()
      if let weightSource {
        try checkSharing(operation, input: input, weightSource: weightSource)
      }
      let shape = try operation.outputShape(layers[input].output)
      return try append(operation, shape, name, inputCount: 1, weightSource: weightSource) {
        $0.append(Int32(truncatingIfNeeded: input))
      }
    } catch {
      throw located(error, name)
    }
  }

  /// Adds a layer that joins two or more inputs (``Operation/add``, ``Operation/multiply``,
  /// ``Operation/concatenate``) and returns its index.
  ///
  /// - Throws: ``NetworkError`` naming the layer.
  @discardableResult
  public mutating func add(
    _ operation: Operation, joining inputs: [Int], name: LayerName
  ) throws(NetworkError) -> Int {
    do throws(NetworkError) {
      var shapes: [TensorShape] = []
      for input in inputs {
        try check(input)
        shapes.append(layers[input].output)
      }
      let shape = try operation.outputShape(joining: shapes)
      return try append(operation, shape, name, inputCount: inputs.count, weightSource: nil) {
        for input in inputs { $0.append(Int32(truncatingIfNeeded: input)) }
      }
    } catch {
      throw located(error, name)
    }
  }

  /// A name of the caller's own words, unique in the network.
  public mutating func label(_ text: String) -> LayerName {
    labels.append(text)
    return LayerName(storage: .label(Int32(labels.count - 1)))
  }

  /// Adds a layer with one input under a name of the caller's own words.
  ///
  /// - Throws: ``NetworkError`` naming the layer.
  @discardableResult
  public mutating func add(
    _ operation: Operation, to input: Int, name: String, sharing weightSource: Int? = nil
  ) throws(NetworkError) -> Int {
    let name = label(name)
    return try add(operation, to: input, name: name, sharing: weightSource)
  }

  /// Adds a layer that joins inputs under a name of the caller's own words.
  ///
  /// - Throws: ``NetworkError`` naming the layer.
  @discardableResult
  public mutating func add(
    _ operation: Operation, joining inputs: [Int], name: String
  ) throws(NetworkError) -> Int {
    let name = label(name)
    return try add(operation, joining: inputs, name: name)
  }

  /// The finished network, whose output is that of `output`.
  ///
  /// - Throws: ``NetworkError`` where a label is used twice or `output` is not a layer.
  public consuming func finish(output: Int) throws(NetworkError) -> Network {
    try check(output)
    var seen = Set<String>(minimumCapacity: labels.count)
    for label in labels where !seen.insert(label).inserted {
      throw NetworkError(.invalidGraph, "two layers have this name", layer: label)
    }
    return Network(
      name: name, layers: layers, stages: stages, output: output, edges: edges, labels: labels)
  }

  private mutating func append(
    _ operation: Operation, _ output: TensorShape, _ name: LayerName, inputCount: Int,
    weightSource: Int?, addEdges: (inout [Int32]) -> Void
  ) throws(NetworkError) -> Int {
    guard layers.count < NetworkLimits.layers else {
      throw NetworkError(.tooLarge, "more than \(NetworkLimits.layers) layers")
    }
    let firstInput = Int32(truncatingIfNeeded: edges.count)
    addEdges(&edges)
    layers.append(
      Layer(
        operation: operation, output: output, stage: stages.count - 1, weightSource: weightSource,
        name: name, firstInput: firstInput, inputCount: Int32(truncatingIfNeeded: inputCount)))
    return layers.count - 1
  }

  private func check(_ input: Int) throws(NetworkError) {
    guard layers.indices.contains(input) else {
      throw NetworkError(
        .invalidGraph, "reads layer \(input); there are \(layers.count) layers so far")
    }
  }

  private func checkSharing(
    _ operation: Operation, input: Int, weightSource: Int
  ) throws(NetworkError) {
    try check(weightSource)
    let source = layers[weightSource]
    let sourceInput = layers[Int(edges[Int(source.firstInput)])].output
    guard source.operation == operation, source.weightSource == nil,
      sourceInput.channels == layers[input].output.channels
    else {
      throw NetworkError(
        .invalidGraph,
        "shares the weights of layer \(weightSource), which differs in operation or input channels")
    }
  }

  private func located(_ error: NetworkError, _ name: LayerName) -> NetworkError {
    var error = error
    error.layer =
      error.layer ?? Network.text(of: name, stage: stages[stages.count - 1], labels: labels)
    return error
  }
}
