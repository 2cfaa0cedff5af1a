import Foundation
import Interchange
import Testing

/// What `activation-map` writes, says and refuses.
@Suite struct ActivationMapCommandTests {
  private static let network = """
    resolution: 16
    activation: relu
    stem: { channels: 8 }
    stages:
      - { block: mbConv, stride: 2, channels: 16, expansionRatio: 2, squeezeRatio: 0.25 }
    head: { channels: 32, classes: 3 }
    """

  @Test func activationMaps() async throws {
    try await withTemporaryFolder { folder in
      try Self.network.write(
        toFile: "\(folder)/net.yaml", atomically: true, encoding: .utf8)
      try Self.network.replacingOccurrences(of: "channels: 32", with: "channels: 48").write(
        toFile: "\(folder)/wide.yaml", atomically: true, encoding: .utf8)
      try Self.network.replacingOccurrences(of: "classes: 3", with: "classes: 4").write(
        toFile: "\(folder)/four.yaml", atomically: true, encoding: .utf8)
      try SafetensorsFile.write(
        [
          NamedTensor(
            name: "input", shape: [2, 3, 16, 16],
            elements: .float32((0..<1536).map { Float($0 % 7) - 3 })),
          NamedTensor(name: "labels", shape: [2], elements: .int64([0, 1])),
        ], to: "\(folder)/images.safetensors")
      var transcript = try Transcript(places: [(folder, "FOLDER")])
      await transcript.run("export FOLDER/net.yaml --output FOLDER/net.safetensors")
      await transcript.run("export FOLDER/four.yaml --output FOLDER/four.safetensors")
      let weights = "--weights FOLDER/net.safetensors"
      await transcript.run("export FOLDER/net.yaml \(weights) --output FOLDER/net.onnx")
      let end = "--data FOLDER/images.safetensors --output FOLDER/maps"
      let net = "activation-map FOLDER/net.yaml"
      for line in [
        "\(net) --data FOLDER/images.safetensors",
        "\(net) FOLDER/net.yaml \(weights) \(end)",
        "\(net) \(weights) --weights FOLDER/four.safetensors \(end)",
        "activation-map FOLDER/net.onnx \(weights) \(end)",
        "activation-map FOLDER/wide.yaml \(weights) \(end)",
        "\(net) FOLDER/four.yaml \(weights) --weights FOLDER/four.safetensors \(end)",
        "\(net) \(weights) \(end) --image 0 2",
        "\(net) \(weights) \(end) --class 3",
        "\(net) \(weights) --data FOLDER/nowhere --output FOLDER/maps",
        "\(net) \(weights) --data FOLDER/images.safetensors --output -",
        "\(net) \(weights) --data FOLDER/images.safetensors --output FOLDER/net.yaml",
      ] { await transcript.run(line) }
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/maps"))
      await transcript.run(
        "\(net) FOLDER/net.onnx FOLDER/net.yaml \(weights) \(weights) \(end) --image 1")
      try transcript.expect("activation-map")
      let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/maps").sorted()
      #expect(files == ["net-1.png", "net-2-1.png", "net-3-1.png", "sheet.svg"])
      for file in files.dropLast() {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/maps/\(file)"))
        // The signature; three bytes for each of 256 pixels, and one for each row.
        #expect(Array(bytes.prefix(4)) == [0x89, 0x50, 0x4E, 0x47])
        #expect(bytes.count > 3 * 256 + 16)
      }
    }
  }
}
