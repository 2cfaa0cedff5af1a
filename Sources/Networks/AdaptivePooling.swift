/// The mean over windows that divide a map of any size into a fixed number of them: PyTorch's
/// `AdaptiveAvgPool2d`.
///
/// Where the sides do not divide, windows differ in size and overlap; where the map is smaller than
/// the output, pixels repeat.
public struct AdaptivePooling: Hashable, Sendable {
  /// Height and width of the output.
  public var outputSize: Extent

  /// A pooling to `outputSize` pixels.
  public init(outputSize: Extent) {
    self.outputSize = outputSize
  }

  /// The output's shape; the channels stay.
  ///
  /// - Throws: ``NetworkError`` where ``outputSize`` has no pixel.
  public func outputShape(_ input: TensorShape) throws(NetworkError) -> TensorShape {
    try TensorShape(
      height: outputSize.height, width: outputSize.width, channels: input.channels)
  }

  /// The input pixels of output pixel `index` along one side: from ⌊index · inputs / outputs⌋ up to,
  /// but not including, ⌈(index + 1) · inputs / outputs⌉.
  public static func window(_ index: Int, of outputs: Int, over inputs: Int) -> Range<Int> {
    (index * inputs / outputs)..<(((index + 1) * inputs + outputs - 1) / outputs)
  }

  /// The output pixels along one side whose windows hold input pixel `index`.
  public static func readers(_ index: Int, of inputs: Int, in outputs: Int) -> Range<Int> {
    (index * outputs / inputs)..<(((index + 1) * outputs + inputs - 1) / inputs)
  }
}

extension AdaptivePooling: CustomStringConvertible {
  /// `adaptive average pool 7×7`.
  public var description: String { "adaptive average pool \(outputSize)" }
}
