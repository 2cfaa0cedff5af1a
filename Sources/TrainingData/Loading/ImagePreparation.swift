/// Makes the images that a network reads: read, cropped, resized, changed and normalised.
///
/// Image *i* of an epoch is a pure function of *i*, the epoch and the seed, so that any number of
/// threads may prepare any of them in any order, at any time.
public struct ImagePreparation: Sendable {
  /// Where images come from.
  public let source: any ImageSource
  /// What they are brought to: the network's resolution.
  public let size: ImageSize
  /// Random changes, of those that suit the data; `nil` for none.
  public let augmentation: Augmentation?
  private let normalization: Normalization
  private let seed: UInt64

  /// - Parameters:
  ///   - source: The images.
  ///   - size: The network's resolution.
  ///   - normalization: Means and deviations of the channels, taken out last.
  ///   - augmentation: As ``Augmentation/suited(to:)`` gives it.
  ///   - seed: The training's.
  public init(
    _ source: any ImageSource, size: ImageSize, normalization: Normalization,
    augmentation: Augmentation? = nil, seed: UInt64 = 0
  ) {
    self.source = source
    self.size = size
    self.normalization = normalization
    self.augmentation = augmentation
    self.seed = seed
  }

  /// Elements of an image.
  public var elements: Int { size.area * source.channels }

  /// Writes one image as `[height, width, channels]`, normalised.
  ///
  /// - Parameters:
  ///   - index: `0 ..< source.count`.
  ///   - epoch: How often the image has been seen before; decides the changes.
  ///   - pixels: `elements` values, all of them written.
  /// - Throws: ``TrainingDataError`` where the image cannot be read.
  public func write(
    _ index: Int, epoch: Int = 0, into pixels: UnsafeMutableBufferPointer<Float>
  ) throws(TrainingDataError) {
    guard let augmentation else {
      try source.write(index, size: size, into: pixels)
      normalization.apply(to: pixels)
      return
    }
    let window = augmentation.window(
      image: source.size(of: index) ?? size, seed: seed, epoch: epoch, index: index)
    if let window {
      try source.write(index, window: window, size: size, into: pixels)
    } else {
      try source.write(index, size: size, into: pixels)
    }
    augmentation.applyPolicy(to: pixels, size: size, seed: seed, epoch: epoch, index: index)
    normalization.apply(to: pixels)
    augmentation.applyPlacement(to: pixels, size: size, seed: seed, epoch: epoch, index: index)
  }
}
