import Foundation
import Interchange
import Testing

/// What `data` states, draws and refuses.
@Suite struct DataCommandTests {
  /// Six images of three classes, and three to validate on, of which the second is the third of the
  /// six, in another class.
  private func writeImages(to path: String) throws {
    let image = { (number: Int) -> [Float] in
      (0..<48).map { Float((7 * number + $0) % 16) / 16 }
    }
    try SafetensorsFile.write(
      [
        NamedTensor(
          name: "input", shape: [6, 3, 4, 4], elements: .float32((0..<6).flatMap(image))),
        NamedTensor(name: "labels", shape: [6], elements: .int64([0, 1, 2, 0, 1, 0])),
        NamedTensor(
          name: "validationInput", shape: [3, 3, 4, 4],
          elements: .float32([9, 2, 8].flatMap(image))),
        NamedTensor(name: "validationLabels", shape: [3], elements: .int64([1, 0, 2])),
      ], to: path)
  }

  @Test func listing() async throws {
    try await withTemporaryFolder { folder in
      try writeImages(to: "\(folder)/six.safetensors")
      var transcript = try Transcript(places: [(folder, "FOLDER")])
      for format in ["csv", "json", "latex", "markdown"] {
        await transcript.run("data FOLDER/six.safetensors --format \(format)")
      }
      try transcript.expect("data")
      #expect(transcript.text.contains("1 of the 3 validation images have the pixels of images"))
      var text = try Transcript(places: [(folder, "FOLDER")])
      await text.run("data FOLDER/six.safetensors --threads 1")
      var other = try Transcript(places: [(folder, "FOLDER")])
      await other.run("data FOLDER/six.safetensors --threads 3")
      #expect(text.text.dropFirst(60) == other.text.dropFirst(60))
    }
  }

  @Test func refusals() async throws {
    try await withTemporaryFolder { folder in
      try writeImages(to: "\(folder)/six.safetensors")
      var transcript = try Transcript(places: [(folder, "FOLDER")])
      for line in [
        "data", "data FOLDER/nowhere", "data FOLDER", "data shapes --sheet FOLDER/sheet.jpg",
        "data shapes --sheet FOLDER/none/sheet.svg --images 1 --validation-images 1",
        "data shapes --samples 0", "data shapes --seed -1", "data shapes --resolution 9999",
        "data shapes --augmentation spin", "data shapes --images 0",
        "data FOLDER/six.safetensors --resolution 8",
        "data FOLDER/six.safetensors --sheet FOLDER/sheet.svg --augmentation randaugment(2,9)",
      ] { await transcript.run(line) }
      try transcript.expect("refused-data")
      let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(files == ["six.safetensors"])
    }
  }

  /// Sheets of both forms, of files and of a built-in set; mixing and shifts change what is drawn, and
  /// another seed changes it otherwise.
  @Test func sheets() async throws {
    try await withTemporaryFolder { folder in
      try writeImages(to: "\(folder)/six.safetensors")
      var transcript = try Transcript(places: [(folder, "FOLDER")])
      func sheet(_ data: String, _ options: String, _ name: String) async throws -> Data {
        await transcript.run("data \(data) --sheet FOLDER/\(name) \(options)")
        return try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
      }
      let few = "--images 20 --validation-images 10 --resolution 16 --samples 2"
      let plain = try await sheet("shapes", "\(few) --augmentation none", "plain.svg")
      let text = String(decoding: plain, as: UTF8.self)
      #expect(text.hasPrefix("<svg ") && text.contains("The recipe changes nothing."))
      let pictures = text.matches(of: /href="(data:image\/png;base64,[^"]+)"/).map { $0.1 }
      // Ten classes, two images, twice; nothing was changed.
      #expect(pictures.count == 40)
      for pair in stride(from: 0, to: 40, by: 2) { #expect(pictures[pair] == pictures[pair + 1]) }
      var seen = Set([plain])
      for (index, changes) in [
        "crop", "crop --seed 1", "mixup(0.4)", "flip,cutout(0.5)", "autoaugment-imagenet",
      ].enumerated() {
        let changed = try await sheet("shapes", "\(few) --augmentation \(changes)", "\(index).svg")
        #expect(seen.insert(changed).inserted, "\(changes)")
        let found = String(decoding: changed, as: UTF8.self)
          .matches(of: /href="(data:image\/png;base64,[^"]+)"/).map { $0.1 }
        // What stands before augmentation is what it is without.
        for place in stride(from: 0, to: 40, by: 2) { #expect(found[place] == pictures[place]) }
      }
      let mosaic = try await sheet("FOLDER/six.safetensors", "--augmentation crop", "six.png")
      #expect(Array(mosaic.prefix(4)) == [0x89, 0x50, 0x4E, 0x47])
      #expect(!transcript.text.contains("exit status"), "\(transcript.text)")
    }
  }
}
