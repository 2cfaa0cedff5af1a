import Files
import Foundation
import Interchange
import Testing
import TrainingData

@testable import ProxyTraining

@Suite struct SafetensorsDataTests {
  private func withFile(_ tensors: [NamedTensor], _ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("data-\(UUID().uuidString).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try SafetensorsFile.write(tensors, to: path)
    try body(path)
  }

  private func input(_ shape: [Int] = [2, 1, 2, 2]) -> NamedTensor {
    NamedTensor(
      name: "input", shape: shape,
      elements: .float32((0..<shape.reduce(1, *)).map { Float($0) }))
  }

  private func labels(_ values: [Int64]) -> NamedTensor {
    NamedTensor(name: "labels", shape: [values.count], elements: .int64(values))
  }

  @Test func imagesAreTakenAsTheyAre() throws {
    try withFile([input(), labels([2, 0])]) { path in
      let data = try DataSet.safetensors(path: path)
      #expect(data.classCount == 3)
      #expect(data.isTensors)
      let image = try data.training.image(at: 1, size: ImageSize(square: 2))
      #expect(image == [4, 5, 6, 7])
      #expect(data.normalizationTexts.isEmpty)
      let wider = try DataSet.safetensors(path: path, classes: 10)
      #expect(wider.classCount == 10)
    }
  }

  @Test func whatDoesNotFitIsNamed() throws {
    func message(_ tensors: [NamedTensor], classes: Int? = nil) throws -> String {
      var message = ""
      try withFile(tensors) { path in
        do {
          _ = try DataSet.safetensors(path: path, classes: classes)
        } catch {
          message = "\(error)"
        }
      }
      return message
    }
    #expect(try message([labels([0])]).contains("no tensor 'input'"))
    #expect(try message([input()]).contains("no tensor 'labels'"))
    #expect(try message([input([2, 4]), labels([0, 1])]).contains("shape [2, 4]"))
    #expect(try message([input([2, 0, 2, 2]), labels([0, 1])]).contains("shape [2, 0, 2, 2]"))
    #expect(try message([input(), labels([0, 1, 1])]).contains("3 labels"))
    #expect(try message([input(), labels([0, 5])], classes: 5).contains("label 1 is 5"))
    #expect(try message([input(), labels([0, -1])]).contains("label 1 is -1"))
    let bytes = NamedTensor(name: "input", shape: [1, 1, 1, 1], elements: .uint8([1]))
    #expect(try message([bytes, labels([0])]).contains("is of U8; expected floats"))
  }

  /// A validation part of the file is what is validated on; its labels count as classes, too.
  @Test func filesMayHaveAValidationPart() throws {
    let held = NamedTensor(
      name: "validationInput", shape: [1, 1, 2, 2], elements: .float32([9, 8, 7, 6]))
    let classes = NamedTensor(name: "validationLabels", shape: [1], elements: .int64([4]))
    try withFile([input(), labels([2, 0]), held, classes]) { path in
      let data = try DataSet.safetensors(path: path)
      #expect(data.validationOrigin == .own && data.classCount == 5)
      #expect(data.training.count == 2 && data.validation.count == 1)
      #expect(data.validation.label(at: 0) == 4)
      #expect(try data.validation.image(at: 0, size: ImageSize(square: 2)) == [9, 8, 7, 6])
      let hasLabels = try DataSet.hasLabels(safetensors: path)
      #expect(hasLabels)
    }
    try withFile([input(), labels([2, 0]), held]) { path in
      let error = #expect(throws: FileError.self) { try DataSet.safetensors(path: path) }
      #expect(error?.description.contains("no tensor 'validationLabels'") == true)
      let hasLabels = try DataSet.hasLabels(safetensors: path)
      #expect(!hasLabels)
    }
    let wide = NamedTensor(
      name: "validationInput", shape: [1, 1, 2, 3], elements: .float32([9, 8, 7, 6, 5, 4]))
    try withFile([input(), labels([2, 0]), wide, classes]) { path in
      let error = #expect(throws: FileError.self) { try DataSet.safetensors(path: path) }
      #expect(error?.description.contains("[1, 1, 2, 3]") == true)
    }
  }

  @Test func labelsMayBeMissingWherePredicted() throws {
    try withFile([input()]) { path in
      let data = try DataSet.safetensors(path: path, needsLabels: false)
      #expect(data.validation.count == 2)
      let hasLabels = try DataSet.hasLabels(safetensors: path)
      #expect(!hasLabels)
    }
  }

  @Test func normalizationsStandBesideWeights() throws {
    let data = try DataSet.shapes(trainingCount: 10, validationCount: 10)
    let found = try Normalization(texts: data.normalizationTexts)
    #expect(found == data.normalization)
    let none = try Normalization(texts: [:])
    #expect(none == nil)
    let broken = ["normalization.mean": "1 x", "normalization.standardDeviation": "1 1"]
    #expect(throws: TrainingDataError.self) { try Normalization(texts: broken) }
  }
}

@Suite struct PredictionResultTests {
  /// Two images, ln 2 and ln 4 apart: probabilities 2/3 and 1/5 of the right classes.
  @Test func closedForm() throws {
    let logits: [Float] = [0, Float(log(2.0)), Float(log(4.0)), 0]
    let result = try PredictionResult(logits: logits, classes: 2, labels: [1, 1])
    let score = try #require(result.score)
    #expect(score.top1 == 0.5)
    #expect(score.top5 == nil)
    #expect(abs(score.loss - (log(1.5) + log(5.0)) / 2) < 1e-6)
    #expect(result.predictions.map(\.label) == [1, 0])
    #expect(abs(result.predictions[1].probability - 0.8) < 1e-6)
    let unlabelled = try PredictionResult(logits: logits, classes: 2)
    #expect(unlabelled.score == nil)
  }

  @Test func fiveLikeliest() throws {
    let logits: [Float] = [6, 5, 4, 3, 2, 1, 0]
    let result = try PredictionResult(logits: logits + logits, classes: 7, labels: [4, 5])
    let score = try #require(result.score)
    #expect(score.top1 == 0)
    #expect(score.top5 == 0.5)
  }
}
