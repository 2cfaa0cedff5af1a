/// Labelled images that can be read in any order, from several threads at once.
///
/// Image *i* is a pure function of the source and *i*: reading it never changes what another read
/// gives.
public protocol ImageSource: Sendable {
  /// How many images there are.
  var count: Int { get }
  /// 1 for grey, 3 for red, green, blue.
  var channels: Int { get }
  /// The size at which the images are stored, or `nil` where they are drawn at any size, or their
  /// sizes differ.
  var nativeSize: ImageSize? { get }
  /// The size at which one image is stored, or `nil` where it is drawn at any size.
  ///
  /// - Parameter index: `0 ..< count`.
  /// - Returns: Height and width in pixels.
  func size(of index: Int) -> ImageSize?
  /// The file that an image is, or `nil` where it is none by itself.
  ///
  /// - Parameter index: `0 ..< count`.
  /// - Returns: A path.
  func file(of index: Int) -> String?
  /// The class of an image.
  ///
  /// - Parameter index: `0 ..< count`.
  /// - Returns: The number of the class, from 0.
  func label(at index: Int) -> Int
  /// Writes an image as `[height, width, channels]`, bytes as 0…1, not normalised.
  ///
  /// - Parameters:
  ///   - index: `0 ..< count`.
  ///   - window: The part of the image that fills the output.
  ///   - size: The size of the output; a source that stores other sizes resizes with anti-aliasing.
  ///   - pixels: `size.area * channels` elements, all of them written.
  /// - Throws: ``TrainingDataError`` naming the file, for a source that reads images when asked.
  func write(
    _ index: Int, window: ImageWindow, size: ImageSize,
    into pixels: UnsafeMutableBufferPointer<Float>) throws(TrainingDataError)
}

extension ImageSource {
  /// ``nativeSize``, for sources whose images are all of one size.
  public func size(of index: Int) -> ImageSize? { nativeSize }

  /// None: images are parts of a larger file, or drawn.
  public func file(of index: Int) -> String? { nil }

  /// Writes an image as `[height, width, channels]`, bytes as 0…1, not normalised.
  ///
  /// Where the output has another aspect ratio than the image, its centre is shown.
  public func write(
    _ index: Int, size: ImageSize, into pixels: UnsafeMutableBufferPointer<Float>
  ) throws(TrainingDataError) {
    try write(index, window: wholeWindow(of: index, shown: size), size: size, into: pixels)
  }

  /// What of an image is shown where nothing is cropped at random.
  func wholeWindow(of index: Int, shown size: ImageSize) -> ImageWindow {
    self.size(of: index).map { ImageWindow.centered(in: $0, shown: size) } ?? .full
  }

  /// An image as an array `[height, width, channels]`, bytes as 0…1, not normalised.
  public func image(at index: Int, size: ImageSize) throws(TrainingDataError) -> [Float] {
    var image = [Float](repeating: 0, count: size.area * channels)
    // withUnsafeMutableBufferPointer rethrows untyped.
    let outcome: Result<Void, TrainingDataError> = image.withUnsafeMutableBufferPointer { buffer in
      do throws(TrainingDataError) {
        return .success(try write(index, size: size, into: buffer))
      } catch { return .failure(error) }
    }
    try outcome.get()
    return image
  }
}
