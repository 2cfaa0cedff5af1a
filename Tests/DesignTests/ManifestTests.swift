import Testing

/// The manifest's dependencies are what the files import, no less and no more.
///
/// An import without its dependency builds whenever the other module happens to be ready first,
/// and fails on the next machine.
struct ManifestTests {
  @Test(arguments: ["Sources", "Tests"])
  func dependenciesAreWhatFilesImport(folder: String) throws {
    let manifest = try Manifest()
    let tree = try SourceTree(folder)
    for (target, files) in Dictionary(grouping: tree.files, by: \.target) {
      let declared = try #require(manifest.dependencies[target], "\(target) is not in the manifest")
      var unused = declared.subtracting(["TestSupport"])
      for file in files {
        for (module, line) in file.imports where !ImportTests.toolchain.contains(module) {
          #expect(
            declared.contains(module), "\(file.path):\(line): \(target) does not depend on it")
          unused.remove(module)
        }
      }
      #expect(unused.isEmpty, "\(target) depends on what it does not import")
    }
  }

  @Test func bothFormsAreRead() {
    let manifest = Manifest(
      """
        .target(name: "A", swiftSettings: s),
        .target(
          name: "B", dependencies: ["A", yams, only("C")],
          swiftSettings: s),
        test("A"),
        test(
          "B",
          [
            "A", "Z",
          ]),
      """)
    #expect(
      manifest.dependencies == [
        "A": [], "B": ["A", "Yams", "C"], "ATests": ["A", "TestSupport"],
        "BTests": ["A", "B", "Z", "TestSupport"],
      ])
  }
}

/// The targets of `Package.swift` with the modules that each says it depends on.
private struct Manifest {
  private(set) var dependencies: [String: Set<String>] = [:]

  init() throws {
    self.init(try SourceTree.text(of: "Package.swift"))
  }

  init(_ text: String) {
    let target =
      /(name: |test\(\s*)"(\w+)"(?:\s*\)|,(?:\s*path: "[^"]*",)?(?:\s*(?:dependencies: )?\[([^\]]*)\])?)/
    for match in text.matches(of: target) {
      let isTest = match.1.hasPrefix("test")
      let name = String(match.2)
      var modules = Set((match.3 ?? "").matches(of: /"(\w+)"/).map { String($0.1) })
      for (constant, module) in ["yams": "Yams", "argumentParser": "ArgumentParser"]
      where (match.3 ?? "").contains(constant) {
        modules.insert(module)
      }
      if isTest { modules.formUnion([name, "TestSupport"]) }
      dependencies[isTest ? name + "Tests" : name] = modules
    }
  }
}
