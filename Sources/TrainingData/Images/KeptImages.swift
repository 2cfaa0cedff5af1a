import Foundation
import Synchronization

/// Images of another source that are drawn, read or resized once for each size, and then kept.
///
/// Only whole images are kept, as a training without random crops shows them in every epoch. Where
/// the memory allowed is less than a size's images take, the sizes used last stay; what is not kept
/// is made anew, so that no image depends on what is.
struct KeptImages: ImageSource {
  private let source: any ImageSource
  private let kept: KeptSizes

  /// - Parameters:
  ///   - source: Where images come from.
  ///   - bytes: The most memory for all sizes together.
  init(_ source: any ImageSource, bytes: Int) {
    self.source = source
    kept = KeptSizes(images: source.count, channels: source.channels, bytes: bytes)
  }

  var count: Int { source.count }
  var channels: Int { source.channels }
  var nativeSize: ImageSize? { source.nativeSize }
  func size(of index: Int) -> ImageSize? { source.size(of: index) }
  func file(of index: Int) -> String? { source.file(of: index) }
  func label(at index: Int) -> Int { source.label(at: index) }

  func write(
    _ index: Int, window: ImageWindow, size: ImageSize,
    into pixels: UnsafeMutableBufferPointer<Float>
  ) throws(TrainingDataError) {
    guard window == wholeWindow(of: index, shown: size), let images = kept.images(of: size) else {
      try source.write(index, window: window, size: size, into: pixels)
      return
    }
    if images.read(index, into: pixels) { return }
    try source.write(index, window: window, size: size, into: pixels)
    images.keep(pixels, of: index)
  }
}

/// The images of each size that are kept.
private final class KeptSizes: @unchecked Sendable {
  // `sizes` is used only with `lock` held. Not a `Mutex`: ThreadSanitizer does not see into the
  // standard library's.
  private let lock = NSLock()
  /// The size used last stands last.
  private var sizes: [(size: ImageSize, images: SizedImages)] = []
  private let images: Int
  private let channels: Int
  private let bytes: Int

  init(images: Int, channels: Int, bytes: Int) {
    self.images = images
    self.channels = channels
    self.bytes = bytes
  }

  /// The images of a size; `nil` where they would be too many to keep.
  func images(of size: ImageSize) -> SizedImages? {
    lock.withLock {
      if sizes.last?.size == size { return sizes.last?.images }
      if let known = sizes.firstIndex(where: { $0.size == size }) {
        sizes.append(sizes.remove(at: known))
        return sizes.last?.images
      }
      let elements = size.area * channels
      guard SizedImages.bytes(images, elements) <= bytes else { return nil }
      let others = sizes.map { SizedImages.bytes(images, $0.size.area * channels) }
      var (sum, dropped) = (others.reduce(SizedImages.bytes(images, elements), +), 0)
      while sum > bytes {
        sum -= others[dropped]
        dropped += 1
      }
      sizes.removeFirst(dropped)
      let made = SizedImages(images: images, elements: elements)
      sizes.append((size, made))
      return made
    }
  }
}

/// Images of one size, each written by the first thread that made it.
private final class SizedImages: @unchecked Sendable {
  // Pixels are written by the thread that takes an image's state from `absent` to `written`, and read
  // after it is `present`.
  private let states: UnsafeMutablePointer<Atomic<UInt8>>
  private let pixels: UnsafeMutablePointer<Float>
  private let images: Int
  private let elements: Int
  private static let (absent, written, present): (UInt8, UInt8, UInt8) = (0, 1, 2)

  static func bytes(_ images: Int, _ elements: Int) -> Int {
    let (count, overflow) = images.multipliedReportingOverflow(
      by: elements * MemoryLayout<Float>.stride + 1)
    return overflow ? .max : count
  }

  /// Pages that no image has touched take no memory.
  init(images: Int, elements: Int) {
    self.images = images
    self.elements = elements
    states = .allocate(capacity: images)
    for index in 0..<images { (states + index).initialize(to: Atomic(Self.absent)) }
    pixels = .allocate(capacity: images * elements)
  }

  deinit {
    states.deinitialize(count: images)
    states.deallocate()
    pixels.deallocate()
  }

  /// Copies an image that is there.
  func read(_ index: Int, into target: UnsafeMutableBufferPointer<Float>) -> Bool {
    guard states[index].load(ordering: .acquiring) == Self.present else { return false }
    _ = target.update(
      fromContentsOf: UnsafeBufferPointer(start: pixels + index * elements, count: elements))
    return true
  }

  /// Keeps an image, unless another thread has.
  func keep(_ image: UnsafeMutableBufferPointer<Float>, of index: Int) {
    let isFirst = states[index].compareExchange(
      expected: Self.absent, desired: Self.written, ordering: .relaxed
    ).exchanged
    guard isFirst, let start = image.baseAddress else { return }
    (pixels + index * elements).update(from: start, count: elements)
    states[index].store(Self.present, ordering: .releasing)
  }
}

extension DataSet {
  /// The same images, of which those that are shown whole are drawn, read or resized once for each
  /// size and then kept, for later epochs and other trainings.
  ///
  /// Results stay the same to the bit. Random crops are made anew each time.
  ///
  /// - Parameter bytes: The most memory for the training images of all sizes together, and as much
  ///   for the validation images; the sizes used last are kept.
  /// - Returns: The data set with that memory, which its copies share; tensors stay as they are.
  public func keepingImages(bytes: Int) -> DataSet {
    guard !isTensors else { return self }
    var kept = self
    kept.training = KeptImages(training, bytes: bytes)
    kept.validation = KeptImages(validation, bytes: bytes)
    return kept
  }
}
