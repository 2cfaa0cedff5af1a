import ExecutionTestSupport
import Networks
import ProxyTraining
import Testing
import TrainingData
import TrainingRecipes

/// Stripes drawn when asked for, as a library's user would give images of his own.
private struct Stripes: ImageSource {
  let count: Int
  let channels = 1
  let nativeSize: ImageSize? = nil

  /// Lying stripes are of class 0, standing ones of class 1.
  func label(at index: Int) -> Int { index % 2 }

  func write(
    _ index: Int, window: ImageWindow, size: ImageSize,
    into pixels: UnsafeMutableBufferPointer<Float>
  ) {
    for y in 0..<size.height {
      for x in 0..<size.width {
        let along = label(at: index) == 0 ? y : x
        pixels[y * size.width + x] = (along + index / 2) % 2 == 0 ? 1 : 0
      }
    }
  }
}

@Suite struct OwnImagesTests {
  /// As many steps as told, on images in memory and on images drawn when asked for.
  @Test(arguments: [1, 20])
  func trainsOnThem(steps: Int) throws {
    let drawn = try DataSet(
      name: "stripes", classNames: ["lying", "standing"], flipPreservesLabels: true,
      training: Stripes(count: 64), validation: Stripes(count: 16))
    let size = ImageSize(square: 8)
    let stored = try DataSet(
      name: "stripes", classNames: drawn.classNames, normalization: drawn.normalization,
      flipPreservesLabels: true, training: bytes(of: drawn.training, size),
      validation: bytes(of: drawn.validation, size))
    let network = try smallNetwork("tiny", height: 8, width: 8, channels: 1, classes: 2) {
      try $0.unit($1, "a", channels: 4, kernel: 3)
    }
    let recipe = TrainingRecipe(
      steps: steps, batchSize: 16, optimizer: .sgd(),
      schedule: LearningRateSchedule(peak: 0.1, decay: .constant), averageDecay: nil)
    let results = try [drawn, stored].map {
      try Trainer.train(network, on: $0, recipe: recipe, seed: 3)
    }
    #expect(results.allSatisfy { $0.steps == steps && $0.loss.isFinite })
    // Black and white survive their storage as bytes.
    #expect(results[0].curve == results[1].curve)
    if steps > 1 { #expect(results[0].top1 == 1) }
  }

  private func bytes(of source: any ImageSource, _ size: ImageSize) throws -> ByteImages {
    let pixels = try (0..<source.count).flatMap { index in
      try source.image(at: index, size: size).map { UInt8($0 * 255) }
    }
    return try ByteImages(
      pixels: pixels, size: size, channels: source.channels,
      labels: (0..<source.count).map(source.label))
  }
}
