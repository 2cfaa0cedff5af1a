/// The part of an image to be shown, in fractions of its height and width.
public struct ImageWindow: Hashable, Sendable {
  /// Where the part begins, 0…1 of the height from above.
  public let top: Double
  /// Where it begins, 0…1 of the width from the left.
  public let left: Double
  /// How much of the height is shown, above 0 up to 1.
  public let height: Double
  /// How much of the width is shown, above 0 up to 1.
  public let width: Double

  /// The whole image.
  public static let full = ImageWindow(top: 0, left: 0, height: 1, width: 1)

  /// A window that lies within the image.
  public init(top: Double, left: Double, height: Double, width: Double) {
    precondition(
      top >= 0 && left >= 0 && height > 0 && width > 0 && top + height <= 1 + 1e-9
        && left + width <= 1 + 1e-9, "a window lies within its image")
    self.top = top
    self.left = left
    self.height = height
    self.width = width
  }

  /// The largest centred window of an image of size `image` with the aspect ratio of `shown`, so
  /// that showing it stretches nothing.
  ///
  /// The full window where the two ratios agree.
  public static func centered(in image: ImageSize, shown: ImageSize) -> ImageWindow {
    let imageRatio = image.width * shown.height
    let shownRatio = shown.width * image.height
    if imageRatio == shownRatio { return .full }
    if imageRatio > shownRatio {
      let width = Double(shownRatio) / Double(imageRatio)
      return ImageWindow(top: 0, left: (1 - width) / 2, height: 1, width: width)
    }
    let height = Double(imageRatio) / Double(shownRatio)
    return ImageWindow(top: (1 - height) / 2, left: 0, height: height, width: 1)
  }
}
