/// Why a published figure is not what exact counting gives.
public struct Discrepancy: Hashable, Sendable {
  /// A short name: `table1-stage6`.
  public let id: String
  /// The cause, in a sentence for reports.
  public let explanation: String
  /// How far the computed value may lie from the published one, as computed ÷ published − 1, for
  /// this to be the explanation; further away something else is wrong.
  let deviation: ClosedRange<Double>

  init(_ id: String, _ deviation: ClosedRange<Double>, _ explanation: String) {
    self.id = id
    self.deviation = deviation
    self.explanation = explanation
  }
}

extension Discrepancy {
  static let table1Stage6 = Discrepancy(
    "table1-stage6", -0.5 ... -0.5,
    "Version 1 and some reprints give stage 6 an input of 28×28; version 5 and the released code "
      + "give 14×14.")

  static let b1Operations = Discrepancy(
    "b1-flops", -0.03 ... -0.01,
    "Exact counting gives 0.687 B; with one operation per normalised element, 0.698 B.")

  static let b2Parameters = Discrepancy(
    "b2-params", -0.015 ... -0.005,
    "Every implementation of EfficientNet-B2 has 9,109,994 parameters; the paper prints 9.2 M.")

  static let efficientNetOperations = Discrepancy(
    "efficientnet-flops", 0.015...0.05,
    "Printed below the exact count of the released network at its resolution; no convention found "
      + "gives it. The authors' EfficientNetV2 paper prints 10 B for B5 and 38 B for B7, and keeps "
      + "4.2 B for B4.")

  static let resNet152 = Discrepancy(
    "resnet-152-form", 0.02...0.05,
    "11 B is ResNet-152 with the stride in the first 1×1 convolution (11.28 B, "
      + "'resnet-152/caffe-v1'); 4.1 B for ResNet-50 is the form with the stride in the 3×3, in "
      + "which ResNet-152 has 11.51 B.")

  static let denseNets = Discrepancy(
    "densenet", -0.05 ... -0.015,
    "Not reproduced: convolutions and the classifier give 3.36 B (169) and 5.75 B, 33.3 M (264); "
      + "counting normalisation and pooling recovers about half of the gap.")

  static let inceptionV4 = Discrepancy(
    "inception-v4", -0.12 ... -0.05,
    "Every public implementation has 42.7 M parameters (46.0 M with the auxiliary head) and "
      + "12.25 B multiply-adds.")

  static let resNeXt = Discrepancy(
    "resnext-params", -0.01...0,
    "64×4d has 83.46 M parameters; 83.6 M, printed by the AmoebaNet paper, rounds to 84.")

  static let polyNet = Discrepancy(
    "polynet-port", 0.03...0.04,
    "The one public port, converted from the authors' weights, has 95.4 M parameters; its FLOPs "
      + "match at 331 pixels.")

  static let seNet = Discrepancy(
    "senet-154", -0.22 ... -0.2,
    "SENet-154 gives the printed FLOPs at 320 pixels with 115.1 M parameters. With its first 1×1 "
      + "convolutions not halved it has 143.8 M, but 54.7 B: no variant gives both figures.")

  static let pnasnet = Discrepancy(
    "table2-pnasnet", 0.08...0.09,
    "A misprint: the row's ratio of 6.0 follows from 25.0 B, which the AmoebaNet paper prints for "
      + "PNASNet-5; exact counting gives 24.94 B.")

  static let pnasnetRatio = Discrepancy(
    "table2-pnasnet", -0.1 ... -0.08,
    "The ratio follows from 25.0 B, the FLOPs from a misprint: 23 ÷ 4.2 is 5.5.")

  static let ratiosCut = Discrepancy(
    "table2-ratios", -0.02...0.03,
    "Ratios are of the printed figures, and some are cut instead of rounded (60 ÷ 7.8 is 7.69, "
      + "printed 7.6); Xception's 23 ÷ 7.8 is 2.95, printed 3.0.")

  static let caption = Discrepancy(
    "table2-caption", 0.1...0.25,
    "The caption says up to 16 times fewer FLOPs; rows of the table reach 18 and 19, and the text "
      + "says 18.")

  static let resNetSwap = Discrepancy(
    "table3-resnet", -0.11...0.11,
    "The FLOPs of d = 4 and w = 2 look swapped: exact counting gives 14.57 B and 16.12 B, printed "
      + "are 16.2 and 14.7.")

  static let cutToOneDigit = Discrepancy(
    "table3-cut", 0.02...0.04, "2.27 B, cut instead of rounded.")

  static let compoundRounding = Discrepancy(
    "table3-compound", -0.1...0.12,
    "The compound rows depend on how depth and resolution were rounded, which the paper does not "
      + "say (d = 1.4, w = 1.2, r = 1.3 is printed for MobileNetV1 only); no single rule gives all "
      + "three.")

  static let table4Versions = Discrepancy(
    "table2-versions", -0.005...0.005,
    "Version 5 keeps version 1's accuracies here (B1 78.8, B7 84.4); its Table 2 has 79.1 and 84.3."
  )

  static let table5Cut = Discrepancy(
    "table5-cut", 0.01...0.08,
    "Parameters without the classifier, cut instead of rounded (B3 10.7 M, B4 17.5 M).")

  static let table5GPipe = Discrepancy(
    "table5-gpipe", -0.02...0.005,
    "556 M is one less than Table 2's 557 M; without its classifier the network has fewer.")

  static let table5Pets = Discrepancy(
    "table5-pets", -0.4 ... -0.38,
    "58 M ÷ 17 M is 3.4, printed 5.6; the printed mean of 4.7 is that of 5.6.")

  static let table7Baseline = Discrepancy(
    "figure3-baseline", -0.22 ... -0.1,
    "These rows are of the 0.5 B baseline of Figures 3, 4 and 8 (1.85 B at d = 4, 1.94 B at "
      + "r = 1.9), not of the released B0.")

  static let table7Accuracy = Discrepancy(
    "table7-b0", -0.005...0.005,
    "Table 7 prints 77.3 for B0 where Table 2 has 77.1, and keeps version 1's 81.1 for the compound "
      + "row.")

  static let table8Cut = Discrepancy(
    "table8-cut", 0...0.001, "94.47, cut instead of rounded.")

  /// Two standard errors of the difference of two shares, of 50,000 and of 100,000 images: 0.46 points
  /// at 77 %.
  static let table8Images = Discrepancy(
    "table8-images", -0.005...0.005,
    "Other images: the two differ by less than two standard errors, which are 0.46 points at 77 % and "
      + "0.27 at 93 %.")

  static let figure6Cut = Discrepancy(
    "figure6-cut", 0...0.001, "98.59, cut instead of rounded.")

  static let figureBaseline = Discrepancy(
    "figure3-baseline", -0.26...0.08,
    "Figures 3, 4 and 8 are drawn for a baseline of 0.5 B (its depth line is 0.05 + 0.45 d), not "
      + "for the released B0 of 0.39 B; Figure 8 moves only the first point.")

  static let figureOthers = Discrepancy(
    "figure-others", -0.02...0.05,
    "Drawn from the networks' own papers, cut or rounded (NASNet-A 88.9 M, ResNeXt-101 83.6 M, "
      + "ResNet-34 21 M, ResNet-152 11.3 B, DenseNet-201 4.1 B).")

  static let figureEfficientNets = Discrepancy(
    "figure-efficientnets", -0.025...0.06,
    "The points agree with Table 2's figures, not with exact counts: B0 to B2 lie one operation per "
      + "normalised element above them, B3 to B6 3 to 6 % below.")

  static let liteReadme = Discrepancy(
    "lite-madds", -0.06 ... -0.03,
    "The README's figures include about three operations per convolution output (normalisation and "
      + "ReLU6).")

  static let figureSeNet = Discrepancy(
    "senet-154", -0.22...0.01,
    "The point is at 145.8 M; SENet-154, which has the FLOPs of the table, has 115.1 M parameters.")
}

extension Discrepancy {
  enum Quantity {
    case parameters
    case multiplyAdds
  }

  /// The cause known for a figure of Table 2.
  static func table2(_ label: String, _ quantity: Quantity) -> Discrepancy? {
    switch (label, quantity) {
    case ("EfficientNet-B1", .multiplyAdds): b1Operations
    case ("EfficientNet-B2", .parameters): b2Parameters
    case ("EfficientNet-B4", .multiplyAdds), ("EfficientNet-B5", .multiplyAdds),
      ("EfficientNet-B7", .multiplyAdds):
      efficientNetOperations
    case ("ResNet-152", .multiplyAdds): resNet152
    case ("DenseNet-169", .multiplyAdds), ("DenseNet-264", _): denseNets
    case ("Inception-v4", _): inceptionV4
    case ("ResNeXt-101", .parameters): resNeXt
    case ("PolyNet", .parameters): polyNet
    case ("SENet", .parameters): seNet
    case ("PNASNet", .multiplyAdds): pnasnet
    default: nil
    }
  }
}
