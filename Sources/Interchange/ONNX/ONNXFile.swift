public import Files
public import Networks
import ONNX

/// Networks as ONNX files (github.com/onnx/onnx), for inference in other programs.
///
/// The input `input` is `[N, channels, height, width]` with any N, the output `output` is
/// `[N, classes]`, or `[N, channels, height, width]` where the network ends in a map. Dropout,
/// stochastic depth and auxiliary layers, which inference does not have, are left out; `same`
/// padding is written as the amounts it comes to at the network's resolution.
public enum ONNXFile {
  /// The version of the operators.
  static let operatorSet = 20
  /// The version of the file format that came with them.
  private static let formatVersion = 9
  /// Protocol Buffers cannot hold larger messages.
  private static let maximumBytes = Int(Int32.max)

  /// Refuses what ``write(_:to:values:)`` would, as far as the layers tell, before anyone draws or
  /// reads weights for it.
  ///
  /// - Throws: `FileError` where a layer is a transformer's.
  public static func check(_ network: Network, path: String) throws(FileError) {
    for index in network.inferenceLayers {
      let operation = network.layers[index].operation
      guard !operation.isTransformerOnly else {
        throw FileError(
          .mismatch, file: path,
          "layer '\(network.name(of: index))': \(operation) is not written; expected a network "
            + "without the operators of transformers")
      }
    }
  }

  /// Writes `network` with its parameters; the file is replaced whole or not at all.
  ///
  /// - Parameters:
  ///   - network: The network to write.
  ///   - path: Where the file goes.
  ///   - values: The elements of a parameter, in the order of its axes here.
  /// - Throws: `FileError` where a layer is a transformer's, the file would exceed 2 GiB or cannot
  ///   be written, and what `values` throws.
  public static func write(
    _ network: Network, to path: String, values: (_ parameter: ParameterID) throws -> [Float]
  ) throws {
    try check(network, path: path)
    var graph = ONNXGraph(network)
    graph.addLayers()
    let output = network.outputShape
    let rest = GraphMessage(
      name: network.name, nodes: graph.nodes,
      inputs: [value("input", of: network.inputShape, isFlat: false)],
      outputs: [value("output", of: output, isFlat: output.pixels == 1)]
    ).writtenWithoutConstants
    let headers = graph.initializers.map(\.header)
    let graphBytes = zip(headers, graph.initializers).reduce(rest.bytes.count) {
      $0 + $1.0.bytes.count + $1.1.byteCount
    }
    guard graphBytes <= maximumBytes - 1024 else {
      throw FileError(
        .outOfRange, file: path,
        "the network takes \(graphBytes) bytes; an ONNX file holds at most \(maximumBytes)")
    }
    try OutputFile.write(path) { writer in
      let header = ModelMessage.header(
        irVersion: formatVersion, operatorSet: operatorSet, producer: "compound",
        graphBytes: graphBytes)
      try writer.write(header.bytes)
      try writer.write(rest.bytes)
      for (header, initializer) in zip(headers, graph.initializers) {
        try writer.write(header.bytes)
        try initializer.write(to: &writer, file: path, values)
      }
    }
  }

  private static func value(
    _ name: String, of shape: TensorShape, isFlat: Bool
  ) -> ValueMessage {
    let extents = isFlat ? [shape.channels] : [shape.channels, shape.height, shape.width]
    return ValueMessage(
      name: name, shape: [.open("N")] + extents.map(ValueMessage.Dimension.fixed))
  }
}

/// A constant tensor of a graph.
struct ONNXInitializer {
  /// Where its elements come from.
  enum Elements {
    /// A parameter of the network, in PyTorch's order, which is ONNX's too.
    case parameter(ParameterID, WeightLayout)
    case floats([Float])
    case integers([Int])
  }

  let name: String
  let shape: [Int]
  let elements: Elements

  var byteCount: Int {
    shape.reduce(1, *) * (isInteger ? 8 : 4)
  }

  private var isInteger: Bool {
    switch elements {
    case .parameter, .floats: false
    case .integers: true
    }
  }

  /// Everything up to the raw data, which ends the field.
  var header: WireWriter {
    TensorMessage.initializerHeader(
      name: name, shape: shape, type: isInteger ? .int64 : .float, byteCount: byteCount)
  }

  func write(
    to writer: inout FileWriter, file: String, _ values: (ParameterID) throws -> [Float]
  ) throws {
    switch elements {
    case .parameter(let parameter, let layout):
      let elements = try values(parameter)
      guard elements.count == shape.reduce(1, *) else {
        throw FileError(
          .mismatch, file: file,
          "\(name) has \(elements.count) elements; expected \(shape)")
      }
      try writer.write(layout.toPyTorch(elements).map(\.bitPattern.littleEndian))
    case .floats(let floats):
      try writer.write(floats.map(\.bitPattern.littleEndian))
    case .integers(let integers):
      try writer.write(integers.map { Int64($0).littleEndian })
    }
  }
}
