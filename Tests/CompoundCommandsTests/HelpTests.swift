import Testing

@Suite struct HelpTests {
  @Test(arguments: [
    "", "table", "summary", "count", "compare", "sweep", "rounding", "fit-budget", "implied-phi",
    "architecture", "devices", "calibrate", "latency", "audit", "data", "train", "predict",
    "activation-map", "export", "search", "proxy-check", "space", "chart", "study", "study list",
    "study show", "study best", "study front", "study compare", "study export", "study resume",
    "study cancel",
  ])
  func help(command: String) async throws {
    var transcript = try Transcript()
    await transcript.run(command.isEmpty ? "--help" : "\(command) --help")
    let name = command.split(separator: " ").joined(separator: "-")
    try transcript.expect(name.isEmpty ? "help" : "help-\(name)")
  }
}
