/// Random changes of training images that keep their classes: a pure function of seed, epoch and
/// image, so that every epoch shows other variants and every run the same ones.
public struct Augmentation: Hashable, Sendable {
  /// Shifts by up to an eighth of each side, as cropping a zero-padded image at random does; 4 of
  /// CIFAR's 32 pixels (He et al., arXiv:1512.03385, section 4.2).
  public var crop: Bool
  /// Mirrors every second image, left to right.
  public var flip: Bool

  public init(crop: Bool = true, flip: Bool = true) {
    self.crop = crop
    self.flip = flip
  }

  /// What of it keeps the classes of `data`: mirrored letters and digits are others, or none.
  public func suited(to data: DataSet) -> Augmentation {
    Augmentation(crop: crop, flip: flip && data.flipPreservesLabels)
  }

  /// Changes one image in place.
  ///
  /// - Parameters:
  ///   - pixels: `[height, width, channels]`, normalised: what moves in from outside is 0, the mean.
  ///   - size: Height and width.
  ///   - seed: The training's.
  ///   - epoch: How often the image has been seen before.
  ///   - index: The image's number in its set.
  public func apply(
    to pixels: UnsafeMutableBufferPointer<Float>, size: ImageSize, seed: UInt64, epoch: Int,
    index: Int
  ) {
    let placement = placement(size: size, seed: seed, epoch: epoch, index: index)
    placement.apply(to: pixels, size: size)
  }

  /// The change of one image. All numbers are drawn, used or not: what one switch changes leaves the
  /// other alone.
  func placement(size: ImageSize, seed: UInt64, epoch: Int, index: Int) -> Placement {
    var random = CounterGenerator(seed: seed, purpose: .augmentation, epoch: epoch, index: index)
    let isMirrored = random.chance(0.5)
    let (rows, columns) = (size.height / 8, size.width / 8)
    let down = random.index(below: 2 * rows + 1) - rows
    let right = random.index(below: 2 * columns + 1) - columns
    return Placement(
      down: crop ? down : 0, right: crop ? right : 0, isMirrored: flip && isMirrored)
  }
}

extension Augmentation: CustomStringConvertible {
  public var description: String {
    let parts = (crop ? ["crop"] : []) + (flip ? ["flip"] : [])
    return parts.isEmpty ? "none" : parts.joined(separator: ", ")
  }
}
