import Architectures
import CostModel
import Foundation
import Networks

/// Table 5: transfer learning. Its parameters are those without the classifier, as the number of
/// classes differs between the data sets.
extension Audit {
  private typealias Model = (label: String, name: String, published: PrintedNumber)

  private static let table5Models: [Model] = [
    ("NASNet-A", "nasnet-a-large", "85"), ("Inception-v4", "inception-v4", "41"),
    ("ResNet-152", "resnet-152", "58"), ("GPipe", "amoebanet-b-18-512", "556"),
    ("EfficientNet-B0", "efficientnet-b0", "4"), ("EfficientNet-B3", "efficientnet-b3", "10"),
    ("EfficientNet-B4", "efficientnet-b4", "17"), ("EfficientNet-B5", "efficientnet-b5", "28"),
    ("EfficientNet-B6", "efficientnet-b6", "41"), ("EfficientNet-B7", "efficientnet-b7", "64"),
  ]

  /// Data set, the network compared with, the EfficientNet, and the printed ratio; first against
  /// public models, then against the best.
  private static let table5Ratios: [[(String, String, String, PrintedNumber)]] = [
    [
      ("CIFAR-10", "NASNet-A", "EfficientNet-B0", "21"),
      ("CIFAR-100", "NASNet-A", "EfficientNet-B0", "21"),
      ("Birdsnap", "Inception-v4", "EfficientNet-B5", "1.5"),
      ("Stanford Cars", "Inception-v4", "EfficientNet-B3", "4.1"),
      ("Flowers", "Inception-v4", "EfficientNet-B5", "1.5"),
      ("FGVC Aircraft", "Inception-v4", "EfficientNet-B3", "4.1"),
      ("Oxford-IIIT Pets", "ResNet-152", "EfficientNet-B4", "5.6"),
      ("Food-101", "Inception-v4", "EfficientNet-B4", "2.4"),
    ],
    [
      ("CIFAR-10", "GPipe", "EfficientNet-B7", "8.7"),
      ("CIFAR-100", "GPipe", "EfficientNet-B7", "8.7"),
      ("Birdsnap", "GPipe", "EfficientNet-B7", "8.7"),
      ("Oxford-IIIT Pets", "GPipe", "EfficientNet-B6", "14"),
      ("Food-101", "GPipe", "EfficientNet-B7", "8.7"),
    ],
  ]

  static func table5() throws -> [AuditRow] {
    let parameters = try table5Models.map { model in
      AuditRow.parameters(
        model.label, published: model.published, exact: try withoutClassifier(model.name),
        cause: model.label == "GPipe" ? .table5GPipe : .table5Cut)
    }
    return parameters + table5Ratios.flatMap { rows in rows.map(printedRatio) }
      + zip(table5Ratios, ["4.7", "9.6"] as [PrintedNumber]).map { rows, published in
        let product = rows.reduce(1) { $0 * $1.3.value }
        return AuditRow(
          "geometric mean", "of the printed ratios", "×", published: published,
          computed: pow(product, 1 / Double(rows.count)))
      }
  }

  /// A ratio against the quotient of the printed parameters.
  private static func printedRatio(
    _ data: String, _ other: String, _ ours: String, _ published: PrintedNumber
  ) -> AuditRow {
    func printed(_ label: String) -> Double {
      table5Models.first { $0.label == label }?.published.value ?? .nan
    }
    return AuditRow(
      "\(data), \(other) to \(ours)", "printed ratio of parameters", "×", published: published,
      computed: printed(other) / printed(ours),
      cause: data == "Oxford-IIIT Pets" ? .table5Pets : nil)
  }

  private static func withoutClassifier(_ name: String) throws -> Int {
    let network = try ModelZoo.model(named: name).network()
    let cost = try NetworkCost(of: network)
    return cost.total.parameters - cost.layers[network.output].parameters
  }
}
