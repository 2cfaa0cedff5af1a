/// Rows and columns of an image, in pixels.
public struct ImageSize: Hashable, Sendable {
  /// Rows, 1 or more.
  public let height: Int
  /// Columns, 1 or more.
  public let width: Int

  /// A size of at least one pixel.
  public init(height: Int, width: Int) {
    precondition(height > 0 && width > 0, "an image has at least one pixel")
    self.height = height
    self.width = width
  }

  /// A square: the resolution of a network.
  public init(square side: Int) {
    self.init(height: side, width: side)
  }

  /// Height × width.
  public var area: Int { height * width }
}

extension ImageSize: CustomStringConvertible {
  public var description: String { "\(height)×\(width)" }
}
