/// Height and width of an image in pixels: `224` for a square one, `224x160` for 224 rows of 160
/// columns.
///
/// A square is written as one number, in texts and in files, so that what was written when every
/// image was square stays as it is.
public struct Resolution: Hashable, Sendable {
  /// Rows of pixels.
  public let height: Int
  /// Columns of pixels.
  public let width: Int

  /// A resolution of any extents; who builds something from it checks them.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// A square.
  public init(_ side: Int) {
    self.init(height: side, width: side)
  }

  /// Reads `224` or `224x160`, height first.
  ///
  /// - Returns: `nil` for any other text, and for sides below 1.
  public init?(_ text: String) {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(sides.count), let height = sides[0], let width = sides[sides.count - 1],
      height > 0, width > 0
    else { return nil }
    self.init(height: height, width: width)
  }

  /// Whether height and width are the same.
  public var isSquare: Bool { height == width }
  /// Height × width.
  public var pixels: Int { height * width }
  /// Height and width.
  public var sides: [Int] { [height, width] }
}

extension Resolution: ExpressibleByIntegerLiteral, CustomStringConvertible {
  /// A square.
  public init(integerLiteral side: Int) { self.init(side) }

  /// One number for a square, `height`x`width` for other rectangles.
  public var description: String { isSquare ? "\(height)" : "\(height)x\(width)" }
}

extension Resolution: Codable {
  /// Reads a number, or a list of height and width.
  ///
  /// - Throws: `DecodingError` for anything else.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let side = try? container.decode(Int.self) {
      self.init(side)
      return
    }
    let sides = try container.decode([Int].self)
    guard sides.count == 2 else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(sides.count) sides; expected height and width")
    }
    self.init(height: sides[0], width: sides[1])
  }

  /// Writes a number for a square, a list of height and width for other rectangles.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if isSquare { try container.encode(height) } else { try container.encode(sides) }
  }
}
