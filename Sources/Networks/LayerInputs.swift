/// The indices of the layers that one layer reads, in order.
public struct LayerInputs: RandomAccessCollection, Sendable {
  let edges: ArraySlice<Int32>

  /// 0.
  public var startIndex: Int { 0 }
  /// How many layers are read.
  public var endIndex: Int { edges.count }
  /// The index, in ``Network/layers``, of input number `position`.
  public subscript(position: Int) -> Int { Int(edges[edges.startIndex + position]) }
}
