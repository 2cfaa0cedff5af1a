import Foundation
import Testing

@testable import TrainingData

@Suite struct DataSetSurveyTests {
  /// Grey images of two pixels.
  private func images(_ pixels: [UInt8], _ labels: [Int]) throws -> ByteImages {
    try ByteImages(
      pixels: pixels, size: ImageSize(height: 1, width: 2), channels: 1, labels: labels)
  }

  /// Means and deviations as their definitions give them for a few bytes; counts by class.
  @Test func figures() throws {
    let training = try images([0, 51, 102, 153, 204, 255], [0, 1, 0])
    let validation = try images([255, 255, 0, 51], [1, 0])
    let data = try DataSet(
      name: "bytes", classNames: ["a", "b", "c"], flipPreservesLabels: true, training: training,
      validation: validation)
    let survey = try DataSetSurvey(of: data, drawnAt: ImageSize(square: 9), threads: 2)
    #expect(survey.parts.map(\.name) == [.training, .validation])
    #expect(survey.parts.map(\.counts) == [[2, 1, 0], [1, 1, 0]])
    let moments = survey.parts.map { $0.moments[0] }
    #expect(moments.map(\.count) == [6, 4])
    // 0, 1/5, …, 1: their mean is 1/2, their variance 35/12 of 1/25.
    #expect(abs(moments[0].mean - 0.5) < 1e-7)
    #expect(abs(moments[0].deviation - (35.0 / 300).squareRoot()) < 1e-7)
    // 1, 1, 0, 1/5.
    #expect(abs(moments[1].mean - 0.55) < 1e-7)
    let squares = 2 * 0.45 * 0.45 + 0.55 * 0.55 + 0.35 * 0.35
    #expect(abs(moments[1].deviation - (squares / 4).squareRoot()) < 1e-7)
    // The first image of both.
    #expect(
      survey.shared == [
        SharedImage(
          validation: 1, validationLabel: 0, training: 0, trainingLabel: 0, copies: 1)
      ])
  }

  /// Values far from 0 lose nothing of their deviation, however many images they are spread over.
  @Test func momentsOfLargeValues() throws {
    let values = (0..<600).map { 10_000 + Float($0 % 3) }
    let data = try DataSet.tensors(
      name: "large", input: values, shape: [600, 1, 1, 1], labels: (0..<600).map { $0 % 2 })
    let survey = try DataSetSurvey(of: data, drawnAt: ImageSize(square: 9), threads: 3)
    // Trained on and validated on alike: one part, and nothing to compare.
    #expect(survey.parts.count == 1 && survey.shared.isEmpty)
    #expect(abs(survey.parts[0].moments[0].mean - 10_001) < 1e-9)
    #expect(abs(survey.parts[0].moments[0].deviation - (2.0 / 3).squareRoot()) < 1e-9)
  }

  /// The same at any number of threads, and over more images than a block has.
  @Test func threadsChangeNothing() throws {
    let data = try DataSet.shapes(trainingCount: 300, validationCount: 40)
    let surveys = try [1, 5].map {
      try DataSetSurvey(of: data, drawnAt: ImageSize(square: 8), threads: $0)
    }
    #expect(surveys[0].parts == surveys[1].parts && surveys[0].shared == surveys[1].shared)
    #expect(surveys[0].parts[0].count == 300 && !surveys[0].parts[0].isStored)
  }

  /// Of a folder: sizes by area, and a picture found again under another name, in another class and
  /// another file, by its pixels.
  @Test(.enabled(if: ImageDecoders.standard.areThere, "libpng or libturbojpeg is not there"))
  func folders() throws {
    let (grey, color) = try (ImageFileFixture.file("grey.png"), ImageFileFixture.file("rgb.png"))
    let photo = try ImageFileFixture.file("420.jpg")
    // A comment changes a file and no pixel.
    let commented = Array(photo[..<2]) + [0xFF, 0xFE, 0, 4, 65, 66] + Array(photo[2...])
    let files: [String: [UInt8]] = [
      "train/cat/1.png": grey, "train/cat/2.jpg": photo, "train/cat/3.jpg": photo,
      "train/dog/1.jpg": try ImageFileFixture.file("odd-420.jpg"),
      "val/cat/a.png": color, "val/dog/b.jpg": commented,
    ]
    try withFolder(files) { folder in
      let data = try DataSet.open(folder)
      let survey = try DataSetSurvey(of: data, drawnAt: ImageSize(square: 9), threads: 2)
      let training = survey.parts[0]
      #expect(training.counts == [3, 1] && training.isStored && training.moments.count == 3)
      #expect(training.smallest == ImageSize(height: 22, width: 30))
      #expect(training.median == ImageSize(height: 22, width: 30))
      #expect(training.largest == ImageSize(height: 23, width: 31))
      #expect(survey.shared.count == 1)
      let shared = try #require(survey.shared.first)
      #expect(data.validation.file(of: shared.validation) == "\(folder)/val/dog/b.jpg")
      #expect(data.training.file(of: shared.training)?.hasPrefix("\(folder)/train/cat/") == true)
      #expect(shared.validationLabel == 1 && shared.trainingLabel == 0 && shared.copies == 2)
    }
  }

  /// An image that cannot be read is named.
  @Test(.enabled(if: ImageDecoders.standard.areThere, "libpng or libturbojpeg is not there"))
  func damage() throws {
    let image = try ImageFileFixture.file("rgb.png")
    let files: [String: [UInt8]] = [
      "a/1.png": image, "a/2.png": Array(image[..<200]), "b/1.png": image, "b/2.png": image,
    ]
    try withFolder(files) { folder in
      let error = #expect(throws: TrainingDataError.self) {
        let data = try DataSet.open(folder)
        _ = try DataSetSurvey(of: data, drawnAt: ImageSize(square: 9), threads: 2)
      }
      #expect(error?.file == "\(folder)/a/2.png" && error?.reason == .corrupt)
    }
  }
}
