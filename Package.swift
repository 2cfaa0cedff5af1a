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
let bigInt = Target.Dependency.product(name: "BigInt", package: "BigInt")

// Reading folders of images needs the system's libpng and libjpeg; nothing else does.
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
  ],
  traits: [
    .trait(
      name: imageFolders,
      description: "Reads folders of PNG and JPEG images, through libpng and libjpeg.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .target(name: "Randomness", swiftSettings: swiftSettings),
    .target(name: "Networks", swiftSettings: swiftSettings),
    .target(name: "Architectures", dependencies: ["Networks"], swiftSettings: swiftSettings),
    .target(
      name: "CostModel", dependencies: ["Networks", "Architectures"],
      swiftSettings: swiftSettings),
    .target(
      name: "ModelZoo", dependencies: ["Networks", "Architectures", "CostModel"],
      swiftSettings: swiftSettings),
    .target(
      name: "Interchange",
      dependencies: ["Networks", "Architectures", "CostModel", yams],
      swiftSettings: swiftSettings),
    .target(name: "CKernels"),
    .target(
      name: "NetworkExecution", dependencies: ["Networks", "CKernels", "TrainingData"],
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
      name: "TrainingData", dependencies: [imageFoldersOnly("CImageCodecs")],
      swiftSettings: swiftSettings),
    .target(
      name: "ProxyTraining",
      dependencies: [
        "Networks", "Architectures", "Interchange", "NetworkExecution", "TrainingData",
      ],
      swiftSettings: swiftSettings),
    .target(name: "Statistics", swiftSettings: swiftSettings),
    .target(
      name: "SearchSpaces",
      dependencies: [
        "Randomness", "Networks", "Architectures", "CostModel", "Interchange", bigInt,
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "Studies",
      dependencies: [
        "Randomness", "Networks", "Architectures", "CostModel", "Interchange", "Statistics",
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "CoefficientSearch",
      dependencies: [
        "Randomness", "Architectures", "CostModel", "Interchange", "Statistics", "Studies",
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "ArchitectureSearch",
      dependencies: [
        "Randomness", "Networks", "Architectures", "CostModel", "Interchange", "Statistics",
        "SearchSpaces", "Studies",
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "Searches",
      dependencies: [
        "Architectures", "Interchange", "SearchSpaces", "Studies", "CoefficientSearch",
        "ArchitectureSearch",
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "Reporting",
      dependencies: [
        "Networks", "Architectures", "CostModel", "ModelZoo", "Interchange", "ProxyTraining",
        "Statistics", "SearchSpaces", "Studies", "CoefficientSearch", "ArchitectureSearch",
        "Searches",
      ],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "compound",
      dependencies: [
        "Networks", "Architectures", "CostModel", "ModelZoo", "Interchange", "NetworkExecution",
        "TrainingData", "ProxyTraining", "Randomness", "SearchSpaces", "Studies",
        "CoefficientSearch", "ArchitectureSearch", "Searches", "Reporting", argumentParser,
      ],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "benchmarks",
      dependencies: [
        "Networks", "Architectures", "CostModel", "ModelZoo", "NetworkExecution", "TrainingData",
        "ProxyTraining", "Randomness", "SearchSpaces", "ArchitectureSearch", "Searches", "Reporting", "CKernels",
        argumentParser,
      ],
      exclude: ["compare.py", "peer_candidate.py", "peer_train.py"],
      swiftSettings: swiftSettings),
    .target(
      name: "TestSupport", path: "Tests/TestSupport", swiftSettings: swiftSettings),
    .target(
      name: "ExecutionTestSupport", dependencies: ["Networks", "NetworkExecution", "TrainingData"],
      path: "Tests/ExecutionTestSupport", swiftSettings: swiftSettings),
    .target(
      name: "SearchTestSupport",
      dependencies: [
        "Randomness", "Networks", "Architectures", "ModelZoo", "Interchange", "SearchSpaces",
        "Studies",
      ],
      path: "Tests/SearchTestSupport", swiftSettings: swiftSettings),
    test("Randomness"),
    test("Networks"),
    test("Architectures", ["Networks"]),
    test("CostModel", ["Networks", "Architectures", "ModelZoo"]),
    test("ModelZoo", ["Networks", "Architectures", "CostModel"]),
    test("Interchange", ["Networks", "Architectures", "CostModel", "ModelZoo"]),
    test("CKernels"),
    test(
      "NetworkExecution", ["Networks", "ModelZoo", "TrainingData", "ExecutionTestSupport"]),
    test("TrainingData"),
    test(
      "ProxyTraining",
      [
        "Networks", "Architectures", "CostModel", "ModelZoo", "Interchange", "NetworkExecution",
        "TrainingData", "ExecutionTestSupport",
      ]),
    test("Statistics"),
    test(
      "SearchSpaces",
      [
        "Randomness", "Architectures", "CostModel", "Interchange", "Studies", "SearchTestSupport",
        bigInt,
      ]),
    test("Studies", ["Randomness", "Architectures", "Statistics", "SearchTestSupport"]),
    test(
      "CoefficientSearch",
      [
        "Randomness", "Networks", "Architectures", "CostModel", "Statistics", "Studies",
        "SearchTestSupport",
      ]),
    test(
      "ArchitectureSearch",
      [
        "Randomness", "Networks", "Architectures", "Statistics", "SearchSpaces", "Studies",
        "Searches", "SearchTestSupport", bigInt,
      ]),
    test(
      "Searches",
      [
        "Architectures", "ModelZoo", "Interchange", "Studies", "CoefficientSearch",
        "ArchitectureSearch", "SearchTestSupport",
      ]),
    test(
      "Reporting",
      [
        "Networks", "Architectures", "CostModel", "ModelZoo", "Interchange", "Studies",
        "ArchitectureSearch", "Searches",
      ]),
  ]
)

/// The test target of `target`, with its fixtures copied beside it.
func test(_ target: String, _ others: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(target)Tests",
    dependencies: [.target(name: target), "TestSupport"] + others,
    resources: [.copy("Fixtures")],
    swiftSettings: swiftSettings)
}
