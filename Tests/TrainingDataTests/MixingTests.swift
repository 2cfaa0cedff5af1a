import Foundation
import Randomness
import Testing

@testable import TrainingData

@Suite struct MixingTests {
  private let size = ImageSize(height: 8, width: 10)

  /// Beta(a, a) has mean 1/2 and variance 1 / (4 (2a + 1)); with a = 1 it is uniform, with a = 1/2 it
  /// follows the arcsine law.
  @Test(arguments: [0.05, 0.2, 0.5, 1, 3, 40])
  func beta(shape: Double) {
    var random = CounterGenerator(seed: 9, purpose: .mixing, index: 0)
    let draws = (0..<20_000).map { _ in random.beta(shape) }
    #expect(draws.allSatisfy { $0 >= 0 && $0 <= 1 })
    let mean = draws.reduce(0, +) / Double(draws.count)
    let variance = draws.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) } / Double(draws.count)
    #expect(abs(mean - 0.5) < 0.015)
    #expect(abs(variance * 4 * (2 * shape + 1) - 1) < 0.05)
    func share(below bound: Double) -> Double {
      Double(draws.count { $0 < bound }) / Double(draws.count)
    }
    for bound in [0.1, 0.25, 0.6] {
      if shape == 1 { #expect(abs(share(below: bound) - bound) < 0.015) }
      if shape == 0.5 {
        #expect(abs(share(below: bound) - 2 / .pi * asin(bound.squareRoot())) < 0.015)
      }
    }
  }

  @Test func shares() {
    for position in 0..<200 {
      let mixup = Mixing.mixup(alpha: 0.2)
      let share = mixup.share(seed: 1, step: 3, position: position)
      #expect(share >= 0.5 && share <= 1)
      #expect(share == mixup.share(seed: 1, step: 3, position: position))
      let paired = Mixing.samplePairing(share: 0.4).share(seed: 1, step: 3, position: position)
      #expect(paired > 0.6 && paired <= 1)
    }
    let all = Set((0..<50).map { Mixing.mixup(alpha: 1).share(seed: 1, step: $0, position: 0) })
    #expect(all.count > 45)
  }

  @Test func pairs() {
    var (first, second): ([Float], [Float]) = ([1, 2], [5, -6])
    first.withUnsafeMutableBufferPointer { first in
      second.withUnsafeMutableBufferPointer { second in
        Mixing.mix(first, keeping: 0.75, second, keeping: 0.5)
      }
    }
    #expect(first == [2, 0] && second == [3, -2])
  }

  /// A square of the share's side, its centre anywhere, cut off at the border: the number of pixels it
  /// clears is that of a direct count, and each pixel is hit as often as squares reach it.
  @Test func cutout() {
    let (share, count) = (0.5, 4000)
    var hits = [Int](repeating: 0, count: size.area)
    for index in 0..<count {
      var random = CounterGenerator(seed: 2, purpose: .cutout, epoch: 0, index: index)
      var image = [Float](repeating: 1, count: size.area * 2)
      let cutout = Cutout(share: share, of: size, using: &random)
      image.withUnsafeMutableBufferPointer { cutout.apply(to: $0, size: size) }
      for pixel in 0..<size.area {
        #expect(image[2 * pixel] == image[2 * pixel + 1])
        let isInside =
          cutout.rows.contains(pixel / size.width) && cutout.columns.contains(pixel % size.width)
        #expect(image[2 * pixel] == (isInside ? 0 : 1))
        hits[pixel] += isInside ? 1 : 0
      }
    }
    // Squares are 4 by 5: a pixel is reached from up to 4 of 8 rows and 5 of 10 columns.
    func expected(_ place: Int, _ side: Int, _ length: Int) -> Double {
      let centers = (0..<side).filter {
        let first = $0 - length / 2
        return first <= place && place < first + length
      }
      return Double(centers.count) / Double(side)
    }
    for pixel in 0..<size.area {
      let probability =
        expected(pixel / size.width, 8, 4) * expected(pixel % size.width, 10, 5)
      #expect(abs(Double(hits[pixel]) / Double(count) - probability) < 0.04)
    }
  }

  /// Parts of the image: of the asked area and aspect ratio, inside, different for each image; with
  /// all of the area asked for and another shape impossible, the usual part.
  @Test func windows() {
    let augmentation = Augmentation(crop: .resized(smallestArea: 0.08), flip: false)
    let image = ImageSize(height: 300, width: 500)
    var (areas, found, failures) = ([Double](), Set<ImageWindow>(), 0)
    for index in 0..<2000 {
      guard let window = augmentation.window(image: image, seed: 0, epoch: 0, index: index) else {
        // Large areas may fail to fit ten times in a row.
        failures += 1
        continue
      }
      let (rows, columns) = (window.height * 300, window.width * 500)
      areas.append(rows * columns / (300 * 500))
      #expect(columns / rows > 0.7499 && columns / rows < 1.3334)
      #expect(window.top + window.height <= 1 + 1e-9 && window.left + window.width <= 1 + 1e-9)
      found.insert(window)
    }
    #expect(failures < 10 && found.count == 2000 - failures)
    #expect(areas.allSatisfy { $0 >= 0.0799 && $0 <= 1 })
    // Large parts do not fit a wide image: areas are uniform below what always does, 3:4 upright.
    let small = areas.filter { $0 < 0.4 }
    #expect(abs(small.reduce(0, +) / Double(small.count) - 0.24) < 0.02)
    let whole = Augmentation(crop: .resized(smallestArea: 1), flip: false)
    let wide = ImageSize(height: 10, width: 100)
    #expect(whole.window(image: wide, seed: 0, epoch: 0, index: 0) == nil)
    #expect(Augmentation().window(image: image, seed: 0, epoch: 0, index: 0) == nil)
  }
}
