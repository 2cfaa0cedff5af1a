import Architectures
import Foundation
import ModelZoo
import Networks
import Testing

@testable import Interchange

/// What PyTorch made of files written here: `Sources/benchmarks/pytorch_code.py --fixtures` ran each file,
/// compared its logits with ours, and kept what its `state_dict` holds.
private struct Executed: CustomTestStringConvertible {
  let name: String
  let code: String
  let state: [String: [Int]]

  var testDescription: String { name }

  static let all: [Executed] = {
    let folder = Bundle.module.url(forResource: "Fixtures", withExtension: nil)?
      .appendingPathComponent("pytorch-code")
    let files = folder.flatMap {
      try? FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil)
    }
    return (files ?? []).filter { $0.pathExtension == "py" }.compactMap { file in
      guard let code = try? String(contentsOf: file, encoding: .utf8),
        let data = try? Data(
          contentsOf: file.deletingPathExtension().appendingPathExtension("json")),
        let state = try? JSONDecoder().decode([String: [Int]].self, from: data)
      else { return nil }
      return Executed(
        name: file.deletingPathExtension().lastPathComponent, code: code, state: state)
    }.sorted { $0.name < $1.name }
  }()
}

@Suite struct PyTorchCodeTests {
  @Test func thereIsWhatPyTorchRan() {
    #expect(Executed.all.count >= 8)
  }

  @Test(arguments: Executed.all)
  fileprivate func codeIsWhatPyTorchRan(_ executed: Executed) throws {
    let model = try ModelZoo.model(named: executed.name)
    let code = PyTorchFile.code(
      try model.network(), from: model.architecture, weights: "model.safetensors")
    #expect(code == executed.code)
  }

  @Test(arguments: Executed.all)
  fileprivate func tensorsAreThoseOfPyTorchsStateDict(_ executed: Executed) throws {
    let model = try ModelZoo.model(named: executed.name)
    let network = try model.network()
    let tensors = try PyTorchCode(network, from: model.architecture).tensors { id in
      let parameter = network.parameters(of: id.layer).first { $0.id == id }
      return [Float](repeating: 0, count: parameter?.count ?? 0)
    }
    let ours = Dictionary(
      tensors.map { ($0.name, $0.shape) }, uniquingKeysWith: { first, _ in first })
    #expect(ours.count == tensors.count)
    #expect(ours == executed.state)
  }

  @Test(arguments: ModelZoo.names)
  func everyParameterHasOneNameOfItsOwn(_ name: String) throws {
    let model = try ModelZoo.model(named: name)
    let network = try model.network()
    let names = PyTorchCode(network, from: model.architecture).names
    #expect(Set(names.parameters.map(\.id)) == Set(network.parameters.map(\.id)))
    #expect(names.parameters.count == network.parameters.count)
    let all = names.parameters.map(\.name) + names.constants.map(\.name)
    #expect(Set(all).count == all.count)
  }

  @Test(arguments: 0..<200)
  func anyArchitectureCanBeWritten(_ seed: Int) throws {
    var random = CountingGenerator(state: UInt64(seed))
    let architecture = try randomArchitecture(&random)
    let network = try architecture.lowered()
    let code = PyTorchCode(network, from: architecture)
    let names = code.names
    #expect(names.parameters.count == network.parameters.count)
    let all = names.parameters.map(\.name) + names.constants.map(\.name)
    #expect(Set(all).count == all.count)
    // Indented by spaces in fours, within black's width but for a single long word.
    for line in code.text(weights: nil).split(separator: "\n") {
      #expect(line.prefix { $0 == " " }.count % 4 == 0)
      #expect(line.count <= PythonExpression.width, "\(line)")
    }
  }

  @Test(arguments: [
    "\"\"\"\nimport os\nos.abort()\n\"\"\"", "back\\slash", "a\u{2028}b\u{0085}c\rd", "\"", "日本",
    "",
  ])
  func aNameIsNeverCode(_ name: String) throws {
    let plain = try ModelZoo.model(named: "mobilenet-v2")
    let architecture = try #require(plain.architecture)
    let named = try architecture.with(name: name)
    func text(_ architecture: Architecture) throws -> String {
      PyTorchFile.code(
        try architecture.lowered(), from: architecture, weights: "\(name).safetensors")
    }
    let (ours, theirs) = (try text(named), try text(architecture))
    #expect(
      ours.components(separatedBy: "\"\"\"").count == theirs.components(separatedBy: "\"\"\"").count
    )
    #expect(ours.split(separator: "\n").count == theirs.split(separator: "\n").count)
    #expect(!ours.contains("\\"))
  }

  @Test func weightsStandBesideTheCode() {
    #expect(PyTorchFile.weightsPath(beside: "model.py") == "model.safetensors")
    #expect(PyTorchFile.weightsPath(beside: "a.b/my.model.py") == "a.b/my.model.safetensors")
    #expect(PyTorchFile.weightsPath(beside: "/dev/x/code") == "/dev/x/code.safetensors")
  }
}

@Suite struct PythonExpressionTests {
  private func lines(_ arguments: [String], indent: Int = 8) -> [String] {
    PythonExpression.call("nn.Sequential", arguments.map { .text($0) })
      .lines(indent: indent, prefix: "self.branch = ")
  }

  /// What `black` 26 makes of the same call in one line.
  @Test func longCallsAreBrokenAsBlackBreaksThem() {
    #expect(lines(["nn.ReLU()"]) == ["        self.branch = nn.Sequential(nn.ReLU())"])
    let two = ["Conv2dSame(256, 1024, 1, bias=False)", "nn.BatchNorm2d(1024)"]
    #expect(
      lines(two) == [
        "        self.branch = nn.Sequential(",
        "            Conv2dSame(256, 1024, 1, bias=False), nn.BatchNorm2d(1024)",
        "        )",
      ])
    let three = two + ["Conv2dSame(1024, 256, 1, bias=False)"]
    #expect(
      lines(three) == [
        "        self.branch = nn.Sequential(",
        "            Conv2dSame(256, 1024, 1, bias=False),",
        "            nn.BatchNorm2d(1024),",
        "            Conv2dSame(1024, 256, 1, bias=False),",
        "        )",
      ])
  }

  @Test func namesAreNamesInPython() {
    #expect(PythonNames.variable("queriesKeysValues") == "queries_keys_values")
    #expect(PythonNames.variable("mixed5b") == "mixed5b")
    #expect(PythonNames.variable("class") == "class_")
    #expect(PythonNames.variable("7×7") == "n7_7")
    #expect(PythonNames.type("efficientnet-b0") == "EfficientnetB0")
    #expect(PythonNames.type("50 layers") == "Network50Layers")
    #expect(PythonNames.type("日本") == "Network")
  }
}
