import Foundation
import TestSupport
import Testing

/// What no option asks for stays as the file says, in every command that takes a model.
@Suite struct RequestedSizesTests {
  /// `Inputs/grey.yaml` is EfficientNet-B0 with `inputChannels: 1`; the counts are those of timm 1.0's
  /// `tf_efficientnet_b0` with `in_chans=1`: 5,287,972 and 378,589,408.
  @Test(arguments: [
    "summary Inputs/grey.yaml", "compare Inputs/grey.yaml",
    "count Inputs/grey.yaml --convention paper", "fit-budget Inputs/grey.yaml --flops 378589408",
    "sweep Inputs/grey.yaml --phi 0", "rounding Inputs/grey.yaml --phi 0",
    // The same networks by way of options.
    "summary efficientnet-b0 --input-channels 1", "compare efficientnet-b0 --input-channels 1",
    "count efficientnet-b0 --input-channels 1",
    "fit-budget efficientnet-b0 --input-channels 1 --flops 378589408",
    "sweep efficientnet-b0 --input-channels 1 --phi 0",
    "rounding efficientnet-b0 --input-channels 1 --phi 0",
  ])
  func grey(command: String) async throws {
    let text = try await output(of: "\(command) --format json")
    #expect(text.contains("378589408"), "\(text)")
    #expect(command.hasPrefix("count") || text.contains("5287972"), "\(text)")
  }

  /// A graph of cells: torchvision's DenseNet-121 has 7,978,856 parameters; a stem of 64 7×7 kernels
  /// has 64 · 49 · 2 fewer with one channel.
  @Test func greyGraph() async throws {
    let text = try await output(of: "summary densenet-121 --input-channels 1 --format json")
    #expect(text.contains("\(7_978_856 - 64 * 49 * 2)"), "\(text)")
  }

  /// `resolution: 96` and `classes: 10` of `Inputs/classes.yaml`: with 1,000 classes the head has
  /// 990 outputs of as many weights as features, and a bias, more.
  @Test func classesAndResolution() async throws {
    let ten = try await parameters(of: "Inputs/classes.yaml")
    let thousand = try await parameters(of: "Inputs/classes.yaml --classes 1000")
    #expect(thousand - ten == 990 * (64 + 1))
    for command in ["compare", "summary"] {
      let text = try await output(of: "\(command) Inputs/classes.yaml --format json")
      #expect(text.contains("\"resolution\": 96"), "\(text)")
    }
  }

  /// The input's shape in an ONNX file: dimensions 1, 224, 224 as Protocol Buffers write them.
  @Test func exportsOneChannel() async throws {
    try await withTemporaryFolder { folder in
      var transcript = try Transcript(places: [(folder, "FOLDER")])
      await transcript.run("export Inputs/grey.yaml --output FOLDER/grey.onnx")
      await transcript.run("export mobilenet-v1 --input-channels 1 --output FOLDER/option.onnx")
      #expect(!transcript.text.contains("exit status"), "\(transcript.text)")
      let side: [UInt8] = [0x0A, 0x03, 0x08, 0xE0, 0x01]
      for name in ["grey", "option"] {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).onnx"))
        #expect(data.firstRange(of: Data([0x0A, 0x02, 0x08, 1] + side + side)) != nil)
        #expect(data.firstRange(of: Data([0x0A, 0x02, 0x08, 3] + side + side)) == nil)
      }
    }
  }

  /// A space of grey images costs the stem with one channel, its search writes one channel, and
  /// neither contradicts the data.
  ///
  /// Each channel less saves 16 · 9 weights on 48 × 48 pixels.
  @Test func greySearch() async throws {
    try await withTemporaryFolder { folder in
      try writeGreyImages(to: folder)
      let text = try String(
        contentsOf: fixtureURL("Inputs/search.yaml", in: .module), encoding: .utf8
      ).replacingOccurrences(of: "data: shapes", with: "data: '\(folder)'")
      try text.write(toFile: "\(folder)/grey.yaml", atomically: true, encoding: .utf8)
      try text.replacingOccurrences(of: "name: small", with: "name: small\n  inputChannels: 3")
        .write(toFile: "\(folder)/colour.yaml", atomically: true, encoding: .utf8)
      let colour = try await leastMultiplyAdds("space Inputs/search.yaml", folder)
      #expect(
        try await leastMultiplyAdds("space FOLDER/grey.yaml", folder)
          == colour - 2 * 16 * 9 * 48 * 48)
      #expect(
        try await leastMultiplyAdds("space Inputs/search.yaml --input-channels 1", folder)
          == colour - 2 * 16 * 9 * 48 * 48)
      var transcript = try Transcript(places: [(folder, "FOLDER")])
      await transcript.run("search FOLDER/grey.yaml --output FOLDER/study --threads 1")
      await transcript.run("study best FOLDER/study --architecture")
      #expect(transcript.text.contains("inputChannels: 1\n"), "\(transcript.text)")
      #expect(!transcript.text.contains("exit status"), "\(transcript.text)")
      await transcript.run("search FOLDER/colour.yaml --output FOLDER/other --threads 1")
      #expect(transcript.text.contains("space.inputChannels: found 3"), "\(transcript.text)")
    }
  }

  /// What the data decides cannot be asked for otherwise.
  @Test func contradictions() async throws {
    try await withTemporaryFolder { folder in
      try writeGreyImages(to: folder)
      var transcript = try Transcript(places: [(folder, "FOLDER")])
      await transcript.run("train resnet-18 --data FOLDER --input-channels 3")
      #expect(transcript.text.contains("--input-channels 3: the data has 1 channels"))
    }
  }

  private func output(of command: String) async throws -> String {
    var transcript = try Transcript()
    await transcript.run(command)
    #expect(!transcript.text.contains("exit status"), "\(transcript.text)")
    return transcript.text
  }

  private func parameters(of model: String) async throws -> Int {
    let text = try await output(of: "compare \(model) --format csv")
    let lines = text.split(whereSeparator: \.isNewline).map { $0.split(separator: ",") }
    let column = try #require(lines[1].firstIndex(of: "parameters"))
    return try #require(lines.last.flatMap { Int($0[column]) })
  }

  private func leastMultiplyAdds(_ command: String, _ folder: String) async throws -> Int {
    var transcript = try Transcript(places: [(folder, "FOLDER")])
    await transcript.run("\(command) --format csv")
    let row = try #require(
      transcript.text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("multiply-adds,") })
    return try #require(Int(row.split(separator: ",", omittingEmptySubsequences: false)[2]))
  }

  /// 40 images of 8 × 8 grey pixels for training and as many to validate on, in the IDX files of
  /// MNIST; ten classes.
  private func writeGreyImages(to folder: String) throws {
    func number(_ value: UInt32) -> [UInt8] {
      (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }
    for part in ["train", "t10k"] {
      let pixels = (0..<40 * 64).map { UInt8(truncatingIfNeeded: $0 &* 37) }
      try Data(number(0x803) + number(40) + number(8) + number(8) + pixels)
        .write(to: URL(fileURLWithPath: "\(folder)/\(part)-images-idx3-ubyte"))
      try Data(number(0x801) + number(40) + (0..<40).map { UInt8($0 % 10) })
        .write(to: URL(fileURLWithPath: "\(folder)/\(part)-labels-idx1-ubyte"))
    }
  }
}
