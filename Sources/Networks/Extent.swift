/// A pair of vertical and horizontal values: kernel sizes, strides, dilations.
///
/// Compact, as it is a part of every convolution of every candidate: values beyond the range of `Int16`,
/// which is far outside ``NetworkLimits``, are held as its bounds.
public struct Extent: Hashable, Sendable {
  @usableFromInline let compactHeight: Int16
  @usableFromInline let compactWidth: Int16

  /// The vertical value.
  @inlinable public var height: Int { Int(compactHeight) }
  /// The horizontal value.
  @inlinable public var width: Int { Int(compactWidth) }

  /// A value in each direction, between the bounds of `Int16`.
  @inlinable
  public init(height: Int, width: Int) {
    compactHeight = Int16(clamping: height)
    compactWidth = Int16(clamping: width)
  }

  /// The same value in both directions.
  @inlinable
  public init(_ side: Int) {
    self.init(height: side, width: side)
  }

  /// Whether both values are the same.
  @inlinable public var isSquare: Bool { height == width }
  /// Height × width: the taps of a kernel.
  @inlinable public var area: Int { height * width }
}

extension Extent: ExpressibleByIntegerLiteral, CustomStringConvertible {
  /// The same value in both directions.
  @inlinable
  public init(integerLiteral value: Int) { self.init(value) }
  /// `height×width`.
  public var description: String { "\(height)×\(width)" }
}
