/// One tensor to be written: its name, its extents, its elements in that order.
public struct NamedTensor: Hashable, Sendable {
  /// The elements, and so their kind in the file.
  public enum Elements: Hashable, Sendable {
    case float32([Float])
    case int64([Int64])
    case int32([Int32])
    case uint8([UInt8])
  }

  public let name: String
  /// Extents, outermost first; empty for a single number.
  public let shape: [Int]
  public let elements: Elements

  public init(name: String, shape: [Int], elements: Elements) {
    self.name = name
    self.shape = shape
    self.elements = elements
  }

  var element: TensorElement {
    switch elements {
    case .float32: .float32
    case .int64: .int64
    case .int32: .int32
    case .uint8: .uint8
    }
  }

  var count: Int {
    switch elements {
    case .float32(let values): values.count
    case .int64(let values): values.count
    case .int32(let values): values.count
    case .uint8(let values): values.count
    }
  }
}
