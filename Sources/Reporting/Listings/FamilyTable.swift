import Architectures
package import CoefficientSearch
import Studies
import CostModel
import ModelZoo
import Networks

/// A found family beside published ones, all costed in the same way.
package enum FamilyTable {
  /// The families of the comparison, by what their members' names begin with.
  private static let published: [(family: String, models: [String])] = [
    ("EfficientNet", (0...7).map { "efficientnet-b\($0)" }),
    (
      "MobileNet",
      ["mobilenet-v1", "mobilenet-v2", "mobilenet-v2-1.4", "mobilenet-v3-large"]
    ),
    ("ResNet", ["resnet-18", "resnet-34", "resnet-50", "resnet-101", "resnet-152"]),
  ]

  /// The members at each φ, then the published families.
  ///
  /// - Throws: what building a network throws.
  package static func table(_ report: CoefficientReport) throws -> Table {
    var table = Table(
      caption: "The family beside others",
      columns: [
        .text("family", "Family"), .text("model", "Model"),
        .number("resolution", "Resolution"),
        .number("parameters", "Parameters", .si(significant: 3)),
        .number("multiplyAdds", "Multiply-adds", .si(significant: 3)),
        .number("publishedTop1", "Published top-1", .percent(decimals: 1)),
      ],
      notes: [
        "Costs: exact, counted alike for all. Published top-1: on ImageNet; the found family has "
          + "none."
      ])
    for member in report.family {
      table.append([
        .text("found"), .text("φ = \(NumberStyle.plain.text(member.phi))"),
        .integer(member.architecture.resolution), .integer(member.costs.parameters),
        .integer(member.costs.multiplyAdds), .empty,
      ])
    }
    for (family, models) in published {
      table.beginGroup()
      for name in models {
        let model = try ModelZoo.model(named: name)
        let network = try model.network()
        let cost = try NetworkCost.total(of: network)
        let top1 = model.published.lazy.compactMap(\.top1).first.map { $0 / 100 }
        table.append([
          .text(family), .text(name), .integer(network.inputShape.height),
          .integer(cost.parameters), .integer(cost.multiplyAdds), .optional(top1),
        ])
      }
    }
    return table
  }
}
