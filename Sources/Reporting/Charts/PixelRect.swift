/// A rectangle in a picture.
struct PixelRect: Hashable {
  var x: Double
  var y: Double
  var width: Double
  var height: Double

  var right: Double { x + width }
  var bottom: Double { y + height }

  func contains(_ point: PixelPoint) -> Bool {
    point.x >= x && point.x <= right && point.y >= y && point.y <= bottom
  }

  func contains(_ other: PixelRect) -> Bool {
    other.x >= x && other.right <= right && other.y >= y && other.bottom <= bottom
  }

  /// The area that both cover, in square pixels.
  func overlap(_ other: PixelRect) -> Double {
    max(0, min(right, other.right) - max(x, other.x))
      * max(0, min(bottom, other.bottom) - max(y, other.y))
  }

  func insetBy(_ amount: Double) -> PixelRect {
    PixelRect(
      x: x + amount, y: y + amount, width: width - 2 * amount, height: height - 2 * amount)
  }

  /// The point of the rectangle that is nearest to `point`.
  func nearest(to point: PixelPoint) -> PixelPoint {
    PixelPoint(x: min(max(point.x, x), right), y: min(max(point.y, y), bottom))
  }

  /// Whether the straight line from `start` to `end` passes through the rectangle.
  func isCrossed(from start: PixelPoint, to end: PixelPoint) -> Bool {
    // Liang and Barsky: the part of the line inside all four half planes.
    var (enter, leave) = (0.0, 1.0)
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    for (step, room) in [
      (-dx, start.x - x), (dx, right - start.x), (-dy, start.y - y), (dy, bottom - start.y),
    ] {
      if step == 0 {
        if room < 0 { return false }
      } else if step < 0 {
        enter = max(enter, room / step)
      } else {
        leave = min(leave, room / step)
      }
    }
    return enter <= leave
  }
}
