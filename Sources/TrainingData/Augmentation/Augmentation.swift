import Randomness

/// Random changes of training images that keep their classes: a pure function of seed, epoch and
/// image, so that every epoch shows other variants and every run the same ones.
///
/// Applied in this order: resized crop; policy, on 8-bit levels; normalisation; shift; flip; cutout;
/// then, across a batch, mixing. So the images that AutoAugment's published code trains CIFAR on are
/// made.
public struct Augmentation: Hashable, Sendable {
  /// Which part of an image is shown; `nil` for all of it.
  public var crop: Crop?
  /// Mirrors every second image, left to right.
  public var flip: Bool
  /// Drawn operators; `nil` for none.
  public var policy: AugmentationPolicy?
  /// The side of a square that is made 0, the mean, in parts of the image's sides, above 0 up to 1;
  /// its centre lies anywhere in the image, so that part of it may lie outside.
  ///
  /// `nil` for none. Source: arXiv:1708.04552, with 16 of CIFAR's 32 pixels.
  public var cutout: Double?
  /// What images of a batch are mixed in pairs; `nil` for none.
  public var mixing: Mixing?

  /// The part of an image that is shown.
  public enum Crop: Hashable, Sendable {
    /// Shifts by up to an eighth of each side, as cropping a zero-padded image at random does; 4 of
    /// CIFAR's 32 pixels (He et al., arXiv:1512.03385, section 4.2).
    case shift
    /// A random part of at least the given share of the area, above 0 up to 1, and of an aspect ratio
    /// between 3:4 and 4:3, resized (Szegedy et al., arXiv:1409.4842, section 6; ImageNet's usual
    /// share is 0.08).
    case resized(smallestArea: Double)
  }

  /// Shifts and flips by default, as CIFAR's usual training does.
  public init(
    crop: Crop? = .shift, flip: Bool = true, policy: AugmentationPolicy? = nil,
    cutout: Double? = nil, mixing: Mixing? = nil
  ) {
    self.crop = crop
    self.flip = flip
    self.policy = policy
    self.cutout = cutout
    self.mixing = mixing
  }

  /// What of it keeps the classes of `data`: mirrored letters and digits are others, or none.
  ///
  /// - Throws: ``TrainingDataError`` where a number is out of range, or a policy cannot change this
  ///   data: its values are no intensities, or have other than one or three channels.
  public func suited(to data: DataSet) throws(TrainingDataError) -> Augmentation {
    try validate()
    if policy != nil, !data.holdsIntensities || ![1, 3].contains(data.channels) {
      throw TrainingDataError(
        .invalidParameter,
        "augmentation '\(self)': its policy changes grey or coloured images, but '\(data.name)' "
          + "holds \(data.channels) channels of "
          + (data.holdsIntensities ? "intensities" : "arbitrary values")
          + "; leave the policy out")
    }
    var suited = self
    suited.flip = flip && data.flipPreservesLabels
    return suited
  }

  /// Refuses numbers that no augmentation can have.
  func validate() throws(TrainingDataError) {
    func require(_ holds: Bool, _ message: String) throws(TrainingDataError) {
      if !holds { throw TrainingDataError(.invalidParameter, "augmentation: \(message)") }
    }
    if case .resized(let area)? = crop {
      try require(
        area > 0 && area <= 1, "resizedcrop(\(area)): expected a share above 0, up to 1")
    }
    if case .randAugment(let operations, let magnitude)? = policy {
      try require(
        (1...100).contains(operations) && (0...30).contains(magnitude),
        "randaugment(\(operations),\(magnitude)): expected 1 to 100 operations and a magnitude of 0 "
          + "to 30")
    }
    if let cutout {
      try require(
        cutout > 0 && cutout <= 1, "cutout(\(cutout)): expected a share above 0, up to 1")
    }
    switch mixing {
    case .mixup(let alpha):
      try require(alpha > 0 && alpha <= 1000, "mixup(\(alpha)): expected above 0, up to 1000")
    case .samplePairing(let share):
      try require(
        share > 0 && share < 1, "samplepairing(\(share)): expected a share above 0, below 1")
    case nil: break
    }
  }
}

extension Augmentation {
  /// The part of an image that is shown, `nil` for the usual one.
  ///
  /// - Parameters:
  ///   - image: The size of the stored image; that of the output where it is drawn at any size.
  ///   - seed: The training's seed.
  ///   - epoch: The epoch.
  ///   - index: The image's index.
  /// - Returns: The window in pixels of the stored image.
  func window(image: ImageSize, seed: UInt64, epoch: Int, index: Int) -> ImageWindow? {
    guard case .resized(let smallest)? = crop else { return nil }
    var random = CounterGenerator(seed: seed, purpose: .resizedCrop, epoch: epoch, index: index)
    let (height, width) = (Double(image.height), Double(image.width))
    // Ten times at most, as the usual implementations do.
    for _ in 0..<10 {
      let area = height * width * (smallest + (1 - smallest) * random.uniform())
      let ratio = Double(random.logUniform(0.75...4 / 3))
      let (rows, columns) = ((area / ratio).squareRoot(), (area * ratio).squareRoot())
      let (top, left) = (random.uniform(), random.uniform())
      if rows <= height && columns <= width {
        return ImageWindow(
          top: top * (1 - rows / height), left: left * (1 - columns / width),
          height: rows / height, width: columns / width)
      }
    }
    return nil
  }

  /// Changes what has no need of its neighbours' memory: levels, before normalisation.
  func applyPolicy(
    to pixels: UnsafeMutableBufferPointer<Float>, size: ImageSize, seed: UInt64, epoch: Int,
    index: Int
  ) {
    guard let policy else { return }
    var random = CounterGenerator(seed: seed, purpose: .policy, epoch: epoch, index: index)
    policy.apply(to: pixels, size: size, using: &random)
  }

  /// Shifts, mirrors and cuts out of one normalised image in place.
  ///
  /// - Parameters:
  ///   - pixels: `[height, width, channels]`, normalised: what moves in from outside is 0, the mean.
  ///   - size: Height and width.
  ///   - seed: The training's.
  ///   - epoch: How often the image has been seen before.
  ///   - index: The image's number in its set.
  func applyPlacement(
    to pixels: UnsafeMutableBufferPointer<Float>, size: ImageSize, seed: UInt64, epoch: Int,
    index: Int
  ) {
    let placement = placement(size: size, seed: seed, epoch: epoch, index: index)
    placement.apply(to: pixels, size: size)
    if let cutout {
      var random = CounterGenerator(seed: seed, purpose: .cutout, epoch: epoch, index: index)
      Cutout(share: cutout, of: size, using: &random).apply(to: pixels, size: size)
    }
  }

  /// The change of one image.
  ///
  /// All numbers are drawn, used or not: what one switch changes leaves the other alone.
  func placement(size: ImageSize, seed: UInt64, epoch: Int, index: Int) -> Placement {
    var random = CounterGenerator(seed: seed, purpose: .augmentation, epoch: epoch, index: index)
    let isMirrored = random.chance(0.5)
    let (rows, columns) = (size.height / 8, size.width / 8)
    let down = random.index(below: 2 * rows + 1) - rows
    let right = random.index(below: 2 * columns + 1) - columns
    let shifts = crop == .shift
    return Placement(
      down: shifts ? down : 0, right: shifts ? right : 0, isMirrored: flip && isMirrored)
  }
}
