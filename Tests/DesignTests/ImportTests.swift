import Testing

/// The design's one rule about targets: each imports only from rows below its own.
struct ImportTests {
  /// The targets from the ground up; those of one row know nothing of each other.
  static let rows: [[String]] = [
    ["CPNG", "CJPEG"],
    ["Networks", "Files", "Randomness", "CKernels", "CImageCodecs", "PyTorchTraining"],
    ["ONNX"],
    ["Architectures"],
    ["Statistics"],
    ["CostModel"],
    ["ModelZoo"],
    ["Configuration"],
    ["Interchange"],
    ["NetworkExecution"],
    ["TrainingData"],
    ["TrainingRecipes"],
    ["ProxyTraining"],
    ["SearchSpaces"],
    ["Studies"],
    ["CoefficientSearch", "ArchitectureSearch", "Clusters"],
    ["Searches"],
    ["Reporting"],
    ["CompoundCommands"],
    ["compound", "benchmarks", "ScaleExample", "TrainExample", "SearchExample"],
  ]

  /// Pairs that the order of the rows allows and the design does not: search and training know
  /// nothing of each other, and studies know no space.
  static let strangers: [(String, String)] = [
    ("SearchSpaces", "ProxyTraining"), ("SearchSpaces", "TrainingData"),
    ("SearchSpaces", "NetworkExecution"), ("Studies", "ProxyTraining"),
    ("Studies", "TrainingData"), ("Studies", "NetworkExecution"), ("Studies", "SearchSpaces"),
    ("CoefficientSearch", "ProxyTraining"), ("CoefficientSearch", "TrainingData"),
    ("ArchitectureSearch", "ProxyTraining"), ("ArchitectureSearch", "TrainingData"),
    ("TrainingRecipes", "NetworkExecution"), ("SearchSpaces", "TrainingRecipes"),
    ("ProxyTraining", "CKernels"), ("CompoundCommands", "CKernels"),
  ]

  /// Packages of other people, and the targets at the edge that may import them.
  static let packages: [String: Set<String>] = [
    "ArgumentParser": ["CompoundCommands", "compound", "benchmarks"],
    "Yams": ["Configuration"],
  ]

  /// What comes with the toolchain.
  static let toolchain: Set<String> = [
    "Foundation", "FoundationXML", "Synchronization", "Dispatch", "Testing", "Glibc",
  ]

  let sources: SourceTree

  init() throws {
    sources = try SourceTree("Sources")
  }

  @Test func everyTargetHasARow() {
    let known = Set(Self.rows.joined())
    for file in sources.files {
      #expect(known.contains(file.target), "\(file.path): a target without a row")
    }
    #expect(sources.files.count > 300, "the sources were not found")
  }

  @Test func importsComeFromRowsBelow() throws {
    let height = Dictionary(
      uniqueKeysWithValues: Self.rows.enumerated().flatMap { row, targets in
        targets.map { ($0, row) }
      })
    for file in sources.files {
      let own = try #require(height[file.target])
      for (module, line) in file.imports where !Self.toolchain.contains(module) {
        if let users = Self.packages[module] {
          #expect(users.contains(file.target), "\(file.path):\(line) imports \(module)")
        } else {
          let other = height[module]
          #expect(other != nil, "\(file.path):\(line) imports \(module), which has no row")
          if let other {
            #expect(other < own, "\(file.path):\(line) imports \(module), which is not below")
          }
          #expect(
            !Self.strangers.contains { $0 == (file.target, module) },
            "\(file.path):\(line) imports \(module), which it should not know")
        }
      }
    }
  }

  @Test func oneFolderKnowsTheKernels() {
    for file in sources.files where file.target != "benchmarks" {
      for (module, line) in file.imports where module == "CKernels" {
        #expect(
          file.path.hasPrefix("NetworkExecution/Kernels/"), "\(file.path):\(line) imports CKernels")
      }
    }
  }
}
