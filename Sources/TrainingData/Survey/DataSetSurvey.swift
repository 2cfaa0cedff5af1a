import Dispatch
import Synchronization

/// All images of a data set, looked at once: how many, how large, how bright, and which stand in both
/// parts.
package struct DataSetSurvey: Sendable {
  /// Training, then validation.
  package let parts: [DataSetPart]
  /// Images that stand in both parts, in the order of the validation images; none where the two are the
  /// same images by intent.
  package let shared: [SharedImage]

  /// Reads every image once, at the size at which it is stored, and those again that may stand in both
  /// parts.
  ///
  /// - Parameters:
  ///   - data: the data set.
  ///   - size: at which images are drawn that have no size of their own.
  ///   - threads: how many read; they change the time, never the result.
  ///   - progress: is told how many images of how many are read.
  /// - Throws: ``TrainingDataError`` for the first image, by number, that cannot be read.
  package init(
    of data: DataSet, drawnAt size: ImageSize, threads: Int,
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws(TrainingDataError) {
    let sources =
      data.validationOrigin == .training
      ? [data.training] : [data.training, data.validation]
    let total = sources.map(\.count).reduce(0, +)
    var done = 0
    var facts: [[ImageFacts]] = []
    for source in sources {
      facts.append([])
      for start in stride(from: 0, to: source.count, by: Self.block) {
        let images = start..<min(start + Self.block, source.count)
        facts[facts.count - 1] += try Self.facts(of: source, images, size, threads: threads)
        done += images.count
        progress(done, total)
      }
    }
    parts = zip(zip(DataSetPart.Name.allCases, sources), facts).map { part, facts in
      DataSetPart(part.0, of: part.1, facts, classes: data.classCount)
    }
    shared = facts.count == 2 ? try Self.shared(data, facts[0], facts[1], drawnAt: size) : []
  }

  /// Images between two reports of progress.
  private static let block = 256

  private static func pixels(
    _ index: Int, of source: any ImageSource, drawnAt drawn: ImageSize
  ) throws(TrainingDataError) -> (values: [Float], size: ImageSize) {
    let size = source.size(of: index) ?? drawn
    return (try source.image(at: index, size: size), size)
  }

  private static func facts(
    of source: any ImageSource, _ images: Range<Int>, _ drawn: ImageSize, threads: Int
  ) throws(TrainingDataError) -> [ImageFacts] {
    let results = Mutex(
      [Result<ImageFacts, TrainingDataError>?](repeating: nil, count: images.count))
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      for index in stride(from: images.lowerBound + thread, to: images.upperBound, by: threads) {
        let result: Result<ImageFacts, TrainingDataError>
        do throws(TrainingDataError) {
          let (values, size) = try pixels(index, of: source, drawnAt: drawn)
          result = .success(ImageFacts(pixels: values, size: size, channels: source.channels))
        } catch { result = .failure(error) }
        results.withLock { $0[index - images.lowerBound] = result }
      }
    }
    var facts: [ImageFacts] = []
    for case let result? in results.withLock({ $0 }) { facts.append(try result.get()) }
    return facts
  }

  /// Two images of one hash are compared: nothing is called the same that isn't.
  private static func shared(
    _ data: DataSet, _ training: [ImageFacts], _ validation: [ImageFacts], drawnAt size: ImageSize
  ) throws(TrainingDataError) -> [SharedImage] {
    let trained = Dictionary(grouping: training.indices) { training[$0].hash }
    var shared: [SharedImage] = []
    for index in validation.indices {
      guard let candidates = trained[validation[index].hash] else { continue }
      let image = try pixels(index, of: data.validation, drawnAt: size)
      var same: [Int] = []
      for candidate in candidates {
        let other = try pixels(candidate, of: data.training, drawnAt: size)
        if other.size == image.size && other.values == image.values { same.append(candidate) }
      }
      guard let first = same.first else { continue }
      shared.append(
        SharedImage(
          validation: index, validationLabel: data.validation.label(at: index), training: first,
          trainingLabel: data.training.label(at: first), copies: same.count))
    }
    return shared
  }
}
