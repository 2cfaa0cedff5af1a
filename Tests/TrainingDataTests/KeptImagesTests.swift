import Synchronization
import Testing

@testable import TrainingData

/// Images that count how often each is made, of the numbers that their arguments say.
private final class CountedImages: ImageSource {
  let count = 6
  let channels = 2
  let nativeSize: ImageSize? = nil
  let written = Atomic<Int>(0)

  func label(at index: Int) -> Int { index % 2 }

  func write(
    _ index: Int, window: ImageWindow, size: ImageSize,
    into pixels: UnsafeMutableBufferPointer<Float>
  ) {
    written.add(1, ordering: .relaxed)
    for position in pixels.indices {
      pixels[position] = Float(index) + Float(window.height) + Float(position) / 1024
    }
  }
}

@Suite struct KeptImagesTests {
  private let small = ImageSize(square: 4)
  private let large = ImageSize(square: 8)
  private let crop = ImageWindow(top: 0, left: 0, height: 0.5, width: 0.5)
  /// Six images of two channels, and a byte each.
  private let smallBytes = 6 * (4 * 4 * 2 * 4 + 1)
  private let largeBytes = 6 * (8 * 8 * 2 * 4 + 1)

  private func write(
    _ source: some ImageSource, _ index: Int, _ size: ImageSize, _ window: ImageWindow = .full
  ) throws -> [Float] {
    let pixels = UnsafeMutableBufferPointer<Float>.allocate(capacity: size.area * source.channels)
    defer { pixels.deallocate() }
    try source.write(index, window: window, size: size, into: pixels)
    return Array(pixels)
  }

  @Test func imagesAreMadeOnceForEachSizeAndNeverChange() throws {
    let source = CountedImages()
    let kept = KeptImages(source, bytes: smallBytes + largeBytes)
    for _ in 0..<3 {
      for index in 0..<6 {
        for size in [small, large] {
          #expect(try write(kept, index, size) == write(CountedImages(), index, size))
        }
      }
    }
    #expect(source.written.load(ordering: .relaxed) == 12)
    #expect(kept.count == 6)
    #expect(kept.channels == 2)
    #expect(kept.label(at: 3) == 1)
  }

  @Test func cropsAreMadeAnew() throws {
    let source = CountedImages()
    let kept = KeptImages(source, bytes: largeBytes)
    for _ in 0..<2 {
      #expect(try write(kept, 1, small, crop) == write(CountedImages(), 1, small, crop))
    }
    #expect(source.written.load(ordering: .relaxed) == 2)
  }

  @Test func theSizeUsedLastIsKeptWhereNotAllFit() throws {
    let source = CountedImages()
    let kept = KeptImages(source, bytes: largeBytes + smallBytes - 1)
    for size in [small, large, large, small, small] { _ = try write(kept, 0, size) }
    #expect(source.written.load(ordering: .relaxed) == 3)
  }

  @Test func nothingIsKeptOfASizeThatDoesNotFit() throws {
    let source = CountedImages()
    let kept = KeptImages(source, bytes: smallBytes)
    for size in [small, large, large, small] { _ = try write(kept, 0, size) }
    #expect(source.written.load(ordering: .relaxed) == 3)
  }

  @Test func tensorsStayAsTheyAre() throws {
    let tensors = try DataSet.tensors(
      name: "two", input: [0, 1], shape: [2, 1, 1, 1], labels: [0, 1])
    #expect(tensors.keepingImages(bytes: 1 << 20).isTensors)
    let shapes = try DataSet.shapes(trainingCount: 10, validationCount: 10)
    let kept = shapes.keepingImages(bytes: 1 << 20)
    for _ in 0..<2 {
      #expect(
        try kept.training.image(at: 7, size: large) == shapes.training.image(at: 7, size: large))
    }
  }
}
