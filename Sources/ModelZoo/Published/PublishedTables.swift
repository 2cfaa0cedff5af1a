extension ZooModel {
  /// What publications print for this network, the EfficientNet paper first.
  public var published: [PublishedResult] {
    let name = self.name.prefix { $0 != "@" }
    return PublishedTables.all.flatMap { table in
      table().compactMap { $0.model == name ? $0.result : nil }
    }
  }
}

/// The tables, built when first asked for: most commands need none of them.
enum PublishedTables {
  typealias Row = (model: String, result: PublishedResult)

  static let all: [@Sendable () -> [Row]] = [
    efficientNets, baselines, figures, mobileNets, searched, regNets,
  ]

  /// EfficientNet Table 2, version 5 and then version 1: accuracies differ, costs do not.
  @Sendable static func efficientNets() -> [Row] {
    let rows: [(String, Int, Double, Double, Double, Double, PrintedNumber, PrintedNumber)] = [
      ("b0", 224, 77.1, 93.3, 76.3, 93.2, "5.3", "0.39"),
      ("b1", 240, 79.1, 94.4, 78.8, 94.4, "7.8", "0.70"),
      ("b2", 260, 80.1, 94.9, 79.8, 94.9, "9.2", "1.0"),
      ("b3", 300, 81.6, 95.7, 81.1, 95.5, "12", "1.8"),
      ("b4", 380, 82.9, 96.4, 82.6, 96.3, "19", "4.2"),
      ("b5", 456, 83.6, 96.7, 83.3, 96.7, "30", "9.9"),
      ("b6", 528, 84.0, 96.8, 84.0, 96.9, "43", "19"),
      ("b7", 600, 84.3, 97.0, 84.4, 97.1, "66", "37"),
    ]
    return rows.flatMap { suffix, resolution, top1, top5, first1, first5, parameters, operations in
      [
        (
          "efficientnet-\(suffix)",
          PublishedResult(
            .efficientNetV5, resolution: resolution, top1: top1, top5: top5,
            parameters: parameters, multiplyAdds: operations)
        ),
        (
          "efficientnet-\(suffix)",
          PublishedResult(
            .efficientNetV1, resolution: resolution, top1: first1, top5: first5,
            parameters: parameters, multiplyAdds: operations)
        ),
      ]
    }
  }

  /// EfficientNet Table 2: the networks compared with, alike in both versions.
  @Sendable static func baselines() -> [Row] {
    Table2.groups.flatMap(\.baselines).map { ($0.model, $0.published) }
  }

  /// Points of EfficientNet's Figures 1 and 5 that Table 2 does not have.
  @Sendable static func figures() -> [Row] {
    [
      figure("resnet-34", 73.3, "21.0", "3.6"), figure("densenet-201", 77.4, "20.0", "4.1"),
      figure("nasnet-a-mobile", 74.0, "5.3", "0.56"),
    ]
  }

  private static func figure(
    _ model: String, _ top1: Double, _ parameters: PrintedNumber, _ operations: PrintedNumber
  ) -> Row {
    (
      model,
      PublishedResult(
        .efficientNetV5Figures, top1: top1, parameters: parameters, multiplyAdds: operations)
    )
  }

  @Sendable static func mobileNets() -> [Row] {
    [
      row("mobilenet-v1", .mobileNetV1, 224, 70.6, nil, "4.2", "0.569"),
      row("mobilenet-v1-0.75", .mobileNetV1, 224, 68.4, nil, "2.6", "0.325"),
      row("mobilenet-v1-0.5", .mobileNetV1, 224, 63.7, nil, "1.3", "0.149"),
      row("mobilenet-v1-0.25", .mobileNetV1, 224, 50.6, nil, "0.5", "0.041"),
      row("mobilenet-v2", .mobileNetV2, 224, 72.0, nil, "3.4", "0.300"),
      row("mobilenet-v2-1.4", .mobileNetV2, 224, 74.7, nil, "6.9", "0.585"),
      row("mobilenet-v2-0.35", .mnasNetTable4, 224, 60.3, nil, "1.66", "0.059"),
      row("efficientnet-lite0", .efficientNetLite, 224, 75.1, nil, "4.7", "0.407"),
      row("efficientnet-lite1", .efficientNetLite, 240, 76.7, nil, "5.4", "0.631"),
      row("efficientnet-lite2", .efficientNetLite, 260, 77.6, nil, "6.1", "0.899"),
      row("efficientnet-lite3", .efficientNetLite, 280, 79.8, nil, "8.2", "1.440"),
      row("efficientnet-lite4", .efficientNetLite, 300, 81.5, nil, "13.0", "2.640"),
      row("efficientnet-edgetpu-s", .efficientNetEdgeTPU, 224, 77.23, nil, nil, nil),
      row("efficientnet-edgetpu-m", .efficientNetEdgeTPU, 240, 78.69, nil, nil, nil),
      row("efficientnet-edgetpu-l", .efficientNetEdgeTPU, 300, 80.62, nil, nil, nil),
    ]
  }

  @Sendable static func searched() -> [Row] {
    [
      row("mnasnet-a1", .mnasNet, 224, 75.2, 92.5, "3.9", "0.312"),
      row("mnasnet-small", .mnasNetTable4, 224, 66.0, nil, "2.0", "0.068"),
      row("efficientnetv2-s", .efficientNetV2, 384, 83.9, nil, "21.5", "8.4"),
      row("efficientnetv2-m", .efficientNetV2, 480, 85.2, nil, "54.1", "24.7"),
      row("efficientnetv2-l", .efficientNetV2, 480, 85.7, nil, "119.5", "56.3"),
      row("efficientnetv2-b0", .efficientNetV2, 224, 78.7, nil, "7.1", "0.72"),
      row("efficientnetv2-b1", .efficientNetV2, 240, 79.8, nil, "8.1", "1.2"),
      row("efficientnetv2-b2", .efficientNetV2, 260, 80.5, nil, "10.1", "1.7"),
      row("efficientnetv2-b3", .efficientNetV2, 300, 82.1, nil, "14.4", "3.0"),
      row("nasnet-a-large", .nasNetKeras, 331, 82.7, 96.2, "88.9", "23.8"),
      row("nasnet-a-mobile", .nasNetKeras, 224, 74.0, 91.6, "5.3", "0.564"),
      row("pnasnet-5-large", .amoebaNet, 331, 82.9, 96.2, "86.1", "25.0"),
      row("amoebanet-a-6-190", .amoebaNet, 331, 82.8, 96.1, "86.7", "23.1"),
      row("amoebanet-a-6-448", .amoebaNet, nil, 83.9, 96.6, "469", "104"),
      row("resnext-101-64x4d", .amoebaNet, nil, 80.9, 95.6, "83.6", "31.5"),
      row("polynet", .amoebaNet, 331, 81.3, 95.8, "92.0", "34.7"),
      row("dpn-131", .amoebaNet, nil, 81.5, 95.8, "79.5", "32.0"),
      row("inception-resnet-v2", .amoebaNet, nil, 80.4, 95.3, "55.8", "13.2"),
      row("senet-154", .seNet, 320, 83.12, 96.42, nil, nil),
    ]
  }

  /// RegNets: means of five runs of 100 epochs; the accuracies are 100 minus the errors printed.
  @Sendable static func regNets() -> [Row] {
    let errors: [(String, Double, Double)] = [
      ("200mf", 31.088, 29.658), ("400mf", 27.382, 25.898), ("600mf", 25.864, 24.54),
      ("800mf", 24.846, 23.684), ("1.6gf", 23.038, 22.066), ("3.2gf", 21.736, 21.074),
      ("4gf", 21.356, 20.64), ("6.4gf", 20.844, 20.11), ("8gf", 20.728, 20.052),
      ("12gf", 20.288, 19.67), ("16gf", 19.956, 19.608), ("32gf", 19.498, 19.066),
    ]
    return errors.flatMap { size, x, y in
      [
        row("regnetx-\(size)", .regNet, 224, ((100 - x) * 1000).rounded() / 1000, nil, nil, nil),
        row("regnety-\(size)", .regNet, 224, ((100 - y) * 1000).rounded() / 1000, nil, nil, nil),
      ]
    }
  }

  private static func row(
    _ model: String, _ source: PublicationSource, _ resolution: Int?, _ top1: Double?,
    _ top5: Double?, _ parameters: PrintedNumber?, _ operations: PrintedNumber?
  ) -> Row {
    (
      model,
      PublishedResult(
        source, resolution: resolution, top1: top1, top5: top5, parameters: parameters,
        multiplyAdds: operations)
    )
  }
}
