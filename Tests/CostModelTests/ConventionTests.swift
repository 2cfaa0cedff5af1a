import Architectures
import CostModel
import Networks
import Testing

/// What counters report for one network (`counters.json`).
struct CounterReports: Decodable {
  struct Row: Decodable {
    let network: String
    let resolution: Int
    let parameters: Int
    let multiplyAdds: Int
    let reported: [String: Int]
  }
  let rows: [Row]
}

@Suite struct ConventionTests {
  /// Every preset against every counter, on a network with squeeze-and-excitation and one without.
  @Test(arguments: ["efficientnet-b0", "resnet-50"])
  func countersAreReproduced(name: String) throws {
    let rows = try Fixtures.decode(CounterReports.self, from: "counters").rows
    let row = try #require(rows.first { $0.network == name })
    let architecture = name == "resnet-50" ? try resNet50() : try efficientNetB0()
    let network = try architecture.lowered()
    let paper = try ConventionCount(of: network, convention: .paper)
    #expect(paper.total == row.multiplyAdds)
    #expect(try NetworkCost(of: network).total.parameters == row.parameters)
    #expect(row.reported.count == 7)
    for (tool, reported) in row.reported {
      let count = try ConventionCount(of: network, convention: .named(tool))
      #expect(count.total == reported, "\(tool)")
    }
  }

  @Test func pyclsCountsBiasesAndMaximumPoolings() throws {
    // facebookresearch/pycls @5719de6, EfficientNet-B0 and ResNet-50 configs.
    let b0 = try ConventionCount(of: efficientNetB0().lowered(), convention: .pycls)
    #expect(b0.total == 385_825_092)
    #expect(b0.activations == 6_748_036)
    let resnet = try ConventionCount(of: resNet50().lowered(), convention: .pycls)
    #expect(resnet.total == 4_089_185_256)
    #expect(resnet.activations == 11_315_688)
  }

  @Test(arguments: Convention.presets)
  func rowsSumToTheTotal(convention: Convention) throws {
    for seed in 0..<20 {
      let network = try randomNetwork(seed: seed, layers: 40)
      let count = try ConventionCount(of: network, convention: convention, batch: 3)
      #expect(count.layers.reduce(0, +) == count.total)
      #expect(count.stages.reduce(0, +) == count.total)
      #expect(count.kinds.reduce(0) { $0 + $1.operations } == count.total)
      #expect(count.kinds.reduce(0) { $0 + $1.layers } == network.layers.count)
      let one = try ConventionCount(of: network, convention: convention)
      #expect(count.total == 3 * one.total)
      #expect(count.activations == 3 * one.activations)
    }
  }

  @Test func whatIsLeftOutIsListedWithItsShare() throws {
    let network = try efficientNetB0().lowered()
    let paper = try ConventionCount(of: network, convention: .paper)
    let uncounted = Dictionary(uniqueKeysWithValues: paper.uncounted.map { ($0.kind, $0) })
    // 49 normalisations, 49 SiLU (33 after them and 16 between SE layers), 16 gates, 9 sums.
    #expect(uncounted[.batchNormalization]?.layers == 49)
    #expect(uncounted[.silu]?.layers == 49)
    #expect(uncounted[.sigmoid]?.layers == 16)
    #expect(uncounted[.multiply]?.layers == 16)
    #expect(uncounted[.add]?.layers == 9)
    #expect(uncounted[.globalAveragePooling]?.layers == 17)
    #expect(uncounted[.convolution] == nil)
    // Operations that move elements only are no omission.
    #expect(uncounted[.dropout] == nil && uncounted[.stochasticDepth] == nil)
    #expect(uncounted[.flatten] == nil)

    // Shares of all operations: what remains is what the convention counts, and the biases.
    let exhaustive = try ConventionCount(of: network, convention: .exhaustive)
    let counted = Double(2 * 385_814_752 + 10_340) / Double(exhaustive.total)
    let omitted = paper.uncounted.reduce(0) { $0 + $1.operationShare }
    #expect(abs(omitted + counted - 1) < 1e-12)
    #expect(exhaustive.uncounted.isEmpty)
  }

  @Test func strictRefusesWhatIsNotCounted() throws {
    let network = try efficientNetB0().lowered()
    let error = #expect(throws: CostError.self) {
      try ConventionCount(of: network, convention: .fvcore, isStrict: true)
    }
    #expect(error?.reason == .uncounted)
    #expect(
      error?.message
        == "convention 'fvcore' does not count 49 × silu, 16 × sigmoid, 9 × add, 16 × multiply; "
        + "choose another convention, or count without strict")
    #expect(throws: Never.self) {
      try ConventionCount(of: network, convention: .exhaustive, isStrict: true)
    }
  }

  @Test func theDifferenceOfTwoPresetsIsExplainedByKind() throws {
    let network = try efficientNetB0().lowered()
    let difference = try ConventionDifference(of: network, from: .paper, to: .fvcore)
    // fvcore by_operator: batch_norm 13,475,392, adaptive_avg_pool2d 2,369,248.
    let changed = difference.rows.filter { $0.difference != 0 }
    #expect(changed.map(\.kind) == [.batchNormalization, .globalAveragePooling])
    #expect(changed.map(\.difference) == [13_475_392, 2_369_248])
    #expect(difference.difference == 401_659_392 - 385_814_752)
    #expect(difference.rows.reduce(0) { $0 + $1.difference } == difference.difference)
  }

  @Test func anExceptionNamesItsReason() throws {
    let convention = Convention(
      name: "partial", summary: "sees one of the poolings",
      rules: [.globalAveragePooling: CountingRule(perInput: 1)],
      exceptions: [
        ConventionException(
          network: "efficientnet-b0", kind: .globalAveragePooling, sparesLast: true,
          reason: "written as a mean")
      ])
    let count = try ConventionCount(of: efficientNetB0().lowered(), convention: convention)
    #expect(count.total == 7 * 7 * 1280)
    let pooling = try #require(count.uncounted.first { $0.kind == .globalAveragePooling })
    #expect(pooling.layers == 16)
    #expect(pooling.reason == "written as a mean")
  }

  @Test func anUnknownConventionNamesThoseThereAre() {
    let error = #expect(throws: CostError.self) { try Convention.named("fvcor") }
    #expect(
      error?.message
        == "no convention is called 'fvcor'; did you mean 'fvcore'? (known: paper, pycls, "
        + "fvcore, ptflops, ptflops-aten, thop, torchinfo, calflops, torch, exhaustive)")
  }

  @Test func countsBeyondIntAreRefused() throws {
    var builder = try NetworkBuilder(
      name: "vast", input: TensorShape(height: 1 << 16, width: 1 << 16, channels: 1 << 24))
    let layer = try builder.add(.activation(.relu), to: builder.input, name: "relu")
    let network = try builder.finish(output: layer)
    #expect(throws: CostError.self) {
      try ConventionCount(of: network, convention: .exhaustive, batch: 1 << 10)
    }
    #expect(throws: CostError.self) {
      try ConventionCount(of: network, convention: .paper, batch: 0)
    }
  }
}
