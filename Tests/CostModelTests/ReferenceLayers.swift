import Networks

/// One row of `layers.json`: a layer as other people's implementations ran it.
struct ReferenceLayer: Decodable {
  let name: String
  let type: String
  let kernelSize: Extent
  let stride: Extent
  let padding: Padding
  let groups: Int
  let hasBias: Bool
  let input: TensorShape
  let output: TensorShape
  let parameters: Int
  let multiplyAdds: Int

  init(from decoder: any Decoder) throws {
    var row = try decoder.unkeyedContainer()
    name = try row.decode(String.self)
    type = try row.decode(String.self)
    kernelSize = Extent(height: try row.decode(Int.self), width: try row.decode(Int.self))
    stride = Extent(height: try row.decode(Int.self), width: try row.decode(Int.self))
    padding = Self.padding(try row.decode(String.self))
    groups = try row.decode(Int.self)
    hasBias = try row.decode(Bool.self)
    let channels = (try row.decode(Int.self), try row.decode(Int.self))
    input = try TensorShape(
      height: row.decode(Int.self), width: row.decode(Int.self), channels: channels.0)
    output = try TensorShape(
      height: row.decode(Int.self), width: row.decode(Int.self), channels: channels.1)
    parameters = try row.decode(Int.self)
    multiplyAdds = try row.decode(Int.self)
  }

  private static func padding(_ text: String) -> Padding {
    let amounts = text.split(separator: ",").compactMap { Int($0) }
    if amounts.count == 2 { return .symmetric(height: amounts[0], width: amounts[1]) }
    return text == "same" ? .same : .valid
  }

  /// A network of this layer alone; its index is 1.
  func network() throws -> Network {
    var builder = NetworkBuilder(name: name, input: input)
    let operation: Operation =
      switch type {
      case "conv":
        .convolution(
          Convolution(
            outputChannels: output.channels, kernelSize: kernelSize, stride: stride,
            groups: groups, padding: padding, hasBias: hasBias))
      case "linear": .fullyConnected(FullyConnected(outputs: output.channels, hasBias: hasBias))
      default: .batchNormalization(BatchNormalization())
      }
    let layer = try builder.add(operation, to: builder.input, name: "layer")
    return try builder.finish(output: layer)
  }
}

struct ReferenceLayers: Decodable {
  let rows: [ReferenceLayer]
}
