import Testing

@testable import TrainingData

/// A picture drawn at 64 and averaged to 32 pixels is the picture drawn at 32, but for the pixel's
/// footprint at edges; another picture is not.
///
/// - Parameters:
///   - source: At least 20 images without noise.
///   - tolerance: The mean difference that edges may make.
///   - location: Where a failure is reported.
/// - Throws: what reading an image throws.
func expectOnePictureAtAllSizes(
  _ source: some ImageSource, tolerance: Float, at location: SourceLocation = #_sourceLocation
) throws {
  let size = ImageSize(square: 32)
  let shrink = Resampler(from: ImageSize(square: 64), to: size)
  for index in 0..<19 {
    var averaged = [Float](repeating: 0, count: size.area * 3)
    try source.image(at: index, size: ImageSize(square: 64)).withUnsafeBufferPointer { image in
      averaged.withUnsafeMutableBufferPointer { shrink.resample(image, channels: 3, into: $0) }
    }
    let (same, other) = (
      try source.image(at: index, size: size), try source.image(at: index + 1, size: size)
    )
    #expect(difference(averaged, same) < tolerance, sourceLocation: location)
    #expect(difference(averaged, other) > 0.05, sourceLocation: location)
  }
}

/// A window shows what the whole picture shows there.
///
/// - Parameters:
///   - source: At least 5 images without noise.
///   - location: Where a failure is reported.
/// - Throws: what reading an image throws.
func expectWindowsToShowParts(
  _ source: some ImageSource, at location: SourceLocation = #_sourceLocation
) throws {
  let size = ImageSize(square: 32)
  let window = ImageWindow(top: 0.5, left: 0.25, height: 0.5, width: 0.5)
  for index in 0..<5 {
    let whole = try source.image(at: index, size: ImageSize(square: 64))
    var part = [Float](repeating: 0, count: size.area * 3)
    try part.withUnsafeMutableBufferPointer {
      try source.write(index, window: window, size: size, into: $0)
    }
    var expected: [Float] = []
    for y in 32..<64 { expected += whole[(y * 64 + 16) * 3..<(y * 64 + 48) * 3] }
    let isPart = zip(part, expected).allSatisfy { abs($0 - $1) < 1e-3 }
    #expect(isPart, sourceLocation: location)
  }
}

private func difference(_ first: [Float], _ second: [Float]) -> Float {
  var sum: Float = 0
  for (one, other) in zip(first, second) { sum += abs(one - other) }
  return sum / Float(first.count)
}
