import Architectures
import Files
import Foundation
import Interchange
import NetworkExecution
import Networks
import ONNX
import TestSupport
import Testing

/// Networks read from ONNX files compute what onnxruntime computes; `Fixtures/onnx-logits.py` has made
/// the files and run them.
@Suite struct ONNXNetworkTests {
  struct Fact: Decodable, CustomTestStringConvertible {
    let file: String
    let source: String
    /// Of two images, one after the other.
    let logits: [Float]

    var testDescription: String { file }

    static let all: [Fact] = (try? fixture("onnx-logits", in: .module)) ?? []
  }

  /// The images that Python calls `input`, `[N, C, H, W]`, with their channels innermost.
  private static let images: [[Float]] = {
    let (resolution, channels) = (9, 3)
    let area = resolution * resolution
    let start = "input".utf8.reduce(0) { $0 + Int($1) } % 89
    return (0..<2).map { image in
      (0..<(area * channels)).map { position in
        let (pixel, channel) = position.quotientAndRemainder(dividingBy: channels)
        let index = (image * channels + channel) * area + pixel
        return Float((index * 37 + start) % 97 - 48) / 64
      }
    }
  }()

  private func read(_ path: String) throws -> ONNXImport {
    try ONNXImport(ModelMessage(path: path))
  }

  private func logits(_ file: ONNXImport) throws -> [Float] {
    let engine = try InferenceEngine(
      file.network.lowered(), weights: file.values(), batch: 1, threads: 1)
    return Self.images.flatMap { engine.logits(of: $0) }
  }

  private func expect(
    _ found: [Float], near expected: [Float], within tolerance: Float = 1e-5
  ) {
    let largest = expected.map(abs).max() ?? 0
    let deviation = zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
    #expect(found.count == expected.count)
    #expect(deviation < tolerance * largest, "logits deviate by \(deviation) of \(largest)")
  }

  @Test func theFixtureIsThere() { #expect(Fact.all.count == 11) }

  @Test(arguments: Fact.all) func computesAsONNXRuntime(fact: Fact) throws {
    let file = try read(fixtureURL("onnx/\(fact.file)", in: .module).path)
    expect(try logits(file), near: fact.logits)
    #expect(file.notes == [])
  }

  @Test(arguments: Fact.all) func writtenAgainItIsTheSame(fact: Fact) throws {
    let file = try read(fixtureURL("onnx/\(fact.file)", in: .module).path)
    let values = try file.values()
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/again.onnx"
    let network = try file.network.lowered()
    try ONNXFile.write(network, to: path) { try #require(values[$0]) }
    let again = try read(path)
    expect(try logits(again), near: fact.logits)
    let other = try again.network.lowered()
    #expect(other.layers.map(\.output) == network.layers.map(\.output))
    #expect(try again.values() == values)
  }

  /// Whatever operators the version has: the same numbers, of which half precision keeps eleven bits.
  @Test(arguments: Fact.all, [11, 14, 17, 25])
  func writtenInOtherVersions(fact: Fact, operatorSet: Int) throws {
    let file = try read(fixtureURL("onnx/\(fact.file)", in: .module).path)
    let values = try file.values()
    let folder = try TemporaryFolder()
    for isHalf in [false, true] {
      let path = "\(folder.path)/\(isHalf).onnx"
      try ONNXFile.write(
        try file.network.lowered(), to: path,
        settings: ONNXSettings(operatorSet: operatorSet, isHalf: isHalf)
      ) { try #require(values[$0]) }
      let again = try read(path)
      expect(try logits(again), near: fact.logits, within: isHalf ? 2e-3 : 1e-5)
    }
  }

  /// What `Rows` says, and not the nodes that it is spelt out in.
  @Test(arguments: ["rows-torchscript-11", "rows-torchscript-17", "rows-dynamo"])
  func operatorsOfTheCodeAreFoundAgain(name: String) throws {
    let file = try read(fixtureURL("onnx/\(name).onnx", in: .module).path)
    let operations = try file.network.lowered().layers.map(\.operation)
    #expect(
      operations == [
        .input,
        .convolution(
          Convolution(outputChannels: 6, kernelSize: 3, stride: 3, padding: .valid, hasBias: true)),
        .convolution(
          Convolution(
            outputChannels: 6, kernelSize: 3, groups: 6, padding: .symmetric(1), hasBias: true)),
        .layerNormalization(epsilon: 1e-6), .fullyConnected(FullyConnected(outputs: 12)),
        .activation(.gelu), .fullyConnected(FullyConnected(outputs: 6)),
        .channelScale(initialValue: 1), .add, .activation(.tanh), .flatten,
        .fullyConnected(FullyConnected(outputs: 5)),
      ])
  }

  /// `Shuffled` applies one convolution twice.
  @Test func weightsUsedTwiceAreShared() throws {
    let file = try read(fixtureURL("onnx/shuffled-torchscript-17.onnx", in: .module).path)
    let network = try file.network.lowered()
    let shared = network.layers.compactMap(\.weightSource)
    #expect(shared.count == 1)
    #expect(network.name(of: shared[0]) == "branch")
  }

  /// Shapes are all that counting needs; whoever needs the numbers is told which file has them.
  @Test func missingDataAreNamed() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/alone.onnx"
    try FileManager.default.copyItem(
      atPath: fixtureURL("onnx/elsewhere.onnx", in: .module).path, toPath: path)
    let file = try read(path)
    // Of `Blocks`: 216 + 120 + 36 + 40 + 296 + 85, and 32 of normalisations.
    let trained = try file.network.lowered().parameters.filter(\.isTrained)
    #expect(trained.reduce(0) { $0 + $1.count } == 825)
    let error = #expect(throws: FileError.self) { try file.values() }
    #expect(error?.message.contains("'elsewhere.data', which is not there") == true)
  }

  /// Damaged files are read or refused, and what is read can be asked for its weights.
  @Test(arguments: Fact.all) func damagedFiles(fact: Fact) throws {
    let whole = try [UInt8](
      Data(contentsOf: fixtureURL("onnx/\(fact.file)", in: .module)))
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    for _ in 0..<60 {
      var damaged = whole
      for _ in 0...random(2) {
        let place = random(damaged.count)
        switch random(3) {
        case 0: damaged[place] = UInt8(random(256))
        case 1: damaged[place] ^= 1 << UInt8(random(8))
        default: damaged.remove(at: place)
        }
      }
      do {
        let file = try ONNXImport(ModelMessage(bytes: damaged, file: "damaged.onnx"))
        _ = try file.values()
      } catch is FileError {
      } catch is NetworkError {
      }
    }
  }

  @Test func otherSizes() throws {
    let file = try read(fixtureURL("onnx/blocks-torchscript-17.onnx", in: .module).path)
    let changed = try file.network.with(
      .init(resolution: Resolution(height: 21, width: 13), classes: 7))
    let network = try changed.lowered()
    #expect(network.outputShape.channels == 7)
    #expect(network.inputShape.resolution == Resolution(height: 21, width: 13))
    #expect(throws: (any Error).self) { try file.network.with(.init(inputChannels: 1)) }
    #expect(throws: (any Error).self) { try file.network.scaled(by: .init(width: 2)) }
  }
}
