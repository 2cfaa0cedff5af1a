import ArchitectureSearch
import Files
import Foundation
import ProxyTraining
import Reporting
import Searches
import Studies
import TrainingData

/// What a study's report says of data, machine and program.
enum StudyContext {
  /// So many sample images are shown, of so many classes.
  private static let mostSamples = 16
  /// So many images are looked at for one of each class.
  private static let mostLooked = 4096
  private static let sampleSize = ImageSize(height: 64, width: 64)

  /// The context of a study whose data set is open.
  static func context(_ data: DataSet) -> StudyPage.Context {
    var context = StudyPage.Context()
    context.samples = samples(of: data)
    context.data = [
      ("Classes", "\(data.classCount)"),
      ("Training images", "\(data.training.count)"),
      ("Held-out images", "\(data.validation.count)\(data.validationNote.map { "; \($0)" } ?? "")"),
      ("Size", data.nativeSize.map { "\($0)" } ?? "drawn or read at any size"),
    ]
    context.colophon = colophon
    return context
  }

  /// The context of studies that are read from their folders alone; data sets are looked at where they
  /// are still there.
  static func context(_ folders: [StudyFolder]) -> StudyPage.Context {
    let names = Set(folders.compactMap(training).map(\.data))
    if names.count == 1, let training = folders.lazy.compactMap(training).first,
      canBeOpened(training.data), let data = try? DataSource.open(training)
    {
      return context(data)
    }
    var context = StudyPage.Context()
    context.colophon = colophon
    return context
  }

  /// A report asks nobody: what comes through a pipe is left alone.
  private static func canBeOpened(_ name: String) -> Bool {
    if GeneratedDataSet(rawValue: name) != nil { return true }
    switch FileKind(of: name) {
    case .folder, .file: return true
    case .other, .nothing: return false
    }
  }

  private static func training(_ folder: StudyFolder) -> TrainingDefinition? {
    switch try? folder.definition() {
    case .family(let family): family.architecture.training
    case .study(let study): study.training
    case nil: nil
    }
  }

  /// The first training image of each class, in the order of classes.
  private static func samples(of data: DataSet) -> [(caption: String, image: RGBImage)] {
    var first: [Int: Int] = [:]
    for index in 0..<min(mostLooked, data.training.count) where first.count < data.classCount {
      let label = data.training.label(at: index)
      if first[label] == nil { first[label] = index }
    }
    return first.sorted { $0.key < $1.key }.prefix(mostSamples).compactMap { label, index in
      guard let pixels = try? data.training.image(at: index, size: sampleSize) else { return nil }
      return (
        data.classNames[label],
        RGBImage(
          pixels, size: sampleSize, channels: data.channels,
          holdsIntensities: data.holdsIntensities)
      )
    }
  }

  /// Who wrote a page, when and on what.
  static var colophon: String {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.dateFormat = "yyyy-MM-dd HH:mm:ss zzz"
    return
      "Written by Compound on \(format.string(from: Date())), on \(ProcessorName.current) with "
      + "\(ProcessInfo.processInfo.activeProcessorCount) processors."
  }
}
