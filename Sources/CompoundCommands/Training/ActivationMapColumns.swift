import Networks
import ProxyTraining
import Reporting
import TrainingData

/// A sheet of activation maps while networks are added to it, one after the other.
struct ActivationMapColumns {
  private let images: DataSource.ImagesToPredict
  private let indices: [Int]
  private let label: Int?
  private let threads: Int
  private(set) var rows: [ActivationMapSheet.Row] = []
  private var stems: Set<String> = []

  /// - Parameters:
  ///   - images: the data, of whose validation images some are shown.
  ///   - indices: which of them.
  ///   - label: the class to look for; `nil` for the likeliest.
  ///   - threads: threads in all.
  init(images: DataSource.ImagesToPredict, indices: [Int], label: Int?, threads: Int) {
    self.images = images
    self.indices = indices
    self.label = label
    self.threads = threads
  }

  /// What is drawn.
  var sheet: ActivationMapSheet { ActivationMapSheet(rows, data: images.data.name) }

  /// Adds a column: what one network makes of each image.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - name: what the column is called.
  ///   - weights: a value for every parameter.
  ///   - normalization: what the network was trained with.
  /// - Returns: how the names of the column's files begin.
  /// - Throws: what a network has no map for, and weights that do not fit.
  @discardableResult
  mutating func add(
    _ network: Network, named name: String, weights: consuming WeightTable,
    normalization: Normalization
  ) throws -> String {
    let mapper = try ActivationMapper(
      network, weights: weights, batch: min(8, indices.count), threads: threads,
      memoryLimit: WeightedModel.memoryLimit)
    let source = images.data.validation
    let maps = try mapper.maps(
      of: source, at: indices, label: label, normalization: normalization)
    let (column, stem) = names(name)
    let shape = network.inputShape
    let size = ImageSize(height: shape.height, width: shape.width)
    let isFirst = rows.isEmpty
    for (position, index) in indices.enumerated() {
      let picture = RGBImage(
        try source.image(at: index, size: size), size: size, channels: source.channels,
        holdsIntensities: images.data.holdsIntensities)
      if isFirst { rows.append(row(index, picture)) }
      rows[position].entries.append(
        entry(maps[position], column, file: "\(stem)-\(index).png", over: picture))
    }
    return stem
  }

  private func row(_ index: Int, _ picture: RGBImage) -> ActivationMapSheet.Row {
    let label = images.data.validation.label(at: index)
    return ActivationMapSheet.Row(
      image: index, className: images.hasLabels ? images.data.classNames[label] : nil,
      picture: picture)
  }

  private func entry(
    _ map: ClassActivationMap, _ column: String, file: String, over picture: RGBImage
  ) -> ActivationMapSheet.Entry {
    ActivationMapSheet.Entry(
      model: column, label: map.label, className: images.data.classNames[map.label],
      probability: map.probability, method: map.method.rawValue, file: file,
      picture: picture.overlaid(
        with: map.values, mapSize: ImageSize(height: map.height, width: map.width)))
  }

  /// What a network is called on the sheet, and how its files begin: the same network may come with
  /// several files of weights.
  private mutating func names(_ name: String) -> (column: String, stem: String) {
    var (column, number) = (name, 1)
    while !stems.insert(Self.fileName(column)).inserted {
      number += 1
      column = "\(name) (\(number))"
    }
    return (column, Self.fileName(column))
  }

  /// A name with what file systems and shells keep for themselves replaced.
  private static func fileName(_ name: String) -> String {
    let pieces = name.split { !($0.isLetter || $0.isNumber || "-_.@".contains($0)) }
    let text = pieces.joined(separator: "-")
    return text.isEmpty || text.hasPrefix(".") ? "network\(text)" : text
  }
}
