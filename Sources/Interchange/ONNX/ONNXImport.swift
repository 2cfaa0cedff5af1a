import Files
package import Networks
package import ONNX

/// An ONNX file as a network with its weights.
package struct ONNXImport {
  /// The network.
  package let network: ONNXNetwork
  /// What was left out of the file's nodes and could have been meant otherwise; a sentence each.
  package let notes: [String]
  private let constants: GraphConstants
  /// For each layer, where its parameters' values are.
  private let weights: [[Parameter.Role: ReadWeight]]

  /// Reads `model`; the weights need not be there for this.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - inputs: shapes that the file leaves open.
  /// - Throws: `FileError` naming the first node that no operation here computes.
  package init(_ model: ModelMessage, inputs: [InputShape] = []) throws {
    let count = try ModelCount(of: model, inputs: inputs)
    var reader = try GraphReader(model, count)
    let output = try reader.read()
    var layers = reader.layers
    GraphReader.shareWeights(&layers, reader.weights)
    let name = model.file.split(separator: "/").last.map(String.init) ?? model.file
    network = ONNXNetwork(
      name: name.hasSuffix(".onnx") ? String(name.dropLast(5)) : name, layers: layers,
      input: reader.shapes[0], output: output)
    (constants, weights, notes) = (reader.constants, reader.weights, reader.notes)
    let lowered = try network.lowered()
    for (index, layer) in lowered.layers.enumerated() where layer.output != reader.shapes[index] {
      throw FileError(
        .mismatch, file: model.file,
        "layer '\(layers[index].name)' would put out \(layer.output); the file's node puts out "
          + "\(reader.shapes[index])")
    }
  }

  /// The values of all parameters, in the order of their axes in ``Network``.
  ///
  /// - Throws: `FileError` where a constant's data are left out, are in a file that is missing, or are
  ///   not finite.
  package func values() throws -> WeightTable {
    let lowered = try network.lowered()
    var table = WeightTable()
    for (index, layer) in network.layers.enumerated() where layer.weightSource == nil {
      for parameter in lowered.parameters(of: index) {
        guard let weight = weights[index][parameter.role] else { continue }
        let values = try weight.values(constants, of: parameter)
        guard values.count == parameter.count else {
          throw FileError(
            .mismatch, file: constants.model.file,
            "\(lowered.name(of: parameter.id)) has \(values.count) numbers; expected "
              + "\(parameter.shape)")
        }
        guard values.allSatisfy(\.isFinite) else {
          throw FileError(
            .outOfRange, file: constants.model.file,
            "\(lowered.name(of: parameter.id)) holds a number that is not finite")
        }
        table[parameter.id] = values
      }
    }
    return table
  }
}

/// Where the values of a parameter are.
struct ReadWeight {
  enum Source: Hashable {
    /// A constant of the graph, by its index among the values.
    case constant(Int)
    case floats([Float])
  }

  let source: Source
  /// Whether the constant is `[input, output]`, where PyTorch has `[output, input]`.
  var isTransposed = false
  /// The map whose flattening the inputs are, in ONNX's order.
  var flattening: TensorShape?

  init(constant: Int, isTransposed: Bool = false, flattening: TensorShape? = nil) {
    (source, self.isTransposed, self.flattening) = (.constant(constant), isTransposed, flattening)
  }

  init(_ floats: [Float]) { source = .floats(floats) }

  func values(_ constants: GraphConstants, of parameter: Parameter) throws -> [Float] {
    switch source {
    case .floats(let floats): return floats
    case .constant(let index):
      guard var values = try constants.floats(index) else { return [] }
      let layout = WeightLayout(parameter.shape, flattening: flattening)
      guard values.count == parameter.count else { return values }
      if isTransposed {
        // `[input, output]` is our own order where nothing is flattened.
        if flattening == nil { return values }
        values = GraphConstants.transposed(
          values, shape: layout.theirs.reversed(), order: [1, 0])
      }
      return layout.fromPyTorch(values)
    }
  }
}
