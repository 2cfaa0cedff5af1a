/// Some of a source's images, in an order of their own.
struct ImageSubset: ImageSource {
  let source: any ImageSource
  /// Which ones.
  let indices: [Int]

  var count: Int { indices.count }
  var channels: Int { source.channels }
  var nativeSize: ImageSize? { source.nativeSize }

  func size(of index: Int) -> ImageSize? { source.size(of: indices[index]) }

  func file(of index: Int) -> String? { source.file(of: indices[index]) }

  func label(at index: Int) -> Int { source.label(at: indices[index]) }

  func write(
    _ index: Int, window: ImageWindow, size: ImageSize,
    into pixels: UnsafeMutableBufferPointer<Float>
  ) throws(TrainingDataError) {
    try source.write(indices[index], window: window, size: size, into: pixels)
  }
}
