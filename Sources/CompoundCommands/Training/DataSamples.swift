import Reporting
import TrainingData

/// Some training images of each class, before and after the changes of a first epoch.
struct DataSamples {
  let sheet: SampleSheet

  /// Pixels on a sheet, in all: its file is then of some megabytes.
  private static let greatestArea = 4_000_000

  /// - Parameters:
  ///   - data: the data set.
  ///   - size: what a network reads.
  ///   - augmentation: changes that suit the data; `nil` for none.
  ///   - count: the most images of a class.
  ///   - seed: of the changes.
  /// - Throws: `TrainingDataError` for an image that cannot be read.
  init(
    of data: DataSet, size: ImageSize, augmentation: Augmentation?, perClass count: Int,
    seed: UInt64
  ) throws {
    let shown = min(data.classCount, max(1, Self.greatestArea / (2 * count * size.area)))
    let chosen = Self.first(count, of: data, classes: shown)
    let before = try chosen.joined().map { index in
      Self.picture(try data.training.image(at: index, size: size), size, of: data)
    }
    let after = try Self.changed(Array(chosen.joined()), of: data, size, augmentation, seed)
    var place = 0
    let classes = zip(data.classNames, chosen).map { name, indices in
      SampleSheet.ClassSamples(
        className: name,
        samples: indices.map { index in
          defer { place += 1 }
          let file = data.training.file(of: index).map { ": \($0)" } ?? ""
          return SampleSheet.Sample(
            name: "image \(index)\(file)", before: before[place], after: after[place])
        })
    }
    var notes = [
      "At \(size) pixels (height × width). "
        + (augmentation.map { "Augmentation of the first epoch, seed \(seed): \($0)." }
          ?? "The recipe changes nothing.")
    ]
    if shown < data.classCount {
      notes.append("The first \(shown) of \(data.classCount) classes.")
    }
    sheet = SampleSheet(classes, data: data.name, notes: notes)
  }

  /// The numbers of the first training images of each class.
  private static func first(_ count: Int, of data: DataSet, classes: Int) -> [[Int]] {
    var chosen = [[Int]](repeating: [], count: classes)
    for index in 0..<data.training.count {
      let label = data.training.label(at: index)
      if label < classes, chosen[label].count < count { chosen[label].append(index) }
    }
    return chosen
  }

  /// Images as they are trained on; where a recipe mixes pairs, these are one batch.
  private static func changed(
    _ indices: [Int], of data: DataSet, _ size: ImageSize, _ augmentation: Augmentation?,
    _ seed: UInt64
  ) throws -> [RGBImage] {
    let preparation = ImagePreparation(
      data.training, size: size, normalization: data.normalization, augmentation: augmentation,
      seed: seed)
    var images = try indices.map { index in
      var image = [Float](repeating: 0, count: preparation.elements)
      try image.withUnsafeMutableBufferPointer { try preparation.write(index, into: $0) }
      return image
    }
    if let mixing = augmentation?.mixing {
      for position in 0..<images.count / 2 {
        let other = images.count - 1 - position
        let kept = [position, other].map { mixing.share(seed: seed, step: 0, position: $0) }
        var (one, two) = (images[position], images[other])
        one.withUnsafeMutableBufferPointer { one in
          two.withUnsafeMutableBufferPointer {
            Mixing.mix(one, keeping: kept[0], $0, keeping: kept[1])
          }
        }
        (images[position], images[other]) = (one, two)
      }
    }
    let (means, deviations) = (data.normalization.mean, data.normalization.standardDeviation)
    return images.map { image in
      let values = image.enumerated().map { place, value in
        value * deviations[place % means.count] + means[place % means.count]
      }
      return picture(values, size, of: data)
    }
  }

  private static func picture(_ pixels: [Float], _ size: ImageSize, of data: DataSet) -> RGBImage {
    RGBImage(
      pixels, size: size, channels: data.channels, holdsIntensities: data.holdsIntensities)
  }
}
