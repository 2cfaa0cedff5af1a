import Networks
import TrainingData

extension ModelChanges {
  /// Fills in what the data decides, and refuses what contradicts it.
  mutating func suit(_ data: DataSet) throws {
    for (option, asked, found, what) in [
      ("classes", sizes.channels.classes, data.classCount, "classes"),
      ("input-channels", sizes.channels.inputChannels, data.channels, "channels"),
    ] {
      guard let asked, asked != found else { continue }
      throw InputError("--\(option) \(asked): the data has \(found) \(what)")
    }
    sizes.channels.classes = data.classCount
    sizes.channels.inputChannels = data.channels
    guard data.isTensors, let size = data.nativeSize else { return }
    let found = Resolution(height: size.height, width: size.width)
    if let asked = sizes.resolution, asked != found {
      throw InputError(
        "\(data.name): the images are \(size), used as they are; expected \(asked), as "
          + "--resolution says")
    }
    sizes.resolution = found
  }
}
