/// A place in a picture, in pixels from its upper left corner.
struct PixelPoint: Hashable {
  var x: Double
  var y: Double
}
