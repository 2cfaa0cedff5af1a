import Foundation
import Interchange
import TestSupport
import Testing

/// Files without a validation part: nothing is ranked on images it was trained on.
@Suite struct HeldOutDataTests {
  /// 64 images of noise with labels that mean nothing.
  private func noise(_ folder: String) throws {
    var state: UInt32 = 7
    func next() -> UInt32 {
      state = state &* 1_664_525 &+ 1_013_904_223
      return state >> 8
    }
    let pixels = (0..<64 * 3 * 64).map { _ in Float(next() % 1000) / 1000 }
    let labels = (0..<64).map { Int64($0 % 4) }
    try SafetensorsFile.write(
      [
        NamedTensor(name: "input", shape: [64, 3, 8, 8], elements: .float32(pixels)),
        NamedTensor(name: "labels", shape: [64], elements: .int64(labels)),
      ], to: "\(folder)/noise.safetensors")
  }

  /// Random labels can be learnt by heart, and then are known of none of the images held out: 12 in
  /// all, of which 6 right would already be a chance of 1 in 18.
  @Test func noiseIsNotLearnt() async throws {
    try await withTemporaryFolder { folder in
      try noise(folder)
      var transcript = try Transcript(places: [(folder, "FOLDER")])
      await transcript.run(
        "train mobilenet-v1 --width 0.25 --data FOLDER/noise.safetensors --epochs 30 --batch 8 "
          + "--validation-interval end --threads 1 --format json")
      #expect(transcript.text.contains("12 of the 64 images are held out"), "\(transcript.text)")
      let top1 = try #require(
        transcript.text.firstMatch(of: /\n  "top1": ([0-9.]+)/).flatMap { Double($0.1) })
      #expect(top1 <= 0.75)
    }
  }

  /// The recipe for comparing step by step trains on the whole file, and does not call what it then
  /// measures a validation.
  @Test func plainStepsReadTheWholeFile() async throws {
    try await withTemporaryFolder { folder in
      try noise(folder)
      var transcript = try Transcript(places: [(folder, "FOLDER")])
      await transcript.run(
        "train mobilenet-v1 --width 0.25 --data FOLDER/noise.safetensors --steps 2 --batch 8 "
          + "--threads 1")
      #expect(transcript.text.contains("Resubstitution top-1"), "\(transcript.text)")
      #expect(!transcript.text.contains("Validation top-1"), "\(transcript.text)")
      #expect(
        transcript.text.contains("the validation images are the 64 that are trained on"),
        "\(transcript.text)")
    }
  }

  /// A search over resolutions says what becomes of images of one size.
  @Test func searchesSayHowImagesAreSplitAndResized() async throws {
    try await withTemporaryFolder { folder in
      try noise(folder)
      let text = """
        search: coefficients
        model: efficientnet-b0
        grid: {alpha: [1.2], beta: [1.1], gamma: [1.15]}
        proxy: {width: 0.1, depth: 0.5, resolution: 8, repeatRounding: nearest}
        training: {data: \(folder)/noise.safetensors, epochs: 1, batch: 8}
        """
      try text.write(toFile: "\(folder)/search.yaml", atomically: true, encoding: .utf8)
      var transcript = try Transcript(places: [(folder, "FOLDER")])
      await transcript.run("search FOLDER/search.yaml --output FOLDER/study --threads 1")
      #expect(transcript.text.contains("12 of the 64 images are held out"), "\(transcript.text)")
      #expect(transcript.text.contains("see them resized, with anti-aliasing"))
      #expect(!transcript.text.contains("exit status"), "\(transcript.text)")
    }
  }
}
