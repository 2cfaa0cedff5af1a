public import Files
public import Networks
import ONNX

/// Networks as ONNX files (github.com/onnx/onnx), for inference in other programs.
///
/// The input `input` is `[N, channels, height, width]` with any N, the output `output` is
/// `[N, classes]`, or `[N, channels, height, width]` where the network ends in a map. Dropout,
/// stochastic depth and auxiliary layers, which inference does not have, are left out; `same`
/// padding is written as the amounts it comes to at the network's resolution. Operators that came later
/// than the version asked for are written as what they are made of.
public enum ONNXFile {
  /// Protocol Buffers cannot hold larger messages.
  private static let maximumBytes = Int(Int32.max)

  /// Refuses what ``write(_:to:settings:values:)`` would, as far as the layers tell, before anyone draws or
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
  ///   - settings: The version, the kind of numbers, and what is said of the network.
  ///   - values: The elements of a parameter, in the order of its axes here.
  /// - Throws: `FileError` where a layer is a transformer's, a weight is beyond half precision that
  ///   is asked for, the file would exceed 2 GiB or cannot be written, and what `values` throws.
  public static func write(
    _ network: Network, to path: String, settings: ONNXSettings = ONNXSettings(),
    values: (_ parameter: ParameterID) throws -> [Float]
  ) throws {
    try check(network, path: path)
    var graph = ONNXGraph(network, settings)
    graph.addLayers()
    let (output, type) = (network.outputShape, graph.floatType)
    let rest = GraphMessage(
      name: network.name, nodes: graph.nodes,
      inputs: [value("input", of: network.inputShape, type, isFlat: false)],
      outputs: [value("output", of: output, type, isFlat: output.pixels == 1)]
    ).writtenWithoutConstants
    let headers = graph.initializers.map(\.header)
    let graphBytes = zip(headers, graph.initializers).reduce(rest.bytes.count) {
      $0 + $1.0.bytes.count + $1.1.byteCount
    }
    let header = ModelMessage.header(
      irVersion: settings.formatVersion, operatorSet: settings.operatorSet, producer: "compound",
      metadata: settings.metadata.sorted { $0.key < $1.key }, graphBytes: graphBytes)
    guard graphBytes <= maximumBytes - header.bytes.count else {
      throw FileError(
        .outOfRange, file: path,
        "the network takes \(graphBytes) bytes; an ONNX file holds at most \(maximumBytes)")
    }
    try OutputFile.write(path) { writer in
      try writer.write(header.bytes)
      try writer.write(rest.bytes)
      for (header, initializer) in zip(headers, graph.initializers) {
        try writer.write(header.bytes)
        try initializer.write(to: &writer, file: path, values)
      }
    }
  }

  private static func value(
    _ name: String, of shape: TensorShape, _ type: ElementType, isFlat: Bool
  ) -> ValueMessage {
    let extents = isFlat ? [shape.channels] : [shape.channels, shape.height, shape.width]
    return ValueMessage(
      name: name, shape: [.open("N")] + extents.map(ValueMessage.Dimension.fixed), type: type)
  }
}
