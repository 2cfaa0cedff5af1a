import Testing

@testable import TrainingData

@Suite struct AugmentationTests {
  private let size = ImageSize(height: 16, width: 24)
  private let channels = 3

  private var image: [Float] { (0..<size.area * channels).map { Float($0 + 1) } }

  private func placed(_ placement: Placement, _ image: [Float]) -> [Float] {
    var image = image
    image.withUnsafeMutableBufferPointer { placement.apply(to: $0, size: size) }
    return image
  }

  /// Pixel (y, x) shows what was at (y − down, x − right), the latter counted from the right where
  /// mirrored; 0 outside.
  @Test(arguments: [(0, 0), (2, 3), (-2, 3), (2, -3), (-1, -1), (0, 3), (0, -3), (1, 0), (-15, 23)])
  func closedForm(down: Int, right: Int) {
    let image = image
    for isMirrored in [false, true] {
      let found = placed(Placement(down: down, right: right, isMirrored: isMirrored), image)
      for y in 0..<size.height {
        for x in 0..<size.width {
          let shown = isMirrored ? size.width - 1 - x : x
          let (row, column) = (y - down, shown - right)
          let isInside =
            (0..<size.height).contains(row) && (0..<size.width).contains(column)
          for channel in 0..<channels {
            let expected =
              isInside ? image[(row * size.width + column) * channels + channel] : 0
            #expect(found[(y * size.width + x) * channels + channel] == expected)
          }
        }
      }
    }
  }

  @Test func mirroringTwiceChangesNothing() {
    let mirror = Placement(down: 0, right: 0, isMirrored: true)
    #expect(placed(mirror, image) != image)
    #expect(placed(mirror, placed(mirror, image)) == image)
  }

  /// All shifts up to an eighth of the sides, and both directions, come up about equally often.
  @Test func uniform() {
    let augmentation = Augmentation()
    var counts: [Placement: Int] = [:]
    for index in 0..<7000 {
      let placement = augmentation.placement(size: size, seed: 3, epoch: 2, index: index)
      counts[placement, default: 0] += 1
    }
    // Five rows, seven columns, two directions: 100 of each, σ = 9.9.
    #expect(counts.count == 5 * 7 * 2)
    #expect(counts.keys.allSatisfy { abs($0.down) <= 2 && abs($0.right) <= 3 })
    #expect(counts.values.allSatisfy { abs($0 - 100) < 50 })
  }

  @Test func pureFunctionOfSeedEpochAndIndex() {
    let augmentation = Augmentation()
    func placements(seed: UInt64, epoch: Int) -> [Placement] {
      (0..<50).map { augmentation.placement(size: size, seed: seed, epoch: epoch, index: $0) }
    }
    let first = placements(seed: 1, epoch: 0)
    #expect(first == placements(seed: 1, epoch: 0))
    #expect(first != placements(seed: 2, epoch: 0) && first != placements(seed: 1, epoch: 1))
    var (pixels, expected) = (image, image)
    pixels.withUnsafeMutableBufferPointer {
      augmentation.applyPlacement(to: $0, size: size, seed: 1, epoch: 0, index: 7)
    }
    expected = placed(first[7], expected)
    #expect(pixels == expected)
  }

  /// Each switch leaves the other's draws alone; images below eight pixels are not shifted.
  @Test func switches() throws {
    for index in 0..<50 {
      func drawn(_ crop: Bool, _ flip: Bool, side: Int = 32) -> Placement {
        Augmentation(crop: crop ? .shift : nil, flip: flip).placement(
          size: ImageSize(square: side), seed: 0, epoch: 0, index: index)
      }
      let both = drawn(true, true)
      #expect(
        drawn(true, false) == Placement(down: both.down, right: both.right, isMirrored: false))
      #expect(drawn(false, true) == Placement(down: 0, right: 0, isMirrored: both.isMirrored))
      #expect(drawn(false, false) == Placement(down: 0, right: 0, isMirrored: false))
      #expect(drawn(true, false, side: 7) == Placement(down: 0, right: 0, isMirrored: false))
    }
    let digits = try withFolder(IDXTests.files) { try DataSet.open($0) }
    let photographs = try withFolder(CIFARTests.ten) { try DataSet.open($0) }
    #expect(try Augmentation().suited(to: digits) == Augmentation(flip: false))
    #expect(try Augmentation().suited(to: photographs) == Augmentation())
  }
}
