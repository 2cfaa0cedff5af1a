public import Files
public import Networks

extension ConfigurationNode {
  /// A resolution: one number for a square, `[height, width]` or `224x160` for other rectangles.
  ///
  /// - Throws: `FileError` where this is anything else, or a side is out of `range`.
  public func resolution(in range: ClosedRange<Int>) throws(FileError) -> Resolution {
    if isList {
      let sides = try list(count: 2...2)
      return Resolution(
        height: try sides[0].integer(in: range), width: try sides[1].integer(in: range))
    }
    guard let text = try? string(), text.contains("x"), let resolution = Resolution(text) else {
      return Resolution(try integer(in: range))
    }
    for side in resolution.sides where !range.contains(side) {
      throw failure(
        "found \(side) in '\(text)'; expected \(range.lowerBound) to \(range.upperBound)")
    }
    return resolution
  }
}
