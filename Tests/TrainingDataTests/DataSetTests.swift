import Testing
import TrainingData

/// Data sets that a library's user puts together.
@Suite struct DataSetTests {
  private let size = ImageSize(height: 2, width: 3)

  /// Images of 2×3 pixels whose bytes count up.
  private func images(_ labels: [Int], channels: Int = 1) throws -> ByteImages {
    try ByteImages(
      pixels: (0..<labels.count * 6 * channels).map { UInt8($0 % 256) }, size: size,
      channels: channels, labels: labels)
  }

  @Test func holdsOwnImages() throws {
    let training = try images([0, 1, 1], channels: 3)
    let data = try DataSet(
      name: "own", classNames: ["cat", "dog"], normalization: training.normalization,
      flipPreservesLabels: true, training: training, validation: images([1], channels: 3))
    #expect((data.name, data.classCount, data.channels) == ("own", 2, 3))
    #expect(data.nativeSize == size && data.holdsIntensities && !data.isTensors)
    #expect((0..<3).map(data.training.label) == [0, 1, 1])
    #expect(
      try data.training.image(at: 1, size: size) == (18..<36).map { Float($0) / 255 })
    #expect(data.normalization.mean.count == 3)
  }

  /// 2×2 pixels of one value each keep mean and deviation at any size.
  @Test func measuresItsNormalization() throws {
    let pixels = [UInt8](repeating: 51, count: 4) + [UInt8](repeating: 153, count: 4)
    let images = try ByteImages(
      pixels: pixels, size: ImageSize(square: 2), channels: 1, labels: [0, 1])
    let data = try DataSet(
      name: "own", classNames: ["dark", "light"], flipPreservesLabels: false, training: images,
      validation: images)
    #expect(abs(data.normalization.mean[0] - 0.4) < 1e-5)
    #expect(abs(data.normalization.standardDeviation[0] - 0.2) < 1e-5)
  }

  @Test func refusesWhatDoesNotFit() throws {
    func message(
      classes: [String] = ["a", "b"], normalization: Normalization? = nil,
      training: [Int] = [0, 1], validation: [Int] = [1], channels: Int = 1
    ) throws -> String {
      let (training, validation) = try (
        images(training), images(validation, channels: channels)
      )
      let error = #expect(throws: TrainingDataError.self) {
        try DataSet(
          name: "own", classNames: classes, normalization: normalization,
          flipPreservesLabels: true, training: training, validation: validation)
      }
      return error?.description ?? ""
    }
    #expect(try message(classes: []) == "own: no class; name at least one")
    #expect(try message(training: []).contains("0 training images"))
    #expect(try message(validation: []).contains("0 validation images"))
    #expect(
      try message(training: [0, 2]).contains("training image 1 has label 2; expected 0 ..< 2"))
    #expect(try message(channels: 3).contains("1 channels, validation images 3"))
    let three = Normalization.identity(channels: 3)
    #expect(
      try message(normalization: three)
        .contains("normalisation of 3 channels for images of 1"))
  }

  @Test func bytesHaveTheSizeOfTheirImages() throws {
    func reason(_ bytes: Int, channels: Int, labels: [Int]) -> TrainingDataError.Reason? {
      #expect(throws: TrainingDataError.self) {
        try ByteImages(
          pixels: [UInt8](repeating: 0, count: bytes), size: size, channels: channels,
          labels: labels)
      }?.reason
    }
    #expect(reason(11, channels: 1, labels: [0, 1]) == .mismatch)
    #expect(reason(12, channels: .max, labels: [0, 1]) == .mismatch)
    #expect(reason(12, channels: 0, labels: [0, 1]) == .invalidParameter)
    #expect(reason(12, channels: 1, labels: [0, -1]) == .labelOutOfRange)
  }
}
