import Testing

@testable import TrainingData

@Suite struct TensorTests {
  @Test func valuesStayAsTheyAre() throws {
    let input = (0..<24).map { Float($0) - 7.5 }
    let data = try DataSet.tensors(name: "t", input: input, shape: [2, 3, 2, 2], labels: [1, 0])
    #expect(data.classCount == 2 && data.channels == 3 && data.training.count == 2)
    // [C, H, W] becomes [H, W, C].
    let expected = (0..<4).flatMap { pixel in (0..<3).map { input[12 + $0 * 4 + pixel] } }
    #expect(try data.training.image(at: 1, size: ImageSize(square: 2)) == expected)
    #expect(data.normalization == .identity(channels: 3))
  }

  @Test func refuses() {
    typealias Case = (
      input: [Float], shape: [Int], labels: [Int], classes: Int?, TrainingDataError.Reason, String
    )
    let cases: [Case] = [
      ([1], [1, 1, 1], [0], nil, .invalidParameter, "expected [N, C, H, W]"),
      ([], [1, 0, 1, 1], [0], nil, .invalidParameter, "[1, 0, 1, 1]"),
      ([1, 2], [1, 1, 1, 1], [0], nil, .mismatch, "2 values"),
      ([1], [1 << 40, 1 << 40, 1, 1], [0], nil, .mismatch, "fewer values"),
      ([1, 2], [2, 1, 1, 1], [0], nil, .mismatch, "2 labels"),
      ([.nan], [1, 1, 1, 1], [0], nil, .corrupt, "input value 0 is nan"),
      ([1], [1, 1, 1, 1], [-1], nil, .labelOutOfRange, "label 0 is -1"),
      ([1], [1, 1, 1, 1], [3], 3, .labelOutOfRange, "expected 0 ..< 3"),
      ([1], [1, 1, 1, 1], [.max], nil, .labelOutOfRange, "label 0 is"),
      ([1], [1, 1, 1, 1], [0], .max, .tooLarge, "classes"),
    ]
    for (input, shape, labels, classes, reason, words) in cases {
      let error = #expect(throws: TrainingDataError.self) {
        try DataSet.tensors(
          name: "t", input: input, shape: shape, labels: labels, classCount: classes)
      }
      #expect(error?.reason == reason && error?.file == "t")
      #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
  }

  @Test func normalization() throws {
    let normalization = try Normalization(mean: [1, 2], standardDeviation: [2, 0.5])
    var pixels: [Float] = [1, 2, 3, 3, -1, 0]
    pixels.withUnsafeMutableBufferPointer { normalization.apply(to: $0) }
    #expect(pixels == [0, 0, 1, 2, -1, -4])
    // A channel of one colour is shifted only.
    let bytes: [UInt8] = [51, 0, 51, 255]
    let measured = bytes.withUnsafeBufferPointer { Normalization(measuring: $0, channels: 2) }
    #expect(abs(measured.mean[0] - 0.2) < 1e-6 && abs(measured.mean[1] - 0.5) < 1e-6)
    #expect(measured.standardDeviation[0] == 1 && abs(measured.standardDeviation[1] - 0.5) < 1e-6)
    for (mean, deviation) in [([], []), ([1], [1, 1]), ([.nan], [1]), ([0], [0])]
      as [([Float], [Float])]
    {
      let error = #expect(throws: TrainingDataError.self) {
        try Normalization(mean: mean, standardDeviation: deviation)
      }
      #expect(error?.reason == .invalidParameter)
    }
  }
}
