import ArgumentParser
import Files
import Networks
import Reporting
import TrainingData
import TrainingRecipes

struct DataCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "States what is in a data set, and draws what a network sees of it.",
    discussion: """
      Images of each class in each part, their sizes, the means and deviations of their channels, and \
      images whose pixels stand in both parts, whatever their files are called: what an accuracy \
      measures on such images says nothing about others. Every image is read once.
      With --sheet, samples of each class as a network reads them, before and after the changes that the \
      recipe makes in its first epoch.
      Example:
        compound data photos --sheet photos.svg --resolution 160 --augmentation 'resizedcrop(0.3),flip'
      """)

  @Argument(
    help: """
      \(DataSource.kinds) \
      and labels [N].
      """, completion: Completions.data)
  var data: String

  @Option(help: "The picture to write, an .svg or .png file; the latter has no names of classes.")
  var sheet: String?

  @Option(help: "With --sheet: images of each class, at most.")
  var samples = 4

  @Option(
    help: """
      Pixels that a network reads: 160, or height and width as 160x120. (default: the images' own, \
      where all have the same; \(Self.drawn) for built-in sets, else 224)
      """)
  var resolution: Resolution?

  @Option(help: "With --sheet: the recipe whose augmentation is shown. (default: proxy)")
  var recipe: RecipeName?

  @Option(
    help: ArgumentHelp(
      "With --sheet: changes in place of the recipe's: \(Augmentation.grammar).",
      valueName: "changes"))
  var augmentation: String?

  @Option(help: "With --sheet: seed of the changes.")
  var seed = 0

  @Option(help: "Training images that a built-in set draws. (default: 8000)")
  var images: Int?

  @Option(help: "Validation images that a built-in set draws. (default: 20000)")
  var validationImages: Int?

  @OptionGroup var processors: ThreadsOption
  @OptionGroup var output: TableFilesOption

  /// Pixels of drawn images: enough to see what they are, and quick.
  private static let drawn = 64

  func validate() throws {
    guard seed >= 0 else { throw ValidationError("--seed \(seed): expected 0 or more") }
    guard (1...100).contains(samples) else {
      throw ValidationError("--samples \(samples): expected 1 to 100")
    }
    for side in [resolution?.height, resolution?.width] {
      guard let side else { continue }
      guard side <= 4096 else {
        throw ValidationError("--resolution \(side): expected at most 4096 pixels a side")
      }
    }
    if let sheet, SheetFormat(path: sheet) == nil {
      throw ValidationError("--sheet \(sheet): expected a name that ends in .svg or .png")
    }
    do throws(RecipeError) {
      try definition.validate()
    } catch {
      throw ValidationError("--\(error.key.optionName): \(error.problem)")
    }
  }

  private enum SheetFormat: String {
    case svg
    case png

    init?(path: String) {
      self.init(rawValue: path.split(separator: ".").last.map { $0.lowercased() } ?? "")
    }
  }

  private var definition: RecipeDefinition {
    var definition = RecipeDefinition()
    (definition.recipe, definition.augmentation) = (recipe, augmentation)
    (definition.images, definition.validationImages) = (images, validationImages)
    return definition
  }

  func run(_ streams: Streams) throws {
    let definition = definition
    let data = try DataSource.open(
      self.data, images: images, validationImages: validationImages,
      holdsOut: definition.base != .plain, keepsImages: false)
    let size = try size(for: data)
    if let sheet { try OutputFile.check(sheet) }
    let drawing = try sheet.map { _ in try dataSamples(of: data, size, definition) }
    let survey = try survey(data, size, streams)
    if let sheet, let drawing { try write(drawing.sheet, to: sheet) }
    try output.print(DataTables.sections(survey, of: data), to: streams.beside(sheet))
  }

  /// What a network reads.
  private func size(for data: DataSet) throws -> ImageSize {
    let own = data.nativeSize
    guard let resolution else {
      return own ?? ImageSize(square: data.training.size(of: 0) == nil ? Self.drawn : 224)
    }
    let size = ImageSize(height: resolution.height, width: resolution.width)
    guard !data.isTensors || size == own else {
      throw InputError(
        "--resolution \(resolution): the values of \(data.name) are used as they are; expected "
          + (own.map { "\($0), or no --resolution" } ?? "no --resolution"))
    }
    return size
  }

  private func dataSamples(
    of data: DataSet, _ size: ImageSize, _ definition: RecipeDefinition
  ) throws -> DataSamples {
    let recipe = try definition.recipe(trainingImages: data.training.count)
    return try DataSamples(
      of: data, size: size, augmentation: recipe.augmentation?.suited(to: data), perClass: samples,
      seed: UInt64(seed))
  }

  private func write(_ sheet: SampleSheet, to path: String) throws {
    switch SheetFormat(path: path) {
    case .svg, nil: try OutputFile.write(path, bytes: sheet.svg.utf8)
    case .png: try OutputFile.write(path, bytes: sheet.png)
    }
  }

  private func survey(
    _ data: DataSet, _ size: ImageSize, _ streams: Streams
  ) throws -> DataSetSurvey {
    let bar = ProgressBar(title: "Reading", output: streams.progress)
    defer { bar.finish() }
    return try DataSetSurvey(of: data, drawnAt: size, threads: processors.threads) { done, all in
      bar.update(
        Reporting.Progress(
          fraction: Double(done) / Double(all), count: "\(done)/\(all) images"))
    }
  }
}
