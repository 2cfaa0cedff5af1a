import CostModel
import Foundation
import ModelZoo
import Networks
import TestSupport
import Testing

@Suite struct AuditTests {
  @Test(arguments: Audit.allCases)
  func everyDeviationIsExplained(_ audit: Audit) throws {
    let rows = try audit.rows()
    #expect(!rows.isEmpty)
    #expect(rows.filter { $0.verdict == .unexplained }.map { "\($0)" }.isEmpty)
    for row in rows {
      #expect(row.published.value > 0, "\(row.item) \(row.quantity)")
    }
  }

  /// The figures the reference notes call odd, and only those, do not round to the printed value.
  @Test func table2DeviatesWhereTheReferenceDoes() throws {
    let deviating = try Set(
      Table2.rows().flatMap { $0 }.flatMap { row -> [String] in
        let published = row.entry.published
        var odd: [String] = []
        if published.parametersInMillions?.isRounded(from: Double(row.cost.parameters) / 1e6)
          == false
        {
          odd.append("\(row.entry.label) parameters")
        }
        if published.multiplyAddsInBillions?.isRounded(from: Double(row.cost.multiplyAdds) / 1e9)
          == false
        {
          odd.append("\(row.entry.label) multiply-adds")
        }
        return odd
      })
    #expect(
      deviating == [
        "DenseNet-169 multiply-adds", "EfficientNet-B1 multiply-adds", "ResNet-152 multiply-adds",
        "DenseNet-264 parameters", "DenseNet-264 multiply-adds", "EfficientNet-B2 parameters",
        "Inception-v4 parameters", "Inception-v4 multiply-adds", "ResNeXt-101 parameters",
        "PolyNet parameters", "EfficientNet-B4 multiply-adds", "SENet parameters",
        "PNASNet multiply-adds", "EfficientNet-B5 multiply-adds", "EfficientNet-B7 multiply-adds",
      ])
  }

  /// Each network is costed at the resolution at which the reference counts it for that row.
  @Test func table2EqualsTheReference() throws {
    let ids = [
      "efficientnet-b0", "resnet-50", "densenet-169", "efficientnet-b1", "resnet-152",
      "densenet-264", "inception-v3", "xception", "efficientnet-b2", "inception-v4",
      "inception-resnet-v2", "efficientnet-b3", "resnext-101-64x4d@320", "polynet",
      "efficientnet-b4", "senet-154@320", "nasnet-a-large", "amoebanet-a-6-190@331",
      "pnasnet-5-large", "efficientnet-b5", "amoebanet-c-6-228@331", "efficientnet-b6",
      "efficientnet-b7", "amoebanet-b-18-512@480",
    ]
    let references = try ids.map { id in
      try #require(ReferenceModel.all.first { $0.id == id })
    }
    let rows = try Table2.rows().flatMap { $0 }
    #expect(rows.map(\.cost.parameters) == references.map(\.parameters))
    #expect(rows.map(\.cost.multiplyAdds) == references.map(\.multiplyAdds))
    #expect(rows.map(\.entry.resolution) == references.map(\.resolution))
  }

  /// The reference notes have Table 8 in two decimals, Table 2 in one: B1's top-5 alone does not round.
  @Test func table8AgreesWithTable2() throws {
    let rows = try Audit.table8.rows()
    #expect(rows.count == 32)
    let rounded = rows.filter { $0.quantity.hasPrefix("Table 2") }
    #expect(rounded.count == 16)
    let odd = rounded.filter { $0.verdict != .agrees }
    #expect(odd.map(\.item) == ["EfficientNet-B1"] && odd.map(\.computed) == [94.47])
    // Two standard errors of a difference of shares of 50,000 and of 100,000 images.
    for row in rows where row.quantity.hasPrefix("test") {
      let share = row.published.value / 100
      let error = (share * (1 - share) * (1 / 5e4 + 1 / 1e5)).squareRoot()
      #expect(abs(row.computed - row.published.value) < 200 * error, "\(row.item)")
    }
  }

  /// Parameters of Figure 6 are counted without the classifier, whatever the data set's classes.
  @Test func figure6HasTheParametersOfItsNetworks() throws {
    #expect(PublishedFigure.figure6.panels.count == 8)
    let counted = try (0...7).map { number in
      let network = try ModelZoo.model(named: "efficientnet-b\(number)").network()
      let cost = try NetworkCost(of: network)
      return cost.total.parameters - cost.layers[network.output].parameters
    }
    for panel in PublishedFigure.figure6.panels {
      let points = try #require(panel.series.first).points
      #expect(points.map { Int(($0.cost * 1e6).rounded()) } == counted, "\(panel.title)")
      #expect(points.allSatisfy { (60...100).contains($0.top1) }, "\(panel.title)")
    }
    let audited = try Audit.figure6.rows()
    #expect(audited.count == 16)
    let odd = audited.filter { $0.verdict != .agrees }.map(\.item)
    #expect(odd == ["Flowers, EfficientNet-B5"])
  }

  @Test func publishedResultsBelongToListedModels() throws {
    for name in ModelZoo.names {
      for result in try ModelZoo.model(named: name).published {
        #expect(result.top1.map { (40...100).contains($0) } ?? true, "\(name)")
        #expect((result.parametersInMillions?.value ?? 1) > 0, "\(name)")
        #expect((result.multiplyAddsInBillions?.value ?? 1) > 0, "\(name)")
      }
    }
    #expect(try ModelZoo.model(named: "efficientnet-b0").published.first?.top1 == 77.1)
    #expect(try ModelZoo.model(named: "senet-154@320").published.count == 2)
  }

  @Test func modelsSayWhatCannotBeReproduced() throws {
    #expect(try ModelZoo.model(named: "resnet-50").discrepancies().isEmpty)
    #expect(try ModelZoo.model(named: "alexnet").discrepancies().isEmpty)
    let pnasnet = try ModelZoo.model(named: "pnasnet-5-large").discrepancies()
    #expect(pnasnet.map(\.id) == ["table2-pnasnet"])
    // Parameters and multiply-adds have one cause, told once.
    let denseNet = try ModelZoo.model(named: "densenet-264").discrepancies()
    #expect(denseNet.map(\.id) == ["densenet"])
  }
}
