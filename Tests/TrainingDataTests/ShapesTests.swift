import Testing

@testable import TrainingData

@Suite struct ShapesTests {
  private let size = ImageSize(square: 32)

  /// Size and place tell no classes apart: on a fine grid all outlines have the same area, their
  /// centre of mass in the middle, and lie within the stated reach.
  @Test func outlinesAreOfOneSize() {
    let step: Float = 1 / 128
    for outline in ShapesScene.Outline.classes {
      var (cells, sumX, sumY, reach): (Float, Float, Float, Float) = (0, 0, 0, 0)
      for row in -192..<192 {
        let y = (Float(row) + 0.5) * step
        for column in stride(from: -192, to: 192, by: 8) {
          let x = (Float(column) + 0.5 + SIMD8(0, 1, 2, 3, 4, 5, 6, 7)) * step
          let distance = Outlines.distance(outline, x: x, y: SIMD8(repeating: y))
          for lane in 0..<8 where distance[lane] < 0 {
            cells += 1
            sumX += x[lane]
            sumY += y
            reach = max(reach, (x[lane] * x[lane] + y * y).squareRoot())
          }
        }
      }
      #expect(abs(cells * step * step - Outlines.area) < 0.02, "\(outline)")
      #expect(abs(sumX / cells) < 0.01 && abs(sumY / cells) < 0.01, "\(outline)")
      #expect(reach <= Outlines.greatestReach, "\(outline)")
    }
  }

  private var noiseFree: ShapesDifficulty {
    var difficulty = ShapesDifficulty.standard
    difficulty.noise = 0
    return difficulty
  }

  @Test func picturesDoNotDependOnTheSize() throws {
    var difficulty = noiseFree
    difficulty.detailFrequency = 1...2
    let smooth = try DataSet.shapes(
      trainingCount: 20, validationCount: 1, difficulty: difficulty)
    try expectOnePictureAtAllSizes(smooth.training, tolerance: 0.01)
    try expectWindowsToShowParts(
      DataSet.shapes(trainingCount: 5, validationCount: 1, difficulty: noiseFree).training)
  }

  /// Noise is added to the same scene, independent, with the deviation asked for.
  @Test func noise() throws {
    let clean = try DataSet.shapes(
      trainingCount: 10, validationCount: 1, difficulty: noiseFree
    ).training
    let noisy = try DataSet.shapes(trainingCount: 10, validationCount: 1).training
    var (sum, squares, products, count) = (0.0, 0.0, 0.0, 0.0)
    for index in 0..<10 {
      let image = try noisy.image(at: index, size: size)
      let scene = try clean.image(at: index, size: size)
      var noise: [Double] = []
      for (seen, drawn) in zip(image, scene) {
        // Values near the ends may have been clipped.
        noise.append(drawn > 0.1 && drawn < 0.9 ? Double(seen - drawn) : 0)
      }
      for (position, value) in noise.enumerated() {
        sum += value
        squares += value * value
        if position >= 3 { products += value * noise[position - 3] }
        if value != 0 { count += 1 }
      }
    }
    let deviation = Double(ShapesDifficulty.standard.noise)
    #expect(count > 10_000)
    #expect(abs(sum / count) < 5 * deviation / count.squareRoot())
    #expect(abs((squares / count).squareRoot() / deviation - 1) < 0.05)
    #expect(abs(products / squares) < 5 / count.squareRoot())
  }

  @Test func countsOutOfRange() {
    for (training, validation) in [(0, 5), (-1, 5), (5, 0), (1 << 31 + 1, 5), (5, Int.max)] {
      let error = #expect(throws: TrainingDataError.self) {
        try DataSet.shapes(trainingCount: training, validationCount: validation)
      }
      #expect(error?.reason == .invalidParameter)
      #expect(error?.message.contains("expected 1 … 2³¹") == true)
    }
  }

  private static let changes: [(String, @Sendable (inout ShapesDifficulty) -> Void)] = [
    ("radius", { $0.radius = 0...0.2 }),
    ("radius", { $0.radius = 0.2...0.6 }),
    ("detailFrequency", { $0.detailFrequency = 0...3 }),
    ("detailFrequency", { $0.detailFrequency = 1...(.infinity) }),
    ("detailContrast", { $0.detailContrast = 0...1.5 }),
    ("objectContrast", { $0.objectContrast = -0.1...0.2 }),
    ("groundContrast", { $0.groundContrast = 0.6 }),
    ("outlineLikeness", { $0.outlineLikeness = 0.1...0.6 }),
    ("turn", { $0.turn = .nan }),
    ("turn", { $0.turn = 4 }),
    ("deformation", { $0.deformation = 0.6 }),
    ("groundTexture", { $0.groundTexture = -1 }),
    ("clutter", { $0.clutter = 101 }),
    ("clutter", { $0.clutter = -1 }),
    ("noise", { $0.noise = .infinity }),
  ]

  @Test func difficultiesOutOfRange() {
    for (name, change) in Self.changes {
      var difficulty = ShapesDifficulty.standard
      change(&difficulty)
      let error = #expect(throws: TrainingDataError.self) {
        try DataSet.shapes(difficulty: difficulty)
      }
      #expect(error?.reason == .invalidParameter)
      #expect(error?.message.contains("\(name) ") == true, "\(error?.message ?? "")")
    }
  }

  /// At the ends of every range pictures are still finite.
  @Test func extremes() throws {
    let least = ShapesDifficulty(
      radius: 0.001...0.001, detailFrequency: 0.01...0.01, detailContrast: 0...0,
      objectContrast: 0...0, groundContrast: 0,
      outlineLikeness: 0...0, turn: 0, deformation: 0, groundTexture: 0, clutter: 0, noise: 0)
    let greatest = ShapesDifficulty(
      radius: 0.001...0.5, detailFrequency: 0.01...10_000, detailContrast: 0...1,
      objectContrast: 0...0.5, groundContrast: 0.5, outlineLikeness: 0...0.5, turn: .pi,
      deformation: 0.5, groundTexture: 1, clutter: 100, noise: 1)
    for difficulty in [least, greatest] {
      let data = try DataSet.shapes(trainingCount: 10, validationCount: 1, difficulty: difficulty)
      for index in 0..<10 {
        let image = try data.training.image(at: index, size: ImageSize(height: 9, width: 20))
        #expect(image.allSatisfy { $0 >= 0 && $0 <= 1 })
      }
    }
  }
}
