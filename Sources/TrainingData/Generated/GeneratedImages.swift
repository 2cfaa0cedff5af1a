import Randomness

/// Images drawn from continuous functions at whatever size is asked for.
///
/// Image *i* is drawn from (seed, *i*) alone. Labels are balanced: each run of as many images as there
/// are classes, from a multiple of that number on, has every class once, in random order.
struct GeneratedImages<Scene: GeneratedScene>: ImageSource {
  let count: Int
  private let seed: UInt64
  private let purposes: ScenePurposes
  private let difficulty: Scene.Difficulty

  /// - Parameters:
  ///   - purposes: Which of the scene's unrelated streams of images.
  ///   - count: How many.
  ///   - seed: Another seed gives other images.
  ///   - difficulty: What makes them hard to tell apart; valid.
  init(
    _ purposes: ScenePurposes, count: Int, seed: UInt64, difficulty: Scene.Difficulty
  ) {
    self.count = count
    self.seed = seed
    self.purposes = purposes
    self.difficulty = difficulty
  }

  var channels: Int { 3 }
  var nativeSize: ImageSize? { nil }

  func label(at index: Int) -> Int {
    precondition(index >= 0 && index < count, "image \(index) of \(count)")
    let classes = Scene.classNames.count
    var random = CounterGenerator(
      seed: seed, purpose: purposes.labels, index: UInt64(index / classes))
    return Int(random.permutation(classes)[index % classes])
  }

  /// What image `index` shows.
  func scene(at index: Int) -> Scene {
    var random = CounterGenerator(seed: seed, purpose: purposes.scene, index: UInt64(index))
    return Scene(label: label(at: index), difficulty: difficulty, using: &random)
  }

  func write(
    _ index: Int, window: ImageWindow, size: ImageSize,
    into pixels: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(pixels.count == size.area * channels, "the buffer has the size of the image")
    scene(at: index).render(PixelGrid(window: window, size: size), into: pixels)
  }
}

/// Everything that is drawn in one generated image: a picture in the unit square, at no particular
/// resolution.
protocol GeneratedScene: Sendable {
  /// What makes scenes of different classes hard to tell apart.
  associatedtype Difficulty: Sendable
  /// One name per class, in the order of the labels.
  static var classNames: [String] { get }
  /// Draws the scene of class `label`.
  init(label: Int, difficulty: Difficulty, using random: inout CounterGenerator)
  /// Writes the image, `[height, width, 3]`, within 0…1.
  func render(_ grid: PixelGrid, into pixels: UnsafeMutableBufferPointer<Float>)
}

/// What the labels and scenes of one stream of images are drawn for.
struct ScenePurposes: Sendable {
  /// The order of classes within a block of images.
  let labels: RandomPurpose
  let scene: RandomPurpose
}

extension DataSet {
  /// A built-in set of scenes.
  ///
  /// - Parameters:
  ///   - set: Its name.
  ///   - scene: What is drawn.
  ///   - difficulty: What makes scenes hard to tell apart; valid.
  ///   - flipPreservesLabels: Whether a mirrored scene is of the same class.
  ///   - training: What training images are drawn for, and how many.
  ///   - validation: The same of those held out.
  ///   - seed: Another seed gives other images.
  /// - Throws: ``TrainingDataError`` where a count is none that can be drawn.
  init<Scene: GeneratedScene>(
    _ set: GeneratedDataSet, of scene: Scene.Type, difficulty: Scene.Difficulty,
    flipPreservesLabels: Bool, training: (purposes: ScenePurposes, count: Int),
    validation: (purposes: ScenePurposes, count: Int), seed: UInt64
  ) throws(TrainingDataError) {
    try set.check(trainingCount: training.count, validationCount: validation.count)
    try self.init(
      name: set.rawValue, classNames: Scene.classNames, flipPreservesLabels: flipPreservesLabels,
      training: GeneratedImages<Scene>(
        training.purposes, count: training.count, seed: seed, difficulty: difficulty),
      validation: GeneratedImages<Scene>(
        validation.purposes, count: validation.count, seed: seed, difficulty: difficulty))
  }
}
