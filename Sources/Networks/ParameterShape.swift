/// The extents of a parameter, outermost first: one, two or four.
///
/// Held in place, so that counting the parameters of a candidate allocates nothing.
public struct ParameterShape: Hashable, Sendable {
  /// The extents, moved to the end of four; the ones in front are no axes.
  @usableFromInline let extents: (Int32, Int32, Int32, Int32)
  @usableFromInline let rank: Int32

  @inlinable
  init(_ count: Int) {
    extents = (1, 1, 1, Int32(truncatingIfNeeded: count))
    rank = 1
  }

  @inlinable
  init(_ rows: Int, _ columns: Int) {
    extents = (1, 1, Int32(truncatingIfNeeded: rows), Int32(truncatingIfNeeded: columns))
    rank = 2
  }

  @inlinable
  init(kernel: Extent, inputs: Int, outputs: Int) {
    extents = (
      Int32(truncatingIfNeeded: kernel.height), Int32(truncatingIfNeeded: kernel.width),
      Int32(truncatingIfNeeded: inputs), Int32(truncatingIfNeeded: outputs)
    )
    rank = 4
  }

  /// The elements behind each of the innermost extent's: of a linear layer's weights, how many go
  /// into one output.
  ///
  /// At most 2^48 within ``NetworkLimits``.
  @inlinable public var fanIn: Int { Int(extents.0) * Int(extents.1) * Int(extents.2) }

  /// The innermost extent: output channels.
  @inlinable public var outputs: Int { Int(extents.3) }

  /// The product of the extents, or `nil` beyond the range of `Int`.
  @inlinable public var checkedElements: Int? {
    let (product, overflow) = fanIn.multipliedReportingOverflow(by: outputs)
    return overflow ? nil : product
  }

  public static func == (first: Self, second: Self) -> Bool {
    first.extents == second.extents && first.rank == second.rank
  }

  public func hash(into hasher: inout Hasher) {
    for extent in self { hasher.combine(extent) }
  }
}

extension ParameterShape: RandomAccessCollection {
  public var startIndex: Int { 0 }
  /// The number of axes: 1, 2 or 4.
  public var endIndex: Int { Int(rank) }
  public subscript(axis: Int) -> Int {
    precondition(indices.contains(axis), "axis \(axis) of a shape with \(rank)")
    return switch axis + 4 - Int(rank) {
    case 0: Int(extents.0)
    case 1: Int(extents.1)
    case 2: Int(extents.2)
    default: Int(extents.3)
    }
  }
}

extension ParameterShape: CustomStringConvertible {
  /// `[3, 3, 32, 64]`.
  public var description: String { Array(self).description }
}
