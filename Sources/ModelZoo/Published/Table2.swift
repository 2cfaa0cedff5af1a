/// Table 2 of the EfficientNet paper: each EfficientNet with the networks of like accuracy it is
/// compared with.
public enum Table2 {
  /// A network of the table.
  public struct Entry: Hashable, Sendable {
    /// The paper's name: `Inception-resnet-v2`.
    public let label: String
    /// The zoo's name.
    public let model: String
    /// Height and width of the input that the printed FLOPs refer to, in pixels.
    public let resolution: Int
    /// Accuracies and figures as printed.
    public let published: PublishedResult
    /// The printed ratios to the EfficientNet of the group; `nil` in its own row.
    let parametersRatio: PrintedNumber?
    let multiplyAddsRatio: PrintedNumber?
  }

  /// An EfficientNet and the networks compared with it.
  public struct Group: Hashable, Sendable {
    /// The first row of the group, to which ratios refer.
    public let efficientNet: Entry
    /// The networks of like accuracy, as the table orders them.
    public let baselines: [Entry]

    /// All rows of the group, the EfficientNet first.
    public var entries: [Entry] { [efficientNet] + baselines }
  }

  /// The groups from B0 to B7, with version 5's accuracies.
  public static var groups: [Group] {
    [
      Group(
        efficientNet: efficientNet("b0", 224, 77.1, 93.3, "5.3", "0.39"),
        baselines: [
          entry("ResNet-50", "resnet-50", 224, 76.0, 93.0, "26", "4.1", "4.9", "11"),
          entry("DenseNet-169", "densenet-169", 224, 76.2, 93.2, "14", "3.5", "2.6", "8.9"),
        ]),
      Group(
        efficientNet: efficientNet("b1", 240, 79.1, 94.4, "7.8", "0.70"),
        baselines: [
          entry("ResNet-152", "resnet-152", 224, 77.8, 93.8, "60", "11", "7.6", "16"),
          entry("DenseNet-264", "densenet-264", 224, 77.9, 93.9, "34", "6.0", "4.3", "8.6"),
          entry("Inception-v3", "inception-v3", 299, 78.8, 94.4, "24", "5.7", "3.0", "8.1"),
          entry("Xception", "xception", 299, 79.0, 94.5, "23", "8.4", "3.0", "12"),
        ]),
      Group(
        efficientNet: efficientNet("b2", 260, 80.1, 94.9, "9.2", "1.0"),
        baselines: [
          entry("Inception-v4", "inception-v4", 299, 80.0, 95.0, "48", "13", "5.2", "13"),
          entry(
            "Inception-resnet-v2", "inception-resnet-v2", 299, 80.1, 95.1, "56", "13", "6.1",
            "13"),
        ]),
      Group(
        efficientNet: efficientNet("b3", 300, 81.6, 95.7, "12", "1.8"),
        baselines: [
          entry("ResNeXt-101", "resnext-101-64x4d", 320, 80.9, 95.6, "84", "32", "7.0", "18"),
          entry("PolyNet", "polynet", 331, 81.3, 95.8, "92", "35", "7.7", "19"),
        ]),
      Group(
        efficientNet: efficientNet("b4", 380, 82.9, 96.4, "19", "4.2"),
        baselines: [
          entry("SENet", "senet-154", 320, 82.7, 96.2, "146", "42", "7.7", "10"),
          entry("NASNet-A", "nasnet-a-large", 331, 82.7, 96.2, "89", "24", "4.7", "5.7"),
          entry("AmoebaNet-A", "amoebanet-a-6-190", 331, 82.8, 96.1, "87", "23", "4.6", "5.5"),
          entry("PNASNet", "pnasnet-5-large", 331, 82.9, 96.2, "86", "23", "4.5", "6.0"),
        ]),
      Group(
        efficientNet: efficientNet("b5", 456, 83.6, 96.7, "30", "9.9"),
        baselines: [
          entry("AmoebaNet-C", "amoebanet-c-6-228", 331, 83.5, 96.5, "155", "41", "5.2", "4.1")
        ]),
      Group(efficientNet: efficientNet("b6", 528, 84.0, 96.8, "43", "19"), baselines: []),
      Group(
        efficientNet: efficientNet("b7", 600, 84.3, 97.0, "66", "37"),
        baselines: [
          entry("GPipe", "amoebanet-b-18-512", 480, 84.3, 97.0, "557", nil, "8.4", nil)
        ]),
    ]
  }

  private static func efficientNet(
    _ suffix: String, _ resolution: Int, _ top1: Double, _ top5: Double,
    _ parameters: PrintedNumber, _ operations: PrintedNumber
  ) -> Entry {
    Entry(
      label: "EfficientNet-\(suffix.uppercased())", model: "efficientnet-\(suffix)",
      resolution: resolution,
      published: PublishedResult(
        .efficientNetV5, resolution: resolution, top1: top1, top5: top5, parameters: parameters,
        multiplyAdds: operations),
      parametersRatio: nil, multiplyAddsRatio: nil)
  }

  private static func entry(
    _ label: String, _ model: String, _ resolution: Int, _ top1: Double, _ top5: Double,
    _ parameters: PrintedNumber, _ operations: PrintedNumber?, _ parametersRatio: PrintedNumber,
    _ multiplyAddsRatio: PrintedNumber?
  ) -> Entry {
    Entry(
      label: label, model: model, resolution: resolution,
      published: PublishedResult(
        .efficientNetV5, resolution: resolution, top1: top1, top5: top5, parameters: parameters,
        multiplyAdds: operations),
      parametersRatio: parametersRatio, multiplyAddsRatio: multiplyAddsRatio)
  }
}
