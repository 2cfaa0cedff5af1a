import Testing

/// One good output of each listing, in every format.
@Suite struct ListingTests {
  private static let formats = ["text", "markdown", "csv", "json", "latex"]

  @Test(arguments: [
    ("table", "table"),
    (
      "table-own",
      "table Inputs/own.yaml Inputs/open.onnx resnet-50 --top1 Inputs/open.onnx=70 "
        + "--input 1x3x224x224 --beside efficientnet-b0..b1"
    ),
    ("summary", "summary Inputs/small.yaml"),
    ("summary-layer", "summary Inputs/small.yaml --by layer --memory --device jetson-nano"),
    ("count", "count mobilenet-v3-small --convention fvcore"),
    ("count-against", "count mobilenet-v3-small --convention fvcore --against paper"),
    ("summary-onnx", "summary Inputs/function.onnx --depth 2"),
    ("summary-onnx-layer", "summary Inputs/open.onnx --input 1x3x8x9 --by layer"),
    ("count-onnx", "count Inputs/data.onnx"),
    ("compare", "compare efficientnet-b0 mobilenet-v2 resnet-50"),
    ("compare-onnx", "compare mobilenet-v2 Inputs/open.onnx --input 1x3x224x224"),
    ("sweep", "sweep efficientnet-b0 --phi 0...2"),
    (
      "sweep-scaling",
      "sweep Inputs/small.yaml --scaling width --scaling fast --device Inputs/board.yaml"
    ),
    ("sweep-graph", "sweep densenet-121 --flops 2B --scaling resolution --scaling r=1.3"),
    ("rounding", "rounding Inputs/small.yaml --scaling d=1.4,w=1.2"),
    ("fit-budget", "fit-budget Inputs/small.yaml --flops 100M --memory 20MB"),
    ("fit-budget-free", "fit-budget Inputs/small.yaml --flops 100M --depth 1...2 --width 1,1.5"),
    ("fit-budget-fixed", "fit-budget Inputs/small.yaml mobilenet-v2 --flops 100M --resolution 64"),
    ("fit-budget-graph", "fit-budget densenet-121 --flops 2B --scaling resolution"),
    ("implied-phi", "implied-phi"),
    ("devices", "devices Inputs/board.yaml nvidia-t4"),
    ("audit", "audit table1 figure1"),
    ("space", "space Inputs/search.yaml --sample 3 --front --points 4"),
  ])
  func listing(name: String, command: String) async throws {
    var transcript = try Transcript()
    for format in Self.formats { await transcript.run("\(command) --format \(format)") }
    try transcript.expect(name)
  }

  /// What is no table, and so has no format.
  @Test func files() async throws {
    var transcript = try Transcript()
    await transcript.run("architecture efficientnet-b0 --phi 1")
    await transcript.run("architecture Inputs/own.yaml")
    await transcript.run("architecture Inputs/own.yaml --width 0.5 --resolution 64")
    await transcript.run("architecture mobilenet-v2 --block-strings timm")
    await transcript.run("architecture efficientnet-b0 --block-strings tensorflow")
    await transcript.run("chart figure1 --with Inputs/own.yaml mobilenet-v2")
    try transcript.expect("files")
  }

  /// A search that trains nothing, and what there is to see of its study.
  @Test func study() async throws {
    try await withTemporaryFolder { folder in
      var transcript = try Transcript(places: [(folder, "FOLDER")])
      await transcript.run("search Inputs/search.yaml --output FOLDER/study --threads 1")
      // The padding of other formats depends on how long the folder's path is.
      for format in ["csv", "json", "latex"] {
        await transcript.run("study list FOLDER --format \(format)")
      }
      for command in ["show FOLDER/study", "best FOLDER/study", "front FOLDER/study"] {
        for format in Self.formats { await transcript.run("study \(command) --format \(format)") }
      }
      await transcript.run("study best FOLDER/study --architecture")
      await transcript.run("study export FOLDER/study")
      await transcript.run("study resume FOLDER/study --trials 8 --threads 1")
      await transcript.run("search Inputs/search.yaml --output FOLDER/study --seed 5 --threads 1")
      try transcript.expect("study")
    }
  }
}
