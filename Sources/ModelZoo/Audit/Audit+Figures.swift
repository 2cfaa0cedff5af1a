import CostModel

/// The points of the figures, read from the vector graphics of version 5.
extension Audit {
  static func figure1() throws -> [AuditRow] {
    let others: [(String, String, PrintedNumber)] = [
      ("ResNet-34", "resnet-34", "21.0"), ("ResNet-50", "resnet-50", "25.5"),
      ("ResNet-152", "resnet-152", "60.0"), ("DenseNet-201", "densenet-201", "20.0"),
      ("Inception-ResNet-v2", "inception-resnet-v2", "55.8"),
      ("NASNet-A (mobile)", "nasnet-a-mobile", "5.3"), ("NASNet-A", "nasnet-a-large", "88.9"),
      ("ResNeXt-101", "resnext-101-64x4d", "83.6"), ("Xception", "xception", "22.8"),
      ("AmoebaNet-A", "amoebanet-a-6-190", "86.7"), ("AmoebaNet-C", "amoebanet-c-6-228", "155"),
      ("SENet", "senet-154", "145.8"),
    ]
    let sizes: [PrintedNumber] = ["5.3", "7.8", "9.2", "12.2", "19.2", "30.4", "43.1", "66.4"]
    return try others.map { label, model, published in
      .parameters(
        label, published: published, exact: try cost(model).parameters,
        cause: label == "SENet" ? .figureSeNet : .figureOthers)
    }
      + sizes.enumerated().map { index, published in
        .parameters(
          "EfficientNet-B\(index)", published: published,
          exact: try cost("efficientnet-b\(index)").parameters, cause: .figureEfficientNets)
      }
  }

  static func figure5() throws -> [AuditRow] {
    let others: [(String, String, PrintedNumber)] = [
      ("ResNet-34", "resnet-34", "3.6"), ("ResNet-50", "resnet-50", "4.1"),
      ("ResNet-152", "resnet-152", "11.3"), ("DenseNet-201", "densenet-201", "4.1"),
      ("Inception-ResNet-v2", "inception-resnet-v2", "13.2"),
      ("NASNet-A (mobile)", "nasnet-a-mobile", "0.56"), ("NASNet-A", "nasnet-a-large", "23.8"),
      ("ResNeXt-101", "resnext-101-64x4d@320", "31.5"), ("Xception", "xception", "8.4"),
      ("AmoebaNet-A", "amoebanet-a-6-190", "23.1"), ("AmoebaNet-C", "amoebanet-c-6-228", "41.1"),
      ("SENet", "senet-154@320", "42.3"),
    ]
    let points: [PrintedNumber] = ["0.393", "0.699", "1.01", "1.76", "4.16", "9.94", "18.5"]
    return try others.map { label, model, published in
      .multiplyAdds(
        label, published: published, exact: try cost(model).multiplyAdds, cause: .figureOthers)
    }
      + points.enumerated().map { index, published in
        .multiplyAdds(
          "EfficientNet-B\(index)", published: published,
          exact: try cost("efficientnet-b\(index)").multiplyAdds, cause: .figureEfficientNets)
      }
  }

  private typealias Point = (coefficient: Double, published: PrintedNumber)

  private static let widthPoints: [Point] = [
    (1.0, "0.5"), (1.4, "0.783"), (1.8, "1.148"), (2.6, "2.258"), (3.8, "4.882"), (5.0, "8.251"),
  ]
  private static let depthPoints: [Point] = [
    (1, "0.5"), (2, "0.95"), (3, "1.4"), (4, "1.85"), (6, "2.749"), (8, "3.649"),
  ]
  private static let resolutionPoints: [Point] = [
    (1.0, "0.5"), (1.3, "0.935"), (1.5, "1.14"), (1.7, "1.454"), (1.9, "1.944"), (2.2, "2.551"),
    (2.5, "3.115"),
  ]

  static func figure3() throws -> [AuditRow] {
    try points("w", widthPoints) + points("d", depthPoints) + points("r", resolutionPoints)
  }

  /// The first point of each of its lines; the widths of the others are not printed.
  static func figure4() throws -> [AuditRow] {
    let points: [(label: String, depth: Double, resolution: Double, published: PrintedNumber)] = [
      ("d=1.0, r=1.0", 1, 1, "0.5"), ("d=1.0, r=1.3", 1, 1.3, "0.935"),
      ("d=2.0, r=1.0", 2, 1, "0.95"), ("d=2.0, r=1.3", 2, 1.3, "1.788"),
    ]
    return try points.map {
      .multiplyAdds(
        $0.label, published: $0.published,
        exact: try scaled(
          "efficientnet-b0", depth: $0.depth, width: 1, resolution: pixels($0.resolution)
        ).multiplyAdds, cause: .figureBaseline)
    }
  }

  /// Figure 3's lines from B0's own 0.39 B on, cut off at 5.21 B, and the compound line.
  static func figure8() throws -> [AuditRow] {
    let compound: [PrintedNumber] = ["0.39", "0.7", "1.0", "1.8", "4.2"]
    return try points("w", widthPoints.dropFirst().dropLast())
      + points("d", Array(depthPoints.dropFirst()))
      + points("r", Array(resolutionPoints.dropFirst()))
      + compound.enumerated().map { index, published in
        .multiplyAdds(
          "compound, B\(index)", published: published,
          exact: try cost("efficientnet-b\(index)").multiplyAdds, cause: .efficientNetOperations)
      }
  }

  static func lite() throws -> [AuditRow] {
    let rows: [(parameters: PrintedNumber, operations: PrintedNumber)] = [
      ("4.7", "0.407"), ("5.4", "0.631"), ("6.1", "0.899"), ("8.2", "1.440"), ("13.0", "2.640"),
    ]
    return try rows.enumerated().flatMap { index, published in
      let cost = try cost("efficientnet-lite\(index)")
      return [
        AuditRow.parameters(
          "EfficientNet-lite\(index)", published: published.parameters, exact: cost.parameters),
        .multiplyAdds(
          "EfficientNet-lite\(index)", published: published.operations, exact: cost.multiplyAdds,
          cause: .liteReadme),
      ]
    }
  }

  /// EfficientNet-B0 with one dimension scaled.
  private static func points(
    _ dimension: String, _ points: some Sequence<Point>
  ) throws -> [AuditRow] {
    try points.map { point in
      let cost = try scaled(
        "efficientnet-b0", depth: dimension == "d" ? point.coefficient : 1,
        width: dimension == "w" ? point.coefficient : 1,
        resolution: pixels(dimension == "r" ? point.coefficient : 1))
      return .multiplyAdds(
        "\(dimension)=\(point.coefficient)", published: point.published, exact: cost.multiplyAdds,
        cause: .figureBaseline)
    }
  }

  /// B0's 224 pixels scaled, to the nearest whole pixel.
  private static func pixels(_ resolution: Double) -> Int { Int((224 * resolution).rounded()) }

  private static func cost(_ model: String) throws -> Cost {
    try NetworkCost.total(of: ModelZoo.model(named: model).network())
  }
}
