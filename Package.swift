// swift-tools-version: 6.1
import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

// Programs find the system's libraries for PNG and JPEG when they run. With this trait libpng and
// libjpeg are linked instead, as static programs need.
let imageFolders = "ImageFolders"

/// A dependency that only builds with the trait have.
func imageFoldersOnly(_ target: String) -> Target.Dependency {
  .target(name: target, condition: .when(traits: [imageFolders]))
}

// Targets stand in dependency order: each imports only from those above it in this list.
let package = Package(
  name: "compound",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "compound", targets: ["compound"]),
    .library(
      name: "Compound", targets: ["Networks", "Architectures", "CostModel", "ModelZoo"]),
    .library(
      name: "CompoundTraining",
      targets: ["NetworkExecution", "TrainingData", "TrainingRecipes", "ProxyTraining"]),
    .library(
      name: "CompoundSearch",
      targets: [
        "SearchSpaces", "Studies", "CoefficientSearch", "ArchitectureSearch", "Searches",
      ]),
  ],
  traits: [
    .trait(
      name: imageFolders,
      description: "Links libpng and libjpeg, which are otherwise looked for at run time.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    // `swift package generate-documentation`; builds no part of what the targets are made of.
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    .target(name: "Files", swiftSettings: swiftSettings),
    .target(name: "Randomness", swiftSettings: swiftSettings),
    .target(name: "ONNX", dependencies: ["Files"], swiftSettings: swiftSettings),
    .target(name: "Networks", swiftSettings: swiftSettings),
    .target(name: "Architectures", dependencies: ["Networks"], swiftSettings: swiftSettings),
    .target(
      name: "CostModel", dependencies: ["Networks", "Architectures"],
      swiftSettings: swiftSettings),
    .target(
      name: "ModelZoo", dependencies: ["Networks", "Architectures", "CostModel"],
      swiftSettings: swiftSettings),
    .target(
      name: "Configuration", dependencies: ["Files", "Networks", yams],
      swiftSettings: swiftSettings),
    .target(
      name: "Interchange",
      dependencies: [
        "Files", "ONNX", "Networks", "Architectures", "CostModel", "ModelZoo", "Configuration",
      ],
      swiftSettings: swiftSettings),
    .target(name: "CKernels"),
    .target(
      name: "NetworkExecution", dependencies: ["Randomness", "Networks", "CKernels"],
      swiftSettings: swiftSettings),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CJPEG", pkgConfig: "libjpeg",
      providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),
    .target(
      name: "CImageCodecs", dependencies: [imageFoldersOnly("CPNG"), imageFoldersOnly("CJPEG")],
      cSettings: [.define("COMPOUND_IMAGE_FOLDERS", .when(traits: [imageFolders]))]),
    .target(
      name: "TrainingData",
      dependencies: ["Files", "Randomness", "CImageCodecs"],
      swiftSettings: swiftSettings),
    .target(
      name: "TrainingRecipes",
      dependencies: ["Files", "Networks", "Configuration", "TrainingData"],
      swiftSettings: swiftSettings),
    .target(
      name: "ProxyTraining",
      dependencies: [
        "Files", "Randomness", "Networks", "Architectures", "Interchange", "NetworkExecution",
        "TrainingData", "TrainingRecipes",
      ],
      swiftSettings: swiftSettings),
    .target(name: "Statistics", dependencies: ["Randomness"], swiftSettings: swiftSettings),
    .target(
      name: "SearchSpaces",
      dependencies: [
        "Files", "Randomness", "Networks", "Architectures", "CostModel", "Configuration",
        "Interchange",
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "Studies",
      dependencies: [
        "Files", "Randomness", "Networks", "Architectures", "CostModel", "Configuration",
        "Interchange", "TrainingRecipes", "Statistics",
      ],
      swiftSettings: swiftSettings),
    // The trainer is a part of the program: it runs wherever that does.
    .target(
      name: "PyTorchTraining", resources: [.embedInCode("trainer.py")],
      swiftSettings: swiftSettings),
    .target(
      name: "Clusters",
      dependencies: ["Files", "Randomness", "Architectures", "Interchange", "Studies"],
      swiftSettings: swiftSettings),
    .target(
      name: "CoefficientSearch",
      dependencies: [
        "Randomness", "Networks", "Architectures", "CostModel", "Configuration", "Interchange",
        "Statistics",
        "Studies",
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "ArchitectureSearch",
      dependencies: [
        "Randomness", "Networks", "Architectures", "CostModel", "Configuration", "Interchange",
        "Statistics", "SearchSpaces", "Studies",
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "Searches",
      dependencies: [
        "Files", "Architectures", "CostModel", "Configuration", "SearchSpaces", "Studies",
        "CoefficientSearch", "ArchitectureSearch",
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "Reporting",
      dependencies: [
        "Files", "ONNX", "Networks", "Architectures", "CostModel", "ModelZoo", "Interchange",
        "TrainingData", "TrainingRecipes", "ProxyTraining", "Statistics", "SearchSpaces", "Studies",
        "CoefficientSearch", "ArchitectureSearch", "Searches",
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "CompoundCommands",
      dependencies: [
        "Files", "Randomness", "ONNX", "Networks", "Architectures", "CostModel", "ModelZoo",
        "Configuration", "Interchange", "NetworkExecution", "TrainingData", "TrainingRecipes",
        "ProxyTraining", "Statistics", "SearchSpaces", "Studies", "PyTorchTraining", "Clusters",
        "CoefficientSearch", "ArchitectureSearch",
        "Searches",
        "Reporting", argumentParser,
      ],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "compound", dependencies: ["CompoundCommands"], swiftSettings: swiftSettings),
    .executableTarget(
      name: "benchmarks",
      dependencies: [
        "Files", "Randomness", "Networks", "Architectures", "CostModel", "ModelZoo",
        "Interchange", "NetworkExecution", "TrainingData", "TrainingRecipes", "ProxyTraining",
        "Statistics", "Studies", "SearchSpaces", "CoefficientSearch", "ArchitectureSearch",
        "Searches", "Clusters", "Reporting",
        argumentParser,
      ],
      exclude: [
        "README.md", "compare.py", "compare_inference.py", "keras_counts.py", "onnx_counts.py",
        "onnx_exports.py",
        "onnx_networks.py", "peer_candidate.py", "peer_train.py", "pytorch_code.py",
        "trainer_parity.py",
        "weights_parity.py",
      ],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "ScaleExample",
      dependencies: ["Architectures", "CostModel", "ModelZoo"],
      path: "Sources/Examples/ScaleExample", swiftSettings: swiftSettings),
    .executableTarget(
      name: "TrainExample",
      dependencies: [
        "Networks", "Architectures", "TrainingData", "TrainingRecipes", "ProxyTraining",
      ],
      path: "Sources/Examples/TrainExample", swiftSettings: swiftSettings),
    .executableTarget(
      name: "SearchExample",
      dependencies: ["CostModel", "Studies", "ArchitectureSearch", "Searches"],
      path: "Sources/Examples/SearchExample", swiftSettings: swiftSettings),
    .target(
      name: "TestSupport", path: "Tests/TestSupport", swiftSettings: swiftSettings),
    .target(
      name: "ExecutionTestSupport", dependencies: ["Randomness", "Networks", "NetworkExecution"],
      path: "Tests/ExecutionTestSupport", swiftSettings: swiftSettings),
    .target(
      name: "SearchTestSupport",
      dependencies: [
        "Randomness", "Networks", "Architectures", "CostModel", "ModelZoo", "Configuration",
        "SearchSpaces", "Studies",
      ],
      path: "Tests/SearchTestSupport", swiftSettings: swiftSettings),
    .testTarget(name: "DesignTests", swiftSettings: swiftSettings),
    test("Files"),
    test("Randomness"),
    test("ONNX", ["Files"]),
    test("Networks"),
    test("Architectures", ["Networks"]),
    test("CostModel", ["Networks", "Architectures", "ModelZoo"]),
    test("ModelZoo", ["Networks", "Architectures", "CostModel"]),
    test("Configuration", ["Files"]),
    test(
      "Interchange",
      [
        "Files", "ONNX", "Networks", "Architectures", "CostModel", "ModelZoo", "Configuration",
      ]),
    test("CKernels"),
    test(
      "NetworkExecution", ["Randomness", "Networks", "ModelZoo", "ExecutionTestSupport"]),
    test("TrainingData", ["Randomness"]),
    test("TrainingRecipes", ["Files", "Networks", "Configuration", "TrainingData"]),
    test(
      "ProxyTraining",
      [
        "Files", "Randomness", "ONNX", "Networks", "Architectures", "ModelZoo", "Interchange",
        "NetworkExecution", "TrainingData", "TrainingRecipes", "ExecutionTestSupport",
      ]),
    test("Statistics", ["Randomness"]),
    test(
      "SearchSpaces",
      [
        "Files", "Randomness", "Architectures", "CostModel", "Configuration", "Interchange",
        "Studies", "SearchTestSupport",
      ]),
    test(
      "Studies",
      [
        "Files", "Randomness", "Networks", "Architectures", "CostModel", "TrainingRecipes",
        "SearchTestSupport",
      ]),
    .testTarget(
      name: "ClustersTests",
      dependencies: ["Clusters", "Architectures", "Studies", "SearchTestSupport", "TestSupport"],
      swiftSettings: swiftSettings),
    test(
      "CoefficientSearch",
      [
        "Randomness", "Networks", "Architectures", "CostModel", "TrainingRecipes", "Statistics",
        "Studies", "SearchTestSupport",
      ]),
    test(
      "ArchitectureSearch",
      [
        "Randomness", "Networks", "Architectures", "CostModel", "Statistics", "SearchSpaces",
        "Studies", "Searches", "SearchTestSupport",
      ]),
    test(
      "Searches",
      [
        "Networks", "Architectures", "CostModel", "ModelZoo", "TrainingRecipes", "Statistics",
        "Studies", "CoefficientSearch", "ArchitectureSearch", "SearchTestSupport",
      ]),
    test(
      "Reporting",
      [
        "Randomness", "Networks", "Architectures", "CostModel", "ModelZoo", "Interchange",
        "TrainingData", "Studies", "CoefficientSearch", "ArchitectureSearch", "Searches",
        "SearchTestSupport",
      ]),
    test(
      "CompoundCommands",
      [
        "Files", "Architectures", "Configuration", "Interchange", "TrainingData", "TrainingRecipes",
        "Studies", "CoefficientSearch", "ArchitectureSearch", "Searches", "SearchTestSupport",
        argumentParser,
      ]),
    .testTarget(
      name: "ExamplesTests",
      dependencies: [
        "Networks", "Architectures", "CostModel", "ProxyTraining", "Studies", "ScaleExample",
        "TrainExample", "SearchExample", "TestSupport",
      ],
      swiftSettings: swiftSettings),
  ]
)

// What `Tests/Fuzzing/run` builds, and nothing else does: libFuzzer has its `main`.
if Context.environment["COMPOUND_FUZZING"] != nil {
  package.targets.append(
    .executableTarget(
      name: "Fuzzing",
      dependencies: [
        "Files", "ONNX", "Networks", "Architectures", "CostModel", "Configuration", "Interchange",
        "TrainingData", "SearchSpaces", "Studies", "Clusters", "CoefficientSearch",
        "ArchitectureSearch", "Searches",
      ],
      path: "Tests/Fuzzing", exclude: ["run", "seeds", "dictionaries"],
      swiftSettings: swiftSettings))
}

/// The test target of `target`, with its fixtures copied beside it.
func test(_ target: String, _ others: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(target)Tests",
    dependencies: [.target(name: target), "TestSupport"] + others,
    resources: [.copy("Fixtures")],
    swiftSettings: swiftSettings)
}
