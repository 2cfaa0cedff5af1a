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
        operation: .input, input: input, output: input, name: .role(.input), stage: 0,
        weightSource: nil, firstInput: 0, inputCount: 0))
  }

  /// The stage that layers added from now on belong to.
  public mutating func beginStage(_ name: String) {
    stages.append(name)
  }

  /// The shape put out by a layer added before.
  ///
  /// - Parameter layer: The layer's index.
  /// - Returns: The shape of its output, without the batch.
  public func shape(of layer: Int) -> TensorShape { layers[layer].output }

  /// Adds a layer with one input and returns its index.
  ///
  /// - Parameters:
  ///   - operation: What the layer does.
  ///   - input: The index of the layer that it reads.
  ///   - name: Its name, unique in the network.
  ///   - weightSource: The index of a layer added before, with the same operation on the same input
  ///     channels, whose weights this one uses again.
  /// - Returns: The index of the new layer.
  /// - Throws: ``NetworkError`` naming the layer.
  @discardableResult
  public mutating func add(
    _ operation: Operation, to input: Int, name: LayerName, sharing weightSource: Int? = nil
  ) throws(NetworkError) -> Int {
    do throws(NetworkError) {
      try check(input)
      let inputShape = layers[input].output
      let shape = try operation.checkedOutputShape(inputShape)
      if let weightSource {
        try checkSharing(operation, input: input, weightSource: weightSource)
      }
      let firstInput = edges.count
      edges.append(Int32(truncatingIfNeeded: input))
      return try append(
        operation, input: inputShape, output: shape, name, firstInput: firstInput,
        weightSource: weightSource)
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
      try operation.checkJoins(inputs.count)
      try check(inputs[0])
      let first = layers[inputs[0]].output
      var shape = first
      for input in inputs.dropFirst() {
        try check(input)
        shape = try operation.outputShape(joining: shape, and: layers[input].output)
      }
      let firstInput = edges.count
      for input in inputs { edges.append(Int32(truncatingIfNeeded: input)) }
      return try append(
        operation, input: first, output: shape, name, firstInput: firstInput, weightSource: nil)
    } catch {
      throw located(error, name)
    }
  }

  /// Adds a layer that joins two inputs and returns its index.
  ///
  /// - Throws: ``NetworkError`` naming the layer.
  @discardableResult
  public mutating func add(
    _ operation: Operation, joining first: Int, and second: Int, name: LayerName
  ) throws(NetworkError) -> Int {
    // The commonest join, without an array: every residual and every gate comes by here.
    do throws(NetworkError) {
      try operation.checkJoins(2)
      try check(first)
      try check(second)
      let firstShape = layers[first].output
      let shape = try operation.outputShape(joining: firstShape, and: layers[second].output)
      let firstInput = edges.count
      edges.append(Int32(truncatingIfNeeded: first))
      edges.append(Int32(truncatingIfNeeded: second))
      return try append(
        operation, input: firstShape, output: shape, name, firstInput: firstInput,
        weightSource: nil)
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

  /// The finished network with one output, that of layer `output`, named `logits`.
  ///
  /// - Throws: ``NetworkError`` where a label is used twice or `output` is not a layer.
  public consuming func finish(output: Int) throws(NetworkError) -> Network {
    try finish(outputs: [NetworkOutput(name: "logits", layer: output)])
  }

  /// The finished network; layers that only the outputs after the first depend on are auxiliary
  /// (``Network/auxiliaryLayers``).
  ///
  /// - Parameter outputs: One at least, the main one first.
  /// - Returns: The network, with every shape inferred.
  /// - Throws: ``NetworkError`` where a label or an output's name is used twice, there is no
  ///   output, or one is not of a layer.
  public consuming func finish(outputs: [NetworkOutput]) throws(NetworkError) -> Network {
    try check(outputs)
    var seen = Set<String>(minimumCapacity: labels.count)
    for label in labels where !seen.insert(label).inserted {
      throw NetworkError(.invalidGraph, "two layers have this name", layer: label)
    }
    let auxiliary = auxiliaryFlags(outputs)
    return Network(
      name: name, layers: layers, stages: stages, outputs: outputs, edges: edges, labels: labels,
      auxiliary: auxiliary)
  }

  private func check(_ outputs: [NetworkOutput]) throws(NetworkError) {
    guard !outputs.isEmpty else {
      throw NetworkError(.invalidGraph, "no outputs; expected one at least")
    }
    for (index, output) in outputs.enumerated() {
      try check(output.layer)
      if outputs[..<index].contains(where: { $0.name == output.name }) {
        throw NetworkError(.invalidGraph, "two outputs have the name '\(output.name)'")
      }
    }
  }

  /// Whether each layer is one that only outputs after the first depend on; empty where none is.
  private func auxiliaryFlags(_ outputs: [NetworkOutput]) -> [Bool] {
    guard outputs.count > 1 else { return [] }
    let main = dependencies(of: [outputs[0].layer])
    let all = dependencies(of: outputs.map(\.layer))
    return main == all ? [] : zip(main, all).map { !$0 && $1 }
  }

  /// Whether each layer is one of `ends`, or one that they depend on.
  private func dependencies(of ends: [Int]) -> [Bool] {
    var isNeeded = [Bool](repeating: false, count: layers.count)
    for end in ends { isNeeded[end] = true }
    for index in layers.indices.reversed() where isNeeded[index] {
      let (first, count) = (Int(layers[index].firstInput), Int(layers[index].inputCount))
      for input in edges[first..<first + count] { isNeeded[Int(input)] = true }
    }
    return isNeeded
  }

  /// Appends a layer whose inputs were appended to ``edges`` from `firstInput` on.
  private mutating func append(
    _ operation: Operation, input: TensorShape, output: TensorShape, _ name: LayerName,
    firstInput: Int, weightSource: Int?
  ) throws(NetworkError) -> Int {
    guard layers.count < NetworkLimits.layers, edges.count <= NetworkLimits.edges else {
      throw NetworkError(
        .tooLarge,
        "more than \(NetworkLimits.layers) layers or \(NetworkLimits.edges) connections")
    }
    layers.append(
      Layer(
        operation: operation, input: input, output: output, name: name, stage: stages.count - 1,
        weightSource: weightSource, firstInput: firstInput, inputCount: edges.count - firstInput))
    return layers.count - 1
  }

  @inline(__always)
  private func check(_ input: Int) throws(NetworkError) {
    guard input >= 0, input < layers.count else { throw missing(input) }
  }

  @inline(never)
  private func missing(_ input: Int) -> NetworkError {
    NetworkError(.invalidGraph, "reads layer \(input); there are \(layers.count) layers so far")
  }

  private func checkSharing(
    _ operation: Operation, input: Int, weightSource: Int
  ) throws(NetworkError) {
    try check(weightSource)
    let source = layers[weightSource]
    guard source.operation == operation, source.weightSource == nil,
      source.input.channels == layers[input].output.channels
    else {
      throw NetworkError(
        .invalidGraph,
        "shares the weights of layer \(weightSource), which differs in operation or input channels")
    }
  }

  /// An error of the layer that `name` stands for in the current stage, for what a builder of several
  /// layers finds before it adds them.
  package func failure(
    _ reason: NetworkError.Reason, _ message: String, at name: LayerName
  ) -> NetworkError {
    located(NetworkError(reason, message), name)
  }

  private func located(_ error: NetworkError, _ name: LayerName) -> NetworkError {
    var error = error
    error.layer =
      error.layer ?? Network.text(of: name, stage: stages[stages.count - 1], labels: labels)
    return error
  }
}
