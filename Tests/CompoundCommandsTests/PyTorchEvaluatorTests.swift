import ArchitectureSearch
import Architectures
import Foundation
import SearchTestSupport
import Searches
import Studies
import TestSupport
import Testing
import TrainingRecipes

@testable import CompoundCommands

/// An evaluator whose interpreter is a shell script that is called as Python would be.
func stubTorch(
  _ script: String, in folder: String, data: String, keys: String = "device: cpu"
) throws -> PyTorchEvaluator {
  let interpreter = "\(folder)/python \(UUID().uuidString)"
  try "#!/bin/sh\n\(script)\n".write(toFile: interpreter, atomically: true, encoding: .utf8)
  try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: interpreter)
  let file = try SearchFile(
    text: """
      search: architecture
      space: {name: one, resolution: 32, stem: {channels: 8}, stages: [{channels: [8, 16]}]}
      objective: {target: 1M}
      trials: 1
      proxy: {resolution: 16}
      training: {data: "\(data)", epochs: 3, batch: 8, optimizer: rmsprop, augmentation: flip}
      evaluator: {pytorch: {python: "\(interpreter)", \(keys)}}

      """, path: "t.yaml")
  guard case .architecture(let definition) = file.definition,
    case .pytorch(let torch) = definition.evaluator
  else { throw SearchError.interrupted }
  return PyTorchEvaluator(
    torch, training: definition.training, images: 640, threads: 3, place: nil)
}

/// Candidates that PyTorch trains, with a script in the interpreter's place.
@Suite struct PyTorchEvaluatorTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func request(_ trial: Int = 0, values: [String: Double] = [:]) throws -> EvaluationRequest
  {
    EvaluationRequest(
      trial: trial, candidate: "c\(trial)",
      architecture: try smallArchitecture().with(inputChannels: 1, head: Head(classes: 7)),
      epochs: 5, seed: 18_446_744_073_709_551_615, checkpoints: folder.path + "/checkpoints",
      values: values)
  }

  private static let passing =
    "echo '{\"epoch\": 1, \"accuracy\": 0.25}'; printf '{\n \"accuracy\": 0.5,\n \"imagesPerSecond\": 10,\n \"device\": \"cpu\"}' > result.json"

  @Test func theTrainingsFolderHoldsWhatRan() async throws {
    let evaluator = try stubTorch(
      "[ \"$1 $2\" = 'trainer.py request.json' ] || exit 1; \(Self.passing)", in: folder.path,
      data: "some/images")
    let request = try request(values: [EvaluationRequest.learningRate: 2])
    let found = try await evaluator.evaluate(request, control: EvaluationControl())
    #expect(found.score.value == 0.5 && found.measures["imagesPerSecond"] == 10)
    let content = try #require(
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: request.folder + "/request.json")))
        as? [String: Any])
    let recipe = try #require(content["recipe"] as? [String: String])
    #expect(recipe["epochs"] == "5.0" && recipe["batch"] == "8" && recipe["optimizer"] == "rmsprop")
    #expect(recipe["augmentation"] == "flip" && recipe["recipe"] == nil)
    // The factor of the design is on the recipe's rate.
    let plain = try TrainingDefinition(epochs: 5).recipe(trainingImages: 640).schedule.peak
    #expect(recipe["learningRate"].flatMap(Double.init) == 2 * plain)
    let network = try #require(content["network"] as? [String: Any])
    #expect(network["classes"] as? Int == 7 && network["channels"] as? Int == 1)
    #expect((content["seed"] as? NSNumber)?.uint64Value == request.seed)
    #expect(content["threads"] as? Int == 3 && content["device"] as? String == "cpu")
    let data = content["data"] as? [String: String]
    #expect(
      data?["path"]?.hasPrefix("/") == true && data?["path"]?.hasSuffix("some/images") == true)
    let code = try String(contentsOfFile: request.folder + "/model.py", encoding: .utf8)
    #expect(code.contains("def build()"))
    let trainer = try String(contentsOfFile: request.folder + "/trainer.py", encoding: .utf8)
    #expect(trainer.contains("import torch"))
  }

  /// Each of two devices has two trainings at once, by the names that the environment gives them.
  @Test func devicesAreDealt() async throws {
    let evaluator = try stubTorch(
      "sleep 1; echo \"$CUDA_VISIBLE_DEVICES\" > device; \(Self.passing)", in: folder.path,
      data: "images", keys: "device: cuda, devices: 2, workersPerDevice: 2")
    #expect(evaluator.capacity == 4)
    let requests = try (0..<4).map { try request($0) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for request in requests {
        group.addTask { _ = try await evaluator.evaluate(request, control: EvaluationControl()) }
      }
      try await group.waitForAll()
    }
    let devices = try requests.map {
      try String(contentsOfFile: $0.folder + "/device", encoding: .utf8)
    }
    #expect(devices.sorted() == ["0\n", "0\n", "1\n", "1\n"])
  }

  @Test func builtInDataAreRefused() async throws {
    let evaluator = try stubTorch(Self.passing, in: folder.path, data: "shapes")
    let error = await #expect(throws: EvaluationFailure.self) {
      try await evaluator.evaluate(request(), control: EvaluationControl())
    }
    #expect(
      error?.detail.contains("the built-in set 'shapes'; expected the path of images") == true)
  }

  @Test func whatTheTrainerSaysIsToldOfItsFailure() async throws {
    let evaluator = try stubTorch(
      "echo 'trainer.py: no module named torch; install it' >&2; exit 69", in: folder.path,
      data: "images")
    let error = await #expect(throws: EvaluationFailure.self) {
      try await evaluator.evaluate(request(), control: EvaluationControl())
    }
    #expect(error?.cause == "exit code 69" && error?.detail.contains("install it") == true)
  }
}
