import TrainingData

extension ModelChanges {
  /// Fills in what the data decides, and refuses what contradicts it.
  mutating func suit(_ data: DataSet) throws {
    guard classes == nil || classes == data.classCount else {
      throw InputError("--classes \(classes ?? 0): the data has \(data.classCount) classes")
    }
    classes = data.classCount
    guard data.isTensors, let size = data.nativeSize else { return }
    guard size.height == size.width, resolution == nil || resolution == size.height else {
      throw InputError(
        "\(data.name): the images are \(size), used as they are; expected "
          + (resolution.map { "\($0)×\($0), as --resolution says" } ?? "as many rows as columns"))
    }
    resolution = size.height
  }
}
