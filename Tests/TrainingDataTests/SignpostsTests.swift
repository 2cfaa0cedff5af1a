import Testing

@testable import TrainingData

@Suite struct SignpostsTests {
  private let size = ImageSize(square: 32)
  private static let purposes = ScenePurposes(
    labels: .signpostsTrainingLabels, scene: .signpostsTrainingScene)

  private func images(
    _ count: Int, difficulty: SignpostsDifficulty = .standard
  ) -> GeneratedImages<SignpostsScene> {
    GeneratedImages(Self.purposes, count: count, seed: 3, difficulty: difficulty)
  }

  private var noiseFree: SignpostsDifficulty {
    var difficulty = SignpostsDifficulty.standard
    difficulty.noise = 0
    return difficulty
  }

  /// Image and label depend on the index alone, not on how many there are or what was read before.
  @Test func imagesAreIndependent() throws {
    let few = try DataSet.signposts(trainingCount: 12, validationCount: 3, seed: 4)
    let many = try DataSet.signposts(trainingCount: 500, validationCount: 90, seed: 4)
    let backwards = try (0..<12).reversed().map { try many.training.image(at: $0, size: size) }
    for index in 0..<12 {
      #expect(try few.training.image(at: index, size: size) == backwards[11 - index])
      #expect(few.training.label(at: index) == many.training.label(at: index))
    }
    let expected = try many.validation.image(at: 2, size: size)
    #expect(try few.validation.image(at: 2, size: size) == expected)
  }

  /// Images, sets and seeds differ from one another.
  @Test func imagesDiffer() throws {
    var images: Set<[Float]> = []
    for seed: UInt64 in [0, 1] {
      let data = try DataSet.signposts(trainingCount: 20, validationCount: 20, seed: seed)
      for source in [data.training, data.validation] {
        for index in 0..<20 { images.insert(try source.image(at: index, size: size)) }
      }
    }
    #expect(images.count == 80)
  }

  /// Several threads read what one reads.
  @Test func threadsDoNotMatter() async throws {
    let data = try DataSet.signposts(trainingCount: 24, validationCount: 1)
    let alone = try (0..<24).map { try data.training.image(at: $0, size: size) }
    let together = try await withThrowingTaskGroup(of: (Int, [Float]).self) { group in
      for index in 0..<24 {
        group.addTask { [size] in (index, try data.training.image(at: index, size: size)) }
      }
      return try await group.reduce(into: [Int: [Float]]()) { $0[$1.0] = $1.1 }
    }
    for index in 0..<24 { #expect(together[index] == alone[index]) }
  }

  /// Every run of twelve has each class once, not always in the same order.
  @Test func labelsAreBalanced() throws {
    let data = try DataSet.signposts(trainingCount: 240, validationCount: 240, seed: 1)
    #expect(data.classCount == 12 && Set(data.classNames).count == 12)
    for source in [data.training, data.validation] {
      let runs = stride(from: 0, to: 240, by: 12).map { start in
        (start..<start + 12).map(source.label)
      }
      #expect(runs.allSatisfy { $0.sorted() == Array(0..<12) })
      #expect(Set(runs).count > 1)
    }
  }

  @Test func valuesAreIntensities() throws {
    let data = try DataSet.signposts(trainingCount: 30, validationCount: 1)
    for side in [1, 7, 33] {
      for index in 0..<30 {
        let image = try data.training.image(at: index, size: ImageSize(square: side))
        #expect(image.count == side * side * 3 && image.allSatisfy { $0 >= 0 && $0 <= 1 })
      }
    }
  }

  /// Who follows the signs from the mark comes out where the label says, after at most the longest
  /// way, and never in a circle.
  @Test func signsLeadToTheClass() throws {
    var difficulty = SignpostsDifficulty.standard
    difficulty.longestWay = 6
    let source = images(600, difficulty: difficulty)
    var lengths: Set<Int> = []
    for index in 0..<600 {
      let scene = source.scene(at: index)
      // By hand, from what is drawn: 0 is right, a quarter turn is down.
      var (column, row, way) = (scene.start.column, scene.start.row, 0)
      var exit: String?
      while exit == nil, way < 9 {
        way += 1
        switch scene.directions[row * 3 + column] {
        case .up where row == 0: exit = ["top left", "top", "top right"][column]
        case .right where column == 2: exit = ["right top", "right", "right bottom"][row]
        case .down where row == 2: exit = ["bottom left", "bottom", "bottom right"][column]
        case .left where column == 0: exit = ["left top", "left", "left bottom"][row]
        case .up: row -= 1
        case .right: column += 1
        case .down: row += 1
        case .left: column -= 1
        }
      }
      #expect(exit == SignpostsScene.classNames[source.label(at: index)], "image \(index)")
      lengths.insert(way)
    }
    #expect(lengths == Set(1...6))
  }

  /// The signs lie in their cells, turned as they say, and the mark lies behind the first.
  @Test func partsAreWhereTheFieldHasThem() throws {
    let difficulty = SignpostsDifficulty.standard
    let source = images(100)
    for index in 0..<100 {
      let scene = source.scene(at: index)
      let first = scene.signs[scene.start.index]
      let cell = scene.mark.radius / difficulty.markRadius
      #expect(abs(first.x - scene.mark.x) <= difficulty.shift * cell + 1e-6)
      #expect(abs(first.y - scene.mark.y) <= difficulty.shift * cell + 1e-6)
      let corner = (
        scene.mark.x - (Float(scene.start.column) + 0.5) * cell,
        scene.mark.y - (Float(scene.start.row) + 0.5) * cell
      )
      #expect(corner.0 > -1e-5 && corner.1 > -1e-5)
      #expect(corner.0 + 3 * cell < 1 + 1e-5 && corner.1 + 3 * cell < 1 + 1e-5)
      for (place, sign) in scene.signs.enumerated() {
        let (column, row) = (Float(place % 3), Float(place / 3))
        #expect(abs(sign.x - corner.0 - (column + 0.5) * cell) <= difficulty.shift * cell + 1e-5)
        #expect(abs(sign.y - corner.1 - (row + 0.5) * cell) <= difficulty.shift * cell + 1e-5)
        let right: [SignpostsScene.Direction: Float] = [.right: 0, .down: 90, .left: 180, .up: -90]
        let degrees = sign.angle * 180 / .pi
        let turn = difficulty.turn * 180 / .pi
        #expect(abs(degrees - right[scene.directions[place]]!) <= turn + 1e-3)
      }
    }
  }

  /// Ways get longer by one sign as often as they are to, until they can't.
  @Test func shortWaysAreFrequent() throws {
    var difficulty = SignpostsDifficulty.standard
    (difficulty.goesOn, difficulty.longestWay) = (0.5, 2)
    let source = images(4_000, difficulty: difficulty)
    let single = (0..<4_000).count { index in
      let scene = source.scene(at: index)
      return SignpostsScene.exit(from: scene.start, scene.directions[scene.start.index])
        == source.label(at: index)
        && scene.start.next(scene.directions[scene.start.index]) == nil
    }
    // Half of them, within five standard errors.
    #expect(abs(Double(single) / 4_000 - 0.5) < 5 * 0.5 / 4_000.squareRoot())
  }

  /// On a fine grid every design lies within the stated reach, points along x more than against it,
  /// and is the same above and below its axis.
  @Test func designsPointAlongX() {
    let step: Float = 1 / 64
    for design in SignDesign.allCases {
      var (front, back, reach): (Float, Float, Float) = (0, 0, 0)
      for row in -128..<128 {
        let y = (Float(row) + 0.5) * step
        for column in stride(from: -128, to: 128, by: 8) {
          let x = (Float(column) + 0.5 + SIMD8(0, 1, 2, 3, 4, 5, 6, 7)) * step
          let distance = design.distance(x: x, y: SIMD8(repeating: y))
          #expect(distance == design.distance(x: x, y: SIMD8(repeating: -y)))
          for lane in 0..<8 where distance[lane] < 0 {
            reach = max(reach, (x[lane] * x[lane] + y * y).squareRoot())
            if x[lane] > 0 { front += abs(y) } else { back += abs(y) }
          }
        }
      }
      #expect(reach <= SignDesign.greatestReach && reach > 0.9, "\(design)")
      // A triangle's tip is its front; of all others the head is.
      #expect(design == .triangle ? back > front : front > back, "\(design)")
    }
  }

  /// A picture drawn at 64 and averaged to 32 pixels is the picture drawn at 32, but for the pixel's
  /// footprint at edges; another picture is not.
  @Test func resolutionsShowTheSamePicture() throws {
    let source = images(20, difficulty: noiseFree)
    let shrink = Resampler(from: ImageSize(square: 64), to: size)
    for index in 0..<19 {
      var averaged = [Float](repeating: 0, count: size.area * 3)
      try source.image(at: index, size: ImageSize(square: 64)).withUnsafeBufferPointer { image in
        averaged.withUnsafeMutableBufferPointer { shrink.resample(image, channels: 3, into: $0) }
      }
      #expect(difference(averaged, try source.image(at: index, size: size)) < 0.015)
      #expect(difference(averaged, try source.image(at: index + 1, size: size)) > 0.05)
    }
  }

  /// A window shows what the whole picture shows there.
  @Test func windowsShowParts() throws {
    let source = images(5, difficulty: noiseFree)
    let window = ImageWindow(top: 0.5, left: 0.25, height: 0.5, width: 0.5)
    for index in 0..<5 {
      let whole = try source.image(at: index, size: ImageSize(square: 64))
      var part = [Float](repeating: 0, count: size.area * 3)
      part.withUnsafeMutableBufferPointer {
        source.write(index, window: window, size: size, into: $0)
      }
      var expected: [Float] = []
      for y in 32..<64 { expected += whole[(y * 64 + 16) * 3..<(y * 64 + 48) * 3] }
      #expect(zip(part, expected).allSatisfy { abs($0 - $1) < 1e-3 })
    }
  }

  private static let changes: [(String, @Sendable (inout SignpostsDifficulty) -> Void)] = [
    ("fieldSide", { $0.fieldSide = 0...1 }),
    ("signRadius", { $0.signRadius = 0.2...1.6 }),
    ("designs", { $0.designs = 0 }),
    ("designs", { $0.designs = 5 }),
    ("goesOn", { $0.goesOn = 1.1 }),
    ("longestWay", { $0.longestWay = 10 }),
    ("turn", { $0.turn = .nan }),
    ("shift", { $0.shift = 0.6 }),
    ("signContrast", { $0.signContrast = -0.1...0.2 }),
    ("markContrast", { $0.markContrast = 2 }),
    ("markRadius", { $0.markRadius = 0 }),
    ("groundShade", { $0.groundShade = 0...2 }),
    ("tint", { $0.tint = -1 }),
    ("noise", { $0.noise = .infinity }),
  ]

  @Test func difficultiesOutOfRange() {
    for (name, change) in Self.changes {
      var difficulty = SignpostsDifficulty.standard
      change(&difficulty)
      let error = #expect(throws: TrainingDataError.self) {
        try DataSet.signposts(difficulty: difficulty)
      }
      #expect(error?.reason == .invalidParameter)
      #expect(error?.message.contains("\(name) ") == true, "\(error?.message ?? "")")
    }
  }

  /// At the ends of every range pictures are still finite.
  @Test func extremes() throws {
    let least = SignpostsDifficulty(
      fieldSide: 0.01...0.01, signRadius: 0.001...0.001, designs: 1, goesOn: 0, longestWay: 1,
      turn: 0, shift: 0, signContrast: 0...0, markContrast: 0, markRadius: 0.001,
      groundShade: 0...0, tint: 0, noise: 0)
    let greatest = SignpostsDifficulty(
      fieldSide: 1...1, signRadius: 1...1, designs: 4, goesOn: 1, longestWay: 9, turn: .pi,
      shift: 0.5, signContrast: 1...1, markContrast: 1, markRadius: 1, groundShade: 1...1,
      tint: 0.5, noise: 1)
    for difficulty in [least, greatest] {
      let data = try DataSet.signposts(
        trainingCount: 12, validationCount: 1, difficulty: difficulty)
      for index in 0..<12 {
        let image = try data.training.image(at: index, size: ImageSize(height: 9, width: 20))
        #expect(image.allSatisfy { $0 >= 0 && $0 <= 1 })
      }
    }
  }

  /// Built-in sets are found by their names, with the counts asked for.
  @Test func namesOpenDataSets() throws {
    for name in GeneratedDataSet.allCases {
      let data = try name.dataSet(trainingCount: 30, validationCount: 20)
      #expect(data.name == name.rawValue && data.channels == GeneratedDataSet.channels)
      #expect(data.training.count == 30 && data.validation.count == 20)
      let error = #expect(throws: TrainingDataError.self) {
        try name.dataSet(trainingCount: 0)
      }
      #expect(error?.message.contains("expected 1 … 2³¹") == true)
    }
  }

  private func difference(_ first: [Float], _ second: [Float]) -> Float {
    var sum: Float = 0
    for (one, other) in zip(first, second) { sum += abs(one - other) }
    return sum / Float(first.count)
  }
}
