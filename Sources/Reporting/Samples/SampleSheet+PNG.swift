import TrainingData

extension SampleSheet {
  /// White pixels between two images, and between those before and after.
  private static let (gap, middle) = (4, 16)
  /// Smaller images are shown with each pixel as a square of several.
  private static let smallest = 96

  /// The images alone, as a PNG file: a row a class, before augmentation on the left, after it on the
  /// right.
  package var png: [UInt8] {
    guard let size = classes.first?.samples.first?.before.size else {
      return RGBImage(size: ImageSize(square: 1), bytes: [255, 255, 255]).png
    }
    let factor = max(1, Self.smallest / size.width)
    let cell = ImageSize(height: size.height * factor, width: size.width * factor)
    let side = columns * (cell.width + Self.gap) - Self.gap
    let sheet = ImageSize(
      height: classes.count * (cell.height + Self.gap) + Self.gap,
      width: 2 * (side + Self.gap) + Self.middle)
    var bytes = [UInt8](repeating: 255, count: 3 * sheet.area)
    for (row, member) in classes.enumerated() {
      for (column, sample) in member.samples.enumerated() {
        let top = Self.gap + row * (cell.height + Self.gap)
        let left = Self.gap + column * (cell.width + Self.gap)
        for (picture, x) in [(sample.before, left), (sample.after, left + side + Self.middle)] {
          for y in 0..<cell.height {
            for pixel in 0..<cell.width {
              let from = 3 * (y / factor * size.width + pixel / factor)
              let to = 3 * ((top + y) * sheet.width + x + pixel)
              for channel in 0..<3 { bytes[to + channel] = picture.bytes[from + channel] }
            }
          }
        }
      }
    }
    return RGBImage(size: sheet, bytes: bytes).png
  }
}
