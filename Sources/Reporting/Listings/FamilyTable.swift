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
  package static func table(_ members: [FamilyMember]) throws -> Table {
    let inputChannels = members.first?.architecture.inputChannels
    let found = members.map { member in
      Row(
        family: "found", model: "φ = \(NumberStyle.plain.text(member.phi))",
        resolution: member.architecture.resolution, parameters: member.costs.parameters,
        multiplyAdds: member.costs.multiplyAdds, top1: nil)
    }
    return Table(
      caption: "The family beside others",
      columns: [
        .text("family", "Family") { $0.family }, .text("model", "Model") { $0.model },
        .resolution { $0.resolution },
        .integer("parameters", "Parameters", .si(significant: 3)) { $0.parameters },
        .integer("multiplyAdds", "Multiply-adds", .si(significant: 3)) { $0.multiplyAdds },
        .number("publishedTop1", "Published top-1", .percent(decimals: 1)) { $0.top1 },
      ],
      groups: [found] + (try published.map { try $0.models.map(row($0.family, inputChannels)) }),
      notes: [
        "Costs: exact, counted alike for all. Published top-1: on ImageNet; the found family has "
          + "none."
      ])
  }

  private struct Row {
    let family: String
    let model: String
    let resolution: Resolution
    let parameters: Int
    let multiplyAdds: Int
    /// A fraction.
    let top1: Double?
  }

  /// What makes the row of a published network of `family`, for images with the found family's
  /// channels.
  private static func row(
    _ family: String, _ inputChannels: Int?
  ) -> (String) throws -> Row {
    { name in
      let model = try ModelZoo.model(named: name)
      let network = try model.network(inputChannels: inputChannels)
      let cost = try NetworkCost.total(of: network)
      return Row(
        family: family, model: name, resolution: network.inputShape.resolution,
        parameters: cost.parameters, multiplyAdds: cost.multiplyAdds,
        top1: model.accuracy?.top1.fraction)
    }
  }
}
