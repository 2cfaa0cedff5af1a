import Architectures
import Configuration
import Files
import ModelZoo
import Testing

@testable import Interchange

@Suite struct ArchitectureDocumentTests {
  private static let text = """
    name: net
    resolution: 64
    activation: relu
    stem: { channels: 8 }
    stages:
      - { block: convolution, channels: 8 }
    head: { classes: 10 }

    """

  /// Candidates that differ in what is said of them are one network.
  @Test func theAccountIsNoPartOfTheNetwork() throws {
    let told = Self.text + "published: { top1: 77.3, top5: 93.5, source: \"a: paper\" }\n"
    let document = try ArchitectureFile.document(told, file: "net.yaml")
    #expect(
      document.published == PublishedAccuracy(top1: 77.3, top5: 93.5, source: "a: paper"))
    #expect(
      try ArchitectureFile.parse(told, file: "a") == ArchitectureFile.parse(Self.text, file: "b"))
    // It can't be scaled on, nor stand where one of several networks is described.
    let node = try ConfigurationFile.parse(told, file: "net.yaml")
    let error = #expect(throws: FileError.self) { try ArchitectureFile.architecture(node) }
    #expect(error?.message.contains("unknown key 'published'") == true)
  }

  @Test func documentsComeBackEqual() throws {
    let architecture = try ArchitectureFile.parse(Self.text, file: "net.yaml")
    let documents = [
      ArchitectureDocument(architecture),
      ArchitectureDocument(architecture, published: PublishedAccuracy(top1: 1)),
      ArchitectureDocument(
        architecture,
        published: PublishedAccuracy(top1: 77.25, top5: 100, source: "x \"é\", {1}"),
        origin: ArchitectureOrigin(
          baseline: "net 0", scaling: .paper, phi: -0.5, study: "studies/a b", trial: 0)),
      ArchitectureDocument(architecture, origin: ArchitectureOrigin(study: "s", trial: 12)),
    ]
    for document in documents {
      let text = ArchitectureFile.text(of: document)
      #expect(try ArchitectureFile.document(text, file: "net.yaml") == document, "\(text)")
    }
  }

  @Test(arguments: [
    ("published: { top1: 0.773 }", "found 0.773; expected 1"),
    ("published: { top1: 77.3, top5: 70 }", "found 70"),
    ("published: { top5: 93 }", "'top1' is missing"),
    ("published: { top1: high }", "'high'"),
    ("published: { top1: 77, top-1: 3 }", "did you mean 'top1'"),
    ("published: 77.3", "mapping"),
    ("origin: { alpha: 1.2, beta: 1.1 }", "key 'gamma' is missing"),
    ("origin: { alpha: -1, beta: 1.1, gamma: 1 }", "above 0"),
    ("origin: { trial: -1 }", "found -1"),
  ])
  func whatIsWrongIsSaidWithItsLine(line: String, message: String) {
    let error = #expect(throws: FileError.self) {
      try ArchitectureFile.document(Self.text + line, file: "net.yaml")
    }
    #expect(error?.position?.line == 8)
    #expect(error?.description.contains(message) == true, "\(String(describing: error))")
  }
}
