import Architectures
import CostModel
import Networks

extension Audit {
  // MARK: - Table 1

  /// A row of Table 1: operator, input resolution in version 1 and 5, channels, layers.
  private static let table1Stages:
    [(operation: String, v1: PrintedNumber, v5: PrintedNumber, channels: Int, layers: Int)] = [
      ("Conv3x3", "224", "224", 32, 1), ("MBConv1, k3x3", "112", "112", 16, 1),
      ("MBConv6, k3x3", "112", "112", 24, 2), ("MBConv6, k5x5", "56", "56", 40, 2),
      ("MBConv6, k3x3", "28", "28", 80, 3), ("MBConv6, k5x5", "28", "14", 112, 3),
      ("MBConv6, k5x5", "14", "14", 192, 4), ("MBConv6, k3x3", "7", "7", 320, 1),
      ("Conv1x1 & Pooling & FC", "7", "7", 1280, 1),
    ]

  static func table1() throws -> [AuditRow] {
    let model = try ModelZoo.model(named: "efficientnet-b0")
    let network = try model.network()
    var rows: [AuditRow] = []
    for (index, stated) in table1Stages.enumerated() {
      let layers = network.layers.indices.filter {
        network.layers[$0].stage == index && network.layers[$0].operation != .input
      }
      guard let first = layers.first else { continue }
      let resolution = network.inputShape(of: first).height
      let item = "stage \(index + 1), \(stated.operation)"
      for (version, published) in [("version 1", stated.v1), ("version 5", stated.v5)] {
        rows.append(
          AuditRow(
            "\(item) (\(version))", "input resolution", "px", published: published,
            computed: Double(resolution), exact: resolution, cause: .table1Stage6))
      }
      // The head's channels are those of its convolution, its first; a stage's those of its last.
      let widest = index == 8 ? first : layers[layers.count - 1]
      rows.append(
        count(item, "channels", stated.channels, network.layers[widest].output.channels))
      rows.append(
        count(item, "layers", stated.layers, layerCount(stage: index, of: model)))
    }
    return rows
  }

  private static func layerCount(stage: Int, of model: ZooModel) -> Int {
    guard let stages = model.architecture?.stages, (1...stages.count).contains(stage) else {
      return 1
    }
    return stages[stage - 1].repeats
  }

  private static func count(
    _ item: String, _ quantity: String, _ published: Int, _ computed: Int
  ) -> AuditRow {
    AuditRow(
      item, quantity, "", published: PrintedNumber(stringLiteral: "\(published)"),
      computed: Double(computed), exact: computed)
  }

  // MARK: - Table 2

  static func table2() throws -> [AuditRow] {
    var rows: [AuditRow] = []
    for row in try Table2.rows().flatMap({ $0 }) {
      let entry = row.entry
      if let published = entry.published.parametersInMillions {
        rows.append(
          .parameters(
            entry.label, published: published, exact: row.cost.parameters,
            cause: .table2(entry.label, .parameters)))
      }
      if let published = entry.published.multiplyAddsInBillions {
        rows.append(
          .multiplyAdds(
            entry.label, published: published, exact: row.cost.multiplyAdds,
            cause: .table2(entry.label, .multiplyAdds)))
      }
    }
    return rows + printedRatios() + [caption()]
  }

  /// The printed ratios against the quotients of the printed figures, which they are made from.
  private static func printedRatios() -> [AuditRow] {
    Table2.groups.flatMap { group in
      let base = group.efficientNet.published
      return group.baselines.flatMap { entry in
        [
          ratio(
            entry, "parameters", entry.parametersRatio, entry.published.parametersInMillions,
            base.parametersInMillions, cause: .ratiosCut),
          ratio(
            entry, "multiply-adds", entry.multiplyAddsRatio,
            entry.published.multiplyAddsInBillions, base.multiplyAddsInBillions,
            cause: entry.label == "PNASNet" ? .pnasnetRatio : .ratiosCut),
        ].compactMap { $0 }
      }
    }
  }

  private static func ratio(
    _ entry: Table2.Entry, _ quantity: String, _ printed: PrintedNumber?,
    _ value: PrintedNumber?, _ base: PrintedNumber?, cause: Discrepancy
  ) -> AuditRow? {
    guard let printed, let value, let base else { return nil }
    return AuditRow(
      entry.label, "printed ratio of \(quantity)", "×", published: printed,
      computed: value.value / base.value, cause: cause)
  }

  private static func caption() -> AuditRow {
    let ratios = Table2.groups.flatMap(\.baselines).compactMap { $0.multiplyAddsRatio?.value }
    return AuditRow(
      "caption", "greatest printed ratio of multiply-adds", "×", published: "16",
      computed: ratios.max() ?? 0, cause: .caption)
  }

  // MARK: - Table 3

  static func table3() throws -> [AuditRow] {
    let rows:
      [(
        model: String, label: String, depth: Double, width: Double, resolution: Int,
        published: PrintedNumber, cause: Discrepancy?
      )] = [
        ("mobilenet-v1", "MobileNetV1", 1, 1, 224, "0.6", nil),
        ("mobilenet-v1", "MobileNetV1, w=2", 1, 2, 224, "2.2", nil),
        ("mobilenet-v1", "MobileNetV1, r=2", 1, 1, 448, "2.2", .cutToOneDigit),
        ("mobilenet-v1", "MobileNetV1, compound", 1.4, 1.2, 291, "2.3", .compoundRounding),
        ("mobilenet-v2", "MobileNetV2", 1, 1, 224, "0.3", nil),
        ("mobilenet-v2", "MobileNetV2, d=4", 4, 1, 224, "1.2", nil),
        ("mobilenet-v2", "MobileNetV2, w=2", 1, 2, 224, "1.1", nil),
        ("mobilenet-v2", "MobileNetV2, r=2", 1, 1, 448, "1.2", nil),
        ("mobilenet-v2", "MobileNetV2, compound", 1.4, 1.2, 291, "1.3", .compoundRounding),
        ("resnet-50", "ResNet-50", 1, 1, 224, "4.1", nil),
        ("resnet-50", "ResNet-50, d=4", 4, 1, 224, "16.2", .resNetSwap),
        ("resnet-50", "ResNet-50, w=2", 1, 2, 224, "14.7", .resNetSwap),
        ("resnet-50", "ResNet-50, r=2", 1, 1, 448, "16.4", nil),
        ("resnet-50", "ResNet-50, compound", 1.4, 1.2, 291, "16.7", .compoundRounding),
      ]
    return try rows.map {
      .multiplyAdds(
        $0.label, published: $0.published,
        exact: try scaled($0.model, depth: $0.depth, width: $0.width, resolution: $0.resolution)
          .multiplyAdds,
        cause: $0.cause)
    }
  }

  /// The cost of a network scaled with TensorFlow's rounding rules.
  static func scaled(
    _ name: String, depth: Double, width: Double, resolution: Int
  ) throws -> Cost {
    guard let architecture = try ModelZoo.model(named: name).architecture else {
      throw ZooError.unknownModel(name, nearest: nil)
    }
    let coefficients = try ScalingCoefficients(depth: depth, width: width)
    let scaled = try architecture.scaled(by: coefficients).architecture
    return try NetworkCost.total(of: scaled.with(resolution: Resolution(resolution)).lowered())
  }

  // MARK: - Tables 4 and 7

  /// Latencies are of one Xeon and stay as printed; the speed-ups and accuracies can be checked
  /// against them and against Table 2.
  static func table4() -> [AuditRow] {
    let speedups = PublishedLatency.pairs.map { $0.reference.seconds / $0.ours.seconds }
    return [
      AuditRow(
        "EfficientNet-B1 against ResNet-152", "speed-up", "×", published: "5.7",
        computed: speedups[0]),
      AuditRow(
        "EfficientNet-B7 against GPipe", "speed-up", "×", published: "6.1", computed: speedups[1]),
      accuracy("ResNet-152", published: "77.8", cause: .table4Versions),
      accuracy("EfficientNet-B1", published: "78.8", cause: .table4Versions),
      accuracy("GPipe", published: "84.3", cause: .table4Versions),
      accuracy("EfficientNet-B7", published: "84.4", cause: .table4Versions),
    ]
  }

  static func table7() throws -> [AuditRow] {
    let rows:
      [(
        label: String, depth: Double, width: Double, resolution: Int, published: PrintedNumber,
        cause: Discrepancy?
      )] = [
        ("EfficientNet-B0", 1, 1, 224, "0.4", nil),
        ("d=4", 4, 1, 224, "1.8", .table7Baseline),
        ("w=2", 1, 2, 224, "1.8", .table7Baseline),
        ("r=2", 1, 1, 448, "1.9", .table7Baseline),
        ("d=1.4, w=1.2, r=1.3", 1.4, 1.2, 291, "1.8", nil),
      ]
    let operations = try rows.map {
      AuditRow.multiplyAdds(
        $0.label, published: $0.published,
        exact: try scaled(
          "efficientnet-b0", depth: $0.depth, width: $0.width, resolution: $0.resolution
        ).multiplyAdds, cause: $0.cause)
    }
    return operations + [accuracy("EfficientNet-B0", published: "77.3", cause: .table7Accuracy)]
  }

  /// An accuracy that another table repeats, against Table 2 of the same version.
  private static func accuracy(
    _ label: String, published: PrintedNumber, cause: Discrepancy
  ) -> AuditRow {
    let entry = Table2.groups.flatMap(\.entries).first { $0.label == label }
    return AuditRow(
      label, "top-1, against Table 2", "%", published: published,
      computed: entry?.published.top1 ?? 0, cause: cause)
  }
}
