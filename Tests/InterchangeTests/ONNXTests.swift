import Files
import Foundation
import ModelZoo
import Networks
import ONNX
import Testing

@testable import Interchange

/// The fields of a message in Protocol Buffers' wire format.
private struct WireMessage {
  var integers: [Int: [UInt64]] = [:]
  var parts: [Int: [ArraySlice<UInt8>]] = [:]

  init(_ bytes: ArraySlice<UInt8>) throws {
    var rest = bytes
    func variable() throws -> UInt64 {
      var value: UInt64 = 0
      for shift in stride(from: UInt64(0), to: 70, by: 7) {
        let popped = rest.popFirst()
        let byte = try #require(popped)
        value |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { break }
      }
      return value
    }
    while !rest.isEmpty {
      let tag = try variable()
      let field = Int(tag >> 3)
      switch tag & 7 {
      case 0: integers[field, default: []].append(try variable())
      case 2:
        let count = Int(try variable())
        try #require(rest.count >= count)
        parts[field, default: []].append(rest.prefix(count))
        rest = rest.dropFirst(count)
      default:
        #expect(tag & 7 == 5)
        rest = rest.dropFirst(4)
      }
    }
  }

  func texts(_ field: Int) -> [String] {
    (parts[field] ?? []).map { String(decoding: $0, as: UTF8.self) }
  }

  func messages(_ field: Int) throws -> [WireMessage] {
    try (parts[field] ?? []).map(WireMessage.init)
  }
}

@Suite struct ONNXFileTests {
  /// Operators and tensors of torchvision's ResNet-18: 20 convolutions, each normalised, 17
  /// activations, 8 additions; 11,689,512 parameters and 9,600 running statistics.
  @Test func resNet18HasItsOperatorsAndParameters() throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(UUID().uuidString).onnx").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let model = try ModelZoo.model(named: "resnet-18")
    let architecture = try #require(model.architecture)
    let network = try model.network(resolution: 64)
    let names = try WeightNaming.torchvision.names(of: network, from: architecture)
    let counts = Dictionary(
      uniqueKeysWithValues: names.map { ($0.parameter, $0.shape.reduce(1, *)) })
    try ONNXFile.write(network, to: path) { parameter in
      [Float](repeating: 0.5, count: try #require(counts[parameter]))
    }
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let file = try WireMessage(bytes[...])
    #expect(file.integers[1] == [9])
    #expect(try file.messages(8)[0].integers[2] == [20])
    let graph = try #require(try file.messages(7).first)
    var operators: [String: Int] = [:]
    for node in try graph.messages(1) { operators[node.texts(4)[0], default: 0] += 1 }
    #expect(
      operators == [
        "Conv": 20, "BatchNormalization": 20, "Relu": 17, "Add": 8, "MaxPool": 1,
        "GlobalAveragePool": 1, "Flatten": 1, "Gemm": 1, "Identity": 1,
      ])
    let tensors = try graph.messages(5)
    #expect(tensors.reduce(0) { $0 + ($1.parts[9]?[0].count ?? 0) } == (11_689_512 + 9_600) * 4)
    #expect(tensors.count == 102)
    #expect(try graph.messages(11).map { $0.texts(1) } == [["input"]])
    #expect(try graph.messages(12).map { $0.texts(1) } == [["output"]])
    let shapes = Dictionary(
      uniqueKeysWithValues: tensors.map { ($0.texts(8)[0], $0.integers[1] ?? []) })
    #expect(shapes["stem.convolution.weight"] == [64, 3, 7, 7])
    #expect(shapes["head.logits.weight"] == [1000, 512])
  }

  @Test func everyValueIsMadeOnceBeforeItIsRead() throws {
    for name in ["nasnet-a-mobile", "shufflenet-v2-1.0", "convnext-t", "ghostnet", "polynet"] {
      let network = try ModelZoo.model(named: name).network()
      var graph = ONNXGraph(network)
      graph.addLayers()
      var made: Set<String> = ["input"]
      for initializer in graph.initializers {
        #expect(made.insert(initializer.name).inserted, "\(name): \(initializer.name) twice")
      }
      for node in graph.nodes {
        for input in node.inputs { #expect(made.contains(input), "\(name): \(input)") }
        for output in node.outputs {
          #expect(made.insert(output).inserted, "\(name): \(output)")
        }
      }
      #expect(made.contains("output"))
    }
  }

  /// Layers of other outputs are training's: the file is that of the network without them.
  @Test func auxiliaryLayersAreLeftOut() throws {
    func file(hasHead: Bool) throws -> (bytes: Data, tensors: [String]) {
      var builder = NetworkBuilder(
        name: "headed", input: try TensorShape(height: 4, width: 4, channels: 3))
      let linear = Operation.fullyConnected(FullyConnected(outputs: 5))
      let body = try builder.add(linear, to: builder.input, name: "body")
      let pooled = try builder.add(.globalAveragePooling, to: body, name: "pooling")
      let logits = try builder.add(linear, to: pooled, name: "logits")
      var outputs = [NetworkOutput(name: "logits", layer: logits)]
      if hasHead {
        let head = try builder.add(linear, to: body, name: "head")
        outputs.append(NetworkOutput(name: "head", layer: head))
      }
      let network = try builder.finish(outputs: outputs)
      let names = try WeightNaming.compound.names(of: network, from: nil)
      #expect(names.filter(\.isClassifier).map(\.tensor) == ["logits.weight", "logits.bias"])
      let counts = Dictionary(
        uniqueKeysWithValues: names.map { ($0.parameter, $0.shape.reduce(1, *)) })
      let path = FileManager.default.temporaryDirectory
        .appendingPathComponent("\(UUID().uuidString).onnx").path
      defer { try? FileManager.default.removeItem(atPath: path) }
      try ONNXFile.write(network, to: path) { parameter in
        [Float](repeating: 0.5, count: try #require(counts[parameter]))
      }
      return (try Data(contentsOf: URL(fileURLWithPath: path)), names.map(\.tensor))
    }
    let (headed, plain) = (try file(hasHead: true), try file(hasHead: false))
    #expect(headed.bytes == plain.bytes)
    // A file of weights has all that the network has.
    #expect(headed.tensors == plain.tensors + ["head.weight", "head.bias"])
  }

  @Test func wrongValuesLeaveNoFile() throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(UUID().uuidString).onnx").path
    let network = try ModelZoo.model(named: "resnet-18").network(resolution: 32)
    let error = #expect(throws: FileError.self) {
      try ONNXFile.write(network, to: path) { _ in [1] }
    }
    #expect(error?.reason == .mismatch)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func networksBeyondTheFormatsLimitAreRefused() throws {
    let network = try ModelZoo.model(named: "amoebanet-b-18-512").network()
    let error = #expect(throws: FileError.self) {
      try ONNXFile.write(network, to: "/nowhere/at/all.onnx") { _ in [] }
    }
    #expect(error?.reason == .outOfRange)
  }
}

@Suite struct ONNXRefusalTests {
  @Test func transformersAreRefusedBeforeAFileExists() throws {
    let network = try ModelZoo.model(named: "vit-ti-16").network()
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(UUID().uuidString).onnx").path
    let error = #expect(throws: FileError.self) {
      try ONNXFile.write(network, to: path) { _ in [] }
    }
    #expect(error?.message.contains("token embedding") == true)
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
