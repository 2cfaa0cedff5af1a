/// A ``Padding`` in the space of four `Int16`, as layers hold it.
///
/// Amounts beyond the range of `Int16`, far outside ``NetworkLimits``, are held as its bounds.
@usableFromInline
struct CompactPadding: Hashable, Sendable {
  @usableFromInline let top: Int16
  @usableFromInline let left: Int16
  @usableFromInline let bottom: Int16
  @usableFromInline let right: Int16

  /// The mark of ``Padding/same`` in place of an amount; no explicit amount is held as this.
  @inlinable static var sameMark: Int16 { .min }

  @inlinable
  init(_ padding: Padding) {
    switch padding {
    case .same:
      self.init(Self.sameMark, 0, 0, 0)
    case .explicit(let top, let left, let bottom, let right):
      self.init(
        max(Int16(clamping: top), Self.sameMark + 1), Int16(clamping: left),
        Int16(clamping: bottom), Int16(clamping: right))
    }
  }

  @inlinable
  init(_ top: Int16, _ left: Int16, _ bottom: Int16, _ right: Int16) {
    self.top = top
    self.left = left
    self.bottom = bottom
    self.right = right
  }

  @inlinable var padding: Padding {
    guard top != Self.sameMark else { return .same }
    return .explicit(top: Int(top), left: Int(left), bottom: Int(bottom), right: Int(right))
  }
}
