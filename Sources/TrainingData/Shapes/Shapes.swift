import Randomness

/// Generated images of ten classes, drawn from continuous functions at whatever size is asked for.
///
/// Each shows one object on a textured ground. Its class is its outline: disc, ring, half disc,
/// triangle, square, rhombus, star, cross, L or T, all of the same area. But each outline is also
/// bent some of the way towards another class's, up to halfway, where nobody could tell them apart:
/// how near to that a network still can is what its accuracy measures, and it can the nearer the
/// more pixels, channels and layers it has. Colours, positions, sizes, turns, bends and the gratings
/// on the object carry no class.
///
/// There is one thing to learn, and much of it is easy. Where a class depends on two (an outline and
/// a surface, say), short trainings differ by whether they find the second at all, and seeds by ten
/// points; on this they differ by about one.
///
/// Image *i* is drawn from (seed, *i*) alone. Labels are balanced: each run of ten images that begins
/// at a multiple of ten has every class once, in random order.
struct Shapes: ImageSource {
  /// Which of two unrelated streams of images.
  enum Split {
    case training, validation
  }

  static let classNames = ShapesScene.Outline.classes.map { "\($0)" }

  let count: Int
  private let seed: UInt64
  private let split: Split
  private let difficulty: ShapesDifficulty

  init(split: Split, count: Int, seed: UInt64, difficulty: ShapesDifficulty) {
    self.split = split
    self.count = count
    self.seed = seed
    self.difficulty = difficulty
  }

  var channels: Int { 3 }
  var nativeSize: ImageSize? { nil }

  func label(at index: Int) -> Int {
    precondition(index >= 0 && index < count, "image \(index) of \(count)")
    let purpose: RandomPurpose =
      switch split {
      case .training: .shapesTrainingLabels
      case .validation: .shapesValidationLabels
      }
    let classes = Self.classNames.count
    var random = CounterGenerator(seed: seed, purpose: purpose, index: UInt64(index / classes))
    return Int(random.permutation(classes)[index % classes])
  }

  func write(
    _ index: Int, window: ImageWindow, size: ImageSize,
    into pixels: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(pixels.count == size.area * channels, "the buffer has the size of the image")
    let purpose: RandomPurpose =
      switch split {
      case .training: .shapesTrainingScene
      case .validation: .shapesValidationScene
      }
    var random = CounterGenerator(seed: seed, purpose: purpose, index: UInt64(index))
    let scene = ShapesScene(label: label(at: index), difficulty: difficulty, using: &random)
    ShapesRenderer(scene, window: window, size: size).render(into: pixels)
  }
}

extension DataSet {
  /// The built-in generated data set: ten classes of patterns that are drawn at any resolution, so
  /// that more pixels carry more information.
  ///
  /// - Parameters:
  ///   - trainingCount: Images to train on, at least one.
  ///   - validationCount: Images held out, drawn independently of the others.
  ///   - seed: Another seed gives other images of the same classes.
  ///   - difficulty: What makes them hard to tell apart.
  /// - Returns: The data set; images are drawn when they are asked for.
  /// - Throws: ``TrainingDataError`` where a count or the difficulty is out of range.
  public static func shapes(
    trainingCount: Int = 8_000, validationCount: Int = 5_000, seed: UInt64 = 0,
    difficulty: ShapesDifficulty = .standard
  ) throws(TrainingDataError) -> DataSet {
    for (what, count) in [("training", trainingCount), ("validation", validationCount)] {
      guard count > 0 && count <= 1 << 31 else {
        throw TrainingDataError(
          .invalidParameter, "shapes: \(count) \(what) images; expected 1 … 2³¹")
      }
    }
    try difficulty.validate()
    let training = Shapes(
      split: .training, count: trainingCount, seed: seed, difficulty: difficulty)
    return try DataSet(
      name: "shapes", classNames: Shapes.classNames,
      flipPreservesLabels: true,
      training: training,
      validation: Shapes(
        split: .validation, count: validationCount, seed: seed, difficulty: difficulty))
  }
}
