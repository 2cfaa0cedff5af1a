import Files
import Networks
import ONNX

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
  /// What real numbers are written as: single or half precision.
  let floatType: ElementType

  /// What the elements are written as.
  private var type: ElementType {
    switch elements {
    case .parameter, .floats: floatType
    case .integers: .int64
    }
  }

  var byteCount: Int { shape.reduce(1, *) * (type.width ?? 0) }

  /// Everything up to the raw data, which ends the field.
  var header: WireWriter {
    TensorMessage.initializerHeader(name: name, shape: shape, type: type, byteCount: byteCount)
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
      try write(layout.toPyTorch(elements), to: &writer, file: file)
    case .floats(let floats): try write(floats, to: &writer, file: file)
    case .integers(let integers):
      try writer.write(integers.map { Int64($0).littleEndian })
    }
  }

  private func write(
    _ floats: [Float], to writer: inout FileWriter, file: String
  ) throws(FileError) {
    guard floatType == .float16 else {
      return try writer.write(floats.map(\.bitPattern.littleEndian))
    }
    var halves: [UInt16] = []
    halves.reserveCapacity(floats.count)
    for float in floats {
      guard let bits = HalfPrecision.bits(float) else {
        throw FileError(
          .outOfRange, file: file,
          "\(name) holds \(float); expected at most 65504 either way, the largest number in half "
            + "precision; write single precision")
      }
      halves.append(bits.littleEndian)
    }
    try writer.write(halves)
  }
}
