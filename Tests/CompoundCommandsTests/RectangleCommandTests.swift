import Foundation
import Interchange
import TestSupport
import Testing

/// Inputs that are no squares, through the commands; the counts are PyTorch's `FlopCounterMode` on
/// torchvision 0.28's and timm 1.0.31's networks at 224 rows of 160 columns.
@Suite struct RectangleCommandTests {
  @Test(arguments: [
    ("summary efficientnet-b0 --resolution 224x160", "276126880"),
    ("summary efficientnet-b0@224x160 --by layer", "276126880"),
    ("compare efficientnet-b0 --resolution 224x160", "276126880"),
    ("count resnet-50 --resolution 224x160", "2921431040"),
    ("compare densenet-121 --resolution 160x224", "2024693760"),
    ("sweep efficientnet-b0@224x160 --phi 0", "276126880"),
  ])
  func costs(command: String, multiplyAdds: String) async throws {
    var transcript = try Transcript()
    await transcript.run("\(command) --format json")
    #expect(transcript.text.contains(multiplyAdds), "\(transcript.text)")
    let side = command.contains("160x224") ? "160x224" : "224x160"
    #expect(command.hasPrefix("count") || transcript.text.contains("\"resolution\": \"\(side)\""))
  }

  /// 224 · 1.15 = 257.6 and 160 · 1.15 = 184, in tables, in files and from there again.
  @Test func scaling() async throws {
    try await withTemporaryFolder { folder in
      var transcript = try Transcript(places: [(folder, "FOLDER")])
      await transcript.run("sweep efficientnet-b0@224x160 --phi 0,1 --format csv")
      #expect(transcript.text.contains(",258x184,"), "\(transcript.text)")
      await transcript.run("rounding efficientnet-b0@224x160 --scaling r=1.15")
      #expect(transcript.text.contains("258x184"), "\(transcript.text)")
      await transcript.run("fit-budget efficientnet-b0@224x160 --flops 700M")
      await transcript.run(
        "architecture efficientnet-b0 --resolution 224x160 --phi 1 --output FOLDER/one.yaml")
      let text = try String(contentsOfFile: "\(folder)/one.yaml", encoding: .utf8)
      #expect(text.contains("resolution: [258, 184]\n"), "\(text)")
      await transcript.run("summary FOLDER/one.yaml")
      #expect(transcript.text.contains("at 258×184"), "\(transcript.text)")
      #expect(!transcript.text.contains("exit status"), "\(transcript.text)")
      await transcript.run("summary efficientnet-b0 --resolution 224x")
      #expect(transcript.text.contains("exit status 64"), "\(transcript.text)")
    }
  }

  /// Tensors of 12 rows and 20 columns decide the resolution; weights go on to `predict` and `export`.
  @Test func tensorsOfAnyShape() async throws {
    try await withTemporaryFolder { folder in
      let pixels: [Float] = (0..<24 * 12 * 20).map { Float($0 * 37 % 101) / 101 }
      let labels: [Int64] = (0..<24).map { $0 % 3 }
      let input = NamedTensor(name: "input", shape: [24, 1, 12, 20], elements: .float32(pixels))
      let classes = NamedTensor(name: "labels", shape: [24], elements: .int64(labels))
      try SafetensorsFile.write([input, classes], to: "\(folder)/data.safetensors")
      var transcript = try Transcript(places: [(folder, "FOLDER")])
      await transcript.run(
        "train mobilenet-v1 --width 0.25 --data FOLDER/data.safetensors --epochs 1 --batch 8 "
          + "--augmentation none --threads 1 --save FOLDER/w.safetensors")
      await transcript.run(
        "predict mobilenet-v1 --width 0.25 --data FOLDER/data.safetensors --input-channels 1 "
          + "--weights FOLDER/w.safetensors")
      await transcript.run(
        "export mobilenet-v1 --width 0.25 --resolution 12x20 --input-channels 1 "
          + "--weights FOLDER/w.safetensors --output FOLDER/net.onnx")
      #expect(!transcript.text.contains("exit status"), "\(transcript.text)")
      // Dimensions 1, 12, 20 as Protocol Buffers write them.
      let file = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/net.onnx"))
      let shape: [UInt8] = [0x0A, 0x02, 0x08, 1, 0x0A, 0x02, 0x08, 12, 0x0A, 0x02, 0x08, 20]
      #expect(file.firstRange(of: Data(shape)) != nil)
      await transcript.run(
        "train mobilenet-v1 --data FOLDER/data.safetensors --resolution 20x12 --epochs 1")
      #expect(
        transcript.text.contains("the images are 12×20, used as they are; expected 20x12"),
        "\(transcript.text)")
    }
  }

  /// A space and a search at a rectangle: 16 · 9 · 3 weights on 48 × 32 pixels in the stem's share.
  @Test func spaces() async throws {
    try await withTemporaryFolder { folder in
      let square = try String(
        contentsOf: fixtureURL("Inputs/search.yaml", in: .module), encoding: .utf8)
      let text = square.replacingOccurrences(of: "resolution: 96", with: "resolution: [96, 64]")
        .replacingOccurrences(of: "resolution: 16", with: "resolution: [16, 12]")
      try text.write(toFile: "\(folder)/s.yaml", atomically: true, encoding: .utf8)
      var transcript = try Transcript(places: [(folder, "FOLDER")])
      await transcript.run("space FOLDER/s.yaml")
      #expect(transcript.text.contains("at 96x64 pixels"), "\(transcript.text)")
      await transcript.run("search FOLDER/s.yaml --output FOLDER/study --threads 1")
      await transcript.run("study best FOLDER/study --architecture")
      #expect(transcript.text.contains("resolution: [96, 64]\n"), "\(transcript.text)")
      await transcript.run("search FOLDER/s.yaml --output FOLDER/study --threads 1")
      #expect(!transcript.text.contains("exit status"), "\(transcript.text)")
    }
  }
}
