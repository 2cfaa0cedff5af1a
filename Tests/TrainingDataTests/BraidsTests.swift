import Testing

@testable import TrainingData

@Suite struct BraidsTests {
  private let size = ImageSize(square: 32)
  private static let purposes = ScenePurposes(
    labels: .braidsTrainingLabels, scene: .braidsTrainingScene)

  private func images(
    _ count: Int, _ change: (inout BraidsDifficulty) -> Void = { _ in }
  ) -> GeneratedImages<BraidsScene> {
    var difficulty = BraidsDifficulty.standard
    change(&difficulty)
    return GeneratedImages(Self.purposes, count: count, seed: 3, difficulty: difficulty)
  }

  /// Images without noise or tint, dark over so much of a strand.
  private func plain(_ count: Int, marked: ClosedRange<Float>) -> GeneratedImages<BraidsScene> {
    images(count) { difficulty in
      (difficulty.noise, difficulty.tint, difficulty.markedPart) = (0, 0, marked)
    }
  }

  /// Who follows the marked strand's corners from left to right, on a braid that is neither turned nor
  /// shifted, ends in the lane that the label names, in one continuous line.
  @Test func strandsEndWhereTheLabelSays() {
    let source = images(400) { difficulty in
      (difficulty.side, difficulty.turn, difficulty.wiggle) = (1...1, 0, 0)
    }
    for index in 0..<400 {
      let scene = source.scene(at: index)
      let corners = scene.strands[scene.marked]
      let last = corners[corners.count - 1]
      // Lanes are a quarter of the image high; a strand ends in the middle of one, on the right.
      #expect(abs(last.x - 1) < 1e-5)
      #expect(abs(last.y * 4 - 0.5 - Float(source.label(at: index))) < 1e-4)
      for (one, next) in zip(corners, corners.dropFirst()) {
        #expect(next.x > one.x && abs(next.y - one.y) < 0.1)
      }
      #expect((0...corners.count - 1).contains(scene.markedPieces))
    }
  }

  /// In every column each lane has one strand, strands move by a lane at most, and those that turn
  /// back stay, in pairs.
  @Test func strandsCrossNeighboursAlone() {
    let source = images(300)
    var columns: Set<Int> = []
    var (crossings, turns) = (0, 0)
    for index in 0..<300 {
      let course = source.scene(at: index).course
      columns.insert(course.columns)
      for column in 0...course.columns {
        #expect(Set(course.places.map { $0[column] }) == Set(0..<4))
      }
      for column in 0..<course.columns {
        let moves = course.places.map { $0[column + 1] - $0[column] }
        #expect(moves.allSatisfy { abs($0) <= 1 } && moves.reduce(0, +) == 0)
        crossings += moves.count { $0 == 1 }
        for strand in 0..<4 where course.bends[strand][column] == 1 {
          let place = course.places[strand][column]
          let below = course.places.firstIndex { $0[column] == place + 1 }
          #expect(moves[strand] == 0 && below.map { course.bends[$0][column] } == -1)
          turns += 1
        }
      }
    }
    #expect(columns == Set(1...10))
    // 15 % of those that meet, within five standard errors.
    let meetings = Double(crossings + turns)
    #expect(abs(Double(turns) / meetings - 0.15) < 5 * (0.15 * 0.85 / meetings).squareRoot())
  }

  /// What is dark is the beginning of the marked strand, and nothing else.
  @Test func theMarkIsDark() throws {
    let source = plain(60, marked: 0.3...0.6)
    let side = 256
    for index in 0..<60 {
      let scene = source.scene(at: index)
      let image = try source.image(at: index, size: ImageSize(square: side))
      var (dark, far) = (0, 0)
      for row in 0..<side {
        for column in 0..<side where image[(row * side + column) * 3] < scene.ground.x - 0.15 {
          dark += 1
          let (x, y) = ((Float(column) + 0.5) / Float(side), (Float(row) + 0.5) / Float(side))
          let near = scene.strands[scene.marked][...scene.markedPieces].contains { corner in
            let (dx, dy) = (corner.x - x, corner.y - y)
            return (dx * dx + dy * dy).squareRoot() < scene.halfWidth + 0.06
          }
          if !near { far += 1 }
        }
      }
      #expect(dark > 20 && far == 0, "image \(index)")
    }
    // Without a dark part there is nothing darker than the ground.
    let unmarked = plain(20, marked: 0...0)
    for index in 0..<20 {
      let scene = unmarked.scene(at: index)
      let image = try unmarked.image(at: index, size: size)
      #expect(image.allSatisfy { $0 >= scene.ground.x - 1e-6 })
    }
  }

  /// A pixel far from all strands is ground, one on a strand ink: the distance is that to the nearest
  /// piece, by brute force over all of them.
  @Test func pixelsShowTheNearestPiece() throws {
    let source = plain(10, marked: 0...0)
    let side = 48
    for index in 0..<10 {
      let scene = source.scene(at: index)
      let image = try source.image(at: index, size: ImageSize(square: side))
      for row in stride(from: 0, to: side, by: 5) {
        for column in 0..<side {
          let point = SIMD2(Float(column) + 0.5, Float(row) + 0.5) / Float(side)
          var value = scene.ground.x
          for corners in scene.strands {
            var distance = Float.infinity
            for (start, end) in zip(corners, corners.dropFirst()) {
              let span = end - start
              let share = min(max(((point - start) * span).sum() / (span * span).sum(), 0), 1)
              let gap = point - start - share * span
              distance = min(distance, (gap * gap).sum().squareRoot() - scene.halfWidth)
            }
            let inside = min(max(0.5 - distance * Float(side) / 1.5, 0), 1)
            value += inside * inside * (3 - 2 * inside) * (scene.ink.x - value)
          }
          #expect(abs(image[(row * side + column) * 3] - value) < 1e-4)
        }
      }
    }
  }

  @Test func picturesDoNotDependOnTheSize() throws {
    try expectOnePictureAtAllSizes(images(20) { $0.noise = 0 }, tolerance: 0.03)
    try expectWindowsToShowParts(images(5) { $0.noise = 0 })
  }

  private static let changes: [(String, @Sendable (inout BraidsDifficulty) -> Void)] = [
    ("side", { $0.side = 0...1 }),
    ("columns", { $0.columns = 0...3 }),
    ("columns", { $0.columns = 3...21 }),
    ("shortness", { $0.shortness = 0 }),
    ("meeting", { $0.meeting = 1.1 }),
    ("turningBack", { $0.turningBack = .nan }),
    ("halfWidth", { $0.halfWidth = 0...0.1 }),
    ("turn", { $0.turn = 4 }),
    ("wiggle", { $0.wiggle = 0.6 }),
    ("markedPart", { $0.markedPart = 0...1.5 }),
    ("inkContrast", { $0.inkContrast = -0.1...0.2 }),
    ("markContrast", { $0.markContrast = 2 }),
    ("groundShade", { $0.groundShade = 0...2 }),
    ("tint", { $0.tint = -1 }),
    ("noise", { $0.noise = .infinity }),
  ]

  @Test func difficultiesOutOfRange() {
    for (name, change) in Self.changes {
      var difficulty = BraidsDifficulty.standard
      change(&difficulty)
      let error = #expect(throws: TrainingDataError.self) {
        try DataSet.braids(difficulty: difficulty)
      }
      #expect(error?.reason == .invalidParameter)
      #expect(error?.message.contains("\(name) ") == true, "\(error?.message ?? "")")
    }
  }

  /// At the ends of every range pictures are still finite.
  @Test func extremes() throws {
    let least = BraidsDifficulty(
      side: 0.01...0.01, columns: 1...1, shortness: 0.1, meeting: 0, turningBack: 0,
      halfWidth: 0.001...0.001, turn: 0, wiggle: 0, markedPart: 0...0, inkContrast: 0...0,
      markContrast: 0, groundShade: 0...0, tint: 0, noise: 0)
    let greatest = BraidsDifficulty(
      side: 1...1, columns: 20...20, shortness: 10, meeting: 1, turningBack: 1, halfWidth: 1...1,
      turn: .pi, wiggle: 0.5, markedPart: 1...1, inkContrast: 1...1, markContrast: 1,
      groundShade: 1...1, tint: 0.5, noise: 1)
    for difficulty in [least, greatest] {
      let data = try DataSet.braids(
        trainingCount: 12, validationCount: 1, difficulty: difficulty)
      for index in 0..<12 {
        let image = try data.training.image(at: index, size: ImageSize(height: 9, width: 20))
        #expect(image.allSatisfy { $0 >= 0 && $0 <= 1 })
      }
    }
  }
}
