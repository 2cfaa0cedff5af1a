import Foundation
import Interchange
import NetworkExecution
public import Networks
import TrainingData
import TrainingRecipes

/// The whole state of a training as a safetensors file.
///
/// Tensors: `parameters/<name>`, `optimizer/<slot>/<name>`, `average/<name>`, `best/<name>`, and on the
/// step of a validation `precise/<name>`, what was scored with statistics of its own (float32, our
/// layouts); `curve` and `running`, whose doubles are kept as the bits of int64. Metadata: format,
/// network, data, seed, step and recipe. Where the data stands follows from seed and step.
public enum Checkpoint {
  static let format = "compound-checkpoint-1"
  /// What stands before a parameter's name where its values as trained are meant.
  static let parametersPrefix = "parameters/"
  /// What stands before the name where the statistics were measured anew.
  static let precisePrefix = "precise/"

  /// Whether the file at `path` is a checkpoint, and not a plain file of weights.
  ///
  /// - Throws: `FileError` for a file that is no safetensors file.
  public static func isCheckpoint(_ path: String) throws -> Bool {
    try SafetensorsFile(path: path).metadata["format"] == format
  }

  /// The weights of a network in a checkpoint: those that the minival has chosen so far, those with
  /// statistics of their own, or the averaged ones, where it has them.
  ///
  /// - Parameters:
  ///   - path: The path of the checkpoint.
  ///   - network: The network that the weights are for.
  ///   - replacesClassifier: Whether the classifier stays as it is, for training on other classes.
  /// - Returns: The elements of every parameter but those of a classifier that stays.
  /// - Throws: ``TrainingError`` for a file that is no checkpoint, or whose tensors are not those
  ///   of the network; `FileError` for one that is no safetensors file.
  public static func weights(
    path: String, for network: Network, replacesClassifier: Bool = false
  ) throws -> WeightTable {
    let file = try open(path)
    let prefix =
      ["best/", precisePrefix, "average/"].first { prefix in
        file.entries.contains { $0.name.hasPrefix(prefix) }
      } ?? parametersPrefix
    let layout = ParameterLayout(network)
    let parameters = Dictionary(uniqueKeysWithValues: layout.tensors.map { ($0.name, $0.id) })
    let spared = replacesClassifier ? network.classifiers : []
    var weights = WeightTable()
    var unknown: [String] = []
    for entry in file.entries where entry.name.hasPrefix(prefix) {
      let name = String(entry.name.dropFirst(prefix.count))
      guard let parameter = parameters[name] else {
        unknown.append(name)
        continue
      }
      if !spared.contains(parameter.layer) {
        weights[parameter] = try file.finiteFloats(entry.name)
      }
    }
    try TrainingError.translating {
      try layout.check(weights, unknownNames: unknown.sorted(), except: spared)
    }
    return weights
  }

  static func open(_ path: String) throws -> SafetensorsFile {
    let file = try SafetensorsFile(path: path)
    guard file.metadata["format"] == format else {
      throw TrainingError(
        .checkpointMismatch,
        "\(path): format \(file.metadata["format"] ?? "unknown"); expected \(format), a file that "
          + "training has written")
    }
    return file
  }
}

extension TrainingSession {
  /// Writes the state, replacing the file at once.
  func save(_ path: String) throws {
    var tensors: [NamedTensor] = []
    var blocks = stateBlocks()
    // No part of the state: it is measured again where it is needed.
    if let precise, precise.step == step {
      blocks.append(
        (StatePrefix(text: Checkpoint.precisePrefix, coversStatistics: true), precise.weights))
    }
    for (prefix, block) in blocks {
      for tensor in engine.parameters.layout.tensors where prefix.covers(tensor) {
        let values = UnsafeBufferPointer(start: block.base + tensor.offset, count: tensor.count)
        tensors.append(
          NamedTensor(
            name: prefix.text + tensor.name, shape: tensor.shape,
            elements: .float32(Array(values))))
      }
    }
    let points = curve.flatMap(\.bits)
    tensors.append(
      NamedTensor(name: "curve", shape: [curve.count, 7], elements: .int64(points)))
    tensors.append(
      NamedTensor(name: "running", shape: [4], elements: .int64(running.bits)))
    try SafetensorsFile.write(tensors, metadata: metadata, to: path)
  }

  /// Goes on where a checkpoint stopped.
  func restore(_ path: String) throws {
    let file = try Checkpoint.open(path)
    try checkMetadata(file)
    var loaded: [(UnsafeMutablePointer<Float>, [Float])] = []
    for (prefix, block) in stateBlocks() {
      for tensor in engine.parameters.layout.tensors where prefix.covers(tensor) {
        let name = prefix.text + tensor.name
        guard file.entry(named: name)?.shape == tensor.shape else {
          throw mismatch(
            path,
            "\(name) has shape \(file.entry(named: name)?.shape ?? []); expected "
              + "\(tensor.shape)")
        }
        loaded.append((block.base + tensor.offset, try file.finiteFloats(name)))
      }
    }
    guard let done = file.metadata["step"].flatMap(Int.init), (0...steps).contains(done) else {
      throw mismatch(path, "step \(file.metadata["step"] ?? "missing"); expected 0 to \(steps)")
    }
    let (points, sums) = (try file.integers("curve"), try file.integers("running"))
    guard points.count % 7 == 0, sums.count == 4 else {
      throw mismatch(path, "curve or running sums have \(points.count) and \(sums.count) values")
    }
    for (target, values) in loaded { target.update(from: values, count: values.count) }
    curve = stride(from: 0, to: points.count, by: 7).map {
      TrainingResult.Point(bits: Array(points[$0..<$0 + 7]))
    }
    running = RunningScore(bits: sums)
    step = done
  }

  /// What stands before a recipe's keys in the metadata.
  private static let recipePrefix = "recipe/"

  private var metadata: [String: String] {
    var texts = [
      "format": Checkpoint.format, "network": engine.network.name, "seed": "\(seed)",
      "step": "\(step)", "layers": engine.network.fingerprint,
      "data": "\(data.name), \(data.training.count) and \(data.validation.count) images",
    ]
    for (key, value) in RecipeDefinition(recipe).entries {
      texts[Self.recipePrefix + key.rawValue] = value
    }
    return texts
  }

  /// The same training, or it would not go on as if it had never stopped.
  private func checkMetadata(_ file: SafetensorsFile) throws {
    let expected = metadata
    let recorded = file.metadata.filter { $0.key.hasPrefix(Self.recipePrefix) }
    guard !recorded.isEmpty else {
      throw mismatch(
        file.path,
        "an earlier version wrote this checkpoint, and kept the recipe otherwise; begin afresh, or "
          + "start from its weights")
    }
    var differences: [String] = []
    for key in Set(expected.keys).union(recorded.keys).sorted() where key != "step" {
      let (found, expected) = (file.metadata[key] ?? "missing", expected[key] ?? "none")
      if found != expected {
        let name =
          key.hasPrefix(Self.recipePrefix) ? String(key.dropFirst(Self.recipePrefix.count)) : key
        differences.append("\(name) was '\(found)'; this training has '\(expected)'")
      }
    }
    guard differences.isEmpty else {
      throw mismatch(
        file.path, "a checkpoint of another training: " + differences.joined(separator: "; "))
    }
  }

  private func mismatch(_ path: String, _ message: String) -> TrainingError {
    TrainingError(.checkpointMismatch, "\(path): \(message)")
  }

  private struct StatePrefix {
    let text: String
    let coversStatistics: Bool

    func covers(_ tensor: ParameterTensor) -> Bool { coversStatistics || tensor.isTrained }
  }

  private func stateBlocks() -> [(StatePrefix, FloatBlock)] {
    var blocks = [
      (
        StatePrefix(text: Checkpoint.parametersPrefix, coversStatistics: true),
        engine.parameters.block
      )
    ]
    for (number, slot) in optimizer.slots.enumerated() {
      blocks.append((StatePrefix(text: "optimizer/\(number)/", coversStatistics: false), slot))
    }
    if let best { blocks.append((StatePrefix(text: "best/", coversStatistics: true), best)) }
    if let average = optimizer.average {
      blocks.append((StatePrefix(text: "average/", coversStatistics: true), average))
    }
    return blocks
  }
}

extension TrainingResult.Point {
  fileprivate var bits: [Int64] {
    [Int64(step)]
      + [epoch, learningRate, trainingLoss, trainingTop1, validationLoss, top1].map {
        Int64(bitPattern: $0.bitPattern)
      }
  }

  /// Seven values, as `bits` gives them.
  fileprivate init(bits: [Int64]) {
    func number(_ index: Int) -> Double { Double(bitPattern: UInt64(bitPattern: bits[index])) }
    self.init(
      step: Int(bits[0]), epoch: number(1), learningRate: number(2), trainingLoss: number(3),
      trainingTop1: number(4), validationLoss: number(5), top1: number(6))
  }
}

extension TrainingSession.RunningScore {
  fileprivate var bits: [Int64] {
    [Int64(bitPattern: loss.bitPattern), Int64(images), Int64(correct), Int64(batches)]
  }

  fileprivate init(bits: [Int64]) {
    self.init()
    loss = Double(bitPattern: UInt64(bitPattern: bits[0]))
    (images, correct, batches) = (Int(bits[1]), Int(bits[2]), Int(bits[3]))
  }
}
