/// One tensor of a safetensors file, as its header describes it.
public struct SafetensorsEntry: Hashable, Sendable {
  public let name: String
  public let element: TensorElement
  /// Extents, outermost first; empty for a single number.
  public let shape: [Int]
  /// Where its bytes lie, counted from the start of the file.
  public let bytes: Range<Int>

  /// The number of elements.
  public var count: Int { bytes.count / element.byteCount }
}
