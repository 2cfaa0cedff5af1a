/// Rows and columns of an image, in pixels.
public struct ImageSize: Hashable, Sendable {
  public let height: Int
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

/// The part of an image to be shown, in fractions of its height and width.
public struct ImageWindow: Hashable, Sendable {
  public let top: Double
  public let left: Double
  public let height: Double
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
  /// that showing it stretches nothing. The full window where the two ratios agree.
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
