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
      try writeTwoImages(to: "\(folder)/images.safetensors")
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

  /// Figure 7 of a small network: five of equal cost, all but the first, whose files can be shown
  /// again.
  @Test func scalings() async throws {
    try await withTemporaryFolder { folder in
      try Self.network.write(
        toFile: "\(folder)/net.yaml", atomically: true, encoding: .utf8)
      try SafetensorsFile.write(
        [
          NamedTensor(
            name: "input", shape: [2, 3, 16, 16],
            elements: .float32([Float](repeating: 0.5, count: 1536))),
          NamedTensor(name: "labels", shape: [2], elements: .int64([0, 1])),
        ], to: "\(folder)/images.safetensors")
      var transcript = try Transcript(places: [(folder, "FOLDER")])
      let net = "activation-map FOLDER/net.yaml"
      let training = "--images 64 --validation-images 16 --steps 2 --recipe proxy"
      for line in [
        "\(net) --data shapes --epochs 2",
        "\(net) --data shapes --compare-scalings 1",
        "\(net) FOLDER/net.yaml --data shapes --compare-scalings 4",
        "\(net) --data shapes --compare-scalings 4 --resolution 4 --output FOLDER/maps",
        "\(net) --data FOLDER/images.safetensors --compare-scalings 4",
        "activation-map densenet-121 --data shapes --compare-scalings 4 --output FOLDER/maps",
      ] { await transcript.run(line) }
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/maps"))
      try transcript.expect("activation-map-scalings")
      await transcript.run(
        "\(net) --data shapes --compare-scalings 4 --image 3 --output FOLDER/maps \(training)")
      let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/maps").sorted()
      let stems = files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
      #expect(
        stems.map { $0.split(separator: "-")[0] }
          == ["baseline", "compound", "depth", "resolution", "width"])
      let expected = stems.flatMap { ["\($0)-3.png", "\($0).safetensors", "\($0).yaml"] }
      #expect(files == (expected + ["sheet.svg"]).sorted())
      // What was drawn is drawn again, from the files beside it.
      for stem in stems where stem.hasPrefix("compound") {
        var again = try Transcript(places: [(folder, "FOLDER")])
        await again.run(
          "activation-map FOLDER/maps/\(stem).yaml --weights FOLDER/maps/\(stem).safetensors "
            + "--data shapes --image 3 --output FOLDER/again-\(stem)")
        // The file has the network's own name, which the sheet's begins with how it was scaled.
        let name = try #require(stem.split(separator: "-", maxSplits: 1).last)
        let contents = try ["maps/\(stem)", "again-\(stem)/\(name)"].map {
          try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)-3.png"))
        }
        #expect(contents[0] == contents[1], "\(stem)")
      }
    }
  }
}
