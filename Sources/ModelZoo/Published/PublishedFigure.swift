/// The points of the EfficientNet paper's figures, read from the vector graphics of
/// arXiv:1905.11946v5.
public enum PublishedFigure: String, CaseIterable, Hashable, Sendable {
  /// The figure of that number in arXiv:1905.11946v5.
  case figure1, figure3, figure4, figure5, figure6, figure8

  /// What the horizontal axis shows.
  public enum Cost: Hashable, Sendable {
    /// In millions.
    case parameters
    /// In billions.
    case multiplyAdds
  }

  /// A network as the figure shows it.
  public struct Point: Hashable, Sendable {
    /// The network's name, or its coefficient; empty where the figure prints none.
    public let label: String
    /// Millions of parameters, or billions of multiply-adds.
    public let cost: Double
    /// Top-1 accuracy in percent, on ImageNet or on the data set of the panel.
    public let top1: Double
  }

  /// Points that the figure joins, or networks that stand alone.
  public struct Series: Hashable, Sendable {
    /// The label in the figure's legend.
    public let name: String
    /// The networks, in the order in which the figure joins them.
    public let points: [Point]
    /// Whether the figure joins the points.
    public let isLine: Bool
  }

  /// One of the plots of a figure.
  public struct Panel: Hashable, Sendable {
    /// What it shows; empty where the figure is one plot.
    public let title: String
    /// What it draws, in the order of its legend.
    public let series: [Series]
  }

  /// What the figure shows.
  public var title: String {
    switch self {
    case .figure1: "Model size against ImageNet accuracy"
    case .figure3: "Scaling one dimension of a network"
    case .figure4: "Scaling width for different baselines"
    case .figure5: "Multiply-adds against ImageNet accuracy"
    case .figure6: "Model size against transfer accuracy"
    case .figure8: "Scaling EfficientNet-B0 in different ways"
    }
  }

  /// What the horizontal axis shows.
  public var cost: Cost {
    switch self {
    case .figure1, .figure6: .parameters
    case .figure3, .figure4, .figure5, .figure8: .multiplyAdds
    }
  }

  /// What differs from the paper's tables.
  public var remark: String {
    switch self {
    case .figure1, .figure5:
      "The EfficientNets are plotted up to 0.2 points above the accuracies of Table 2."
    case .figure3, .figure4:
      "The baseline of the figure costs 0.5 B, not the 0.39 B of the released EfficientNet-B0."
    case .figure6:
      "Parameters without the classifier: counted for the EfficientNets, as printed in Table 5 for "
        + "the others; DAT, whose parameters it does not print, is left out."
    case .figure8:
      "Single dimensions: Figure 3 with its first point moved from 0.5 to 0.39 B."
    }
  }

  /// Whether it compares families of networks, so that any other network can stand among them.
  public var comparesFamilies: Bool {
    switch self {
    case .figure1, .figure5: true
    case .figure3, .figure4, .figure6, .figure8: false
    }
  }

  /// What the figure draws, in the order of its legend.
  public var series: [Series] { panels.flatMap(\.series) }

  /// The plots of the figure.
  public var panels: [Panel] {
    switch self {
    case .figure1: [Panel(title: "", series: Self.families(Self.parameters))]
    case .figure5: [Panel(title: "", series: Self.families(Self.multiplyAdds))]
    case .figure3: Self.dimensions.map { Panel(title: $0.name, series: [$0]) }
    case .figure4: [Panel(title: "", series: Self.widths)]
    case .figure6: Self.transfers
    case .figure8: [Panel(title: "", series: Self.methods)]
    }
  }
}

extension PublishedFigure {
  private typealias Row = (label: String, cost: Double, top1: Double)

  private static let parameters: (efficientNets: [Row], others: [Row]) = (
    [
      ("B0", 5.3, 77.3), ("B1", 7.8, 79.2), ("B2", 9.2, 80.3), ("B3", 12.2, 81.7),
      ("B4", 19.2, 83.0), ("B5", 30.4, 83.7), ("B6", 43.1, 84.2), ("B7", 66.4, 84.4),
    ],
    [
      ("ResNet-34", 21.0, 73.3), ("ResNet-50", 25.5, 76.0), ("ResNet-152", 60.0, 77.8),
      ("DenseNet-201", 20.0, 77.4), ("Inception-v2", 11.2, 74.8),
      ("Inception-ResNet-v2", 55.8, 80.1), ("NASNet-A", 5.3, 74.0), ("NASNet-A", 10.9, 78.6),
      ("NASNet-A", 88.9, 82.7), ("ResNeXt-101", 83.6, 80.9), ("Xception", 22.8, 79.0),
      ("AmoebaNet-A", 86.7, 82.8), ("AmoebaNet-C", 155.0, 83.5), ("SENet", 145.8, 82.7),
    ]
  )

  private static let multiplyAdds: (efficientNets: [Row], others: [Row]) = (
    [
      ("B0", 0.393, 77.3), ("B1", 0.699, 79.2), ("B2", 1.01, 80.3), ("B3", 1.76, 81.7),
      ("B4", 4.16, 83.0), ("B5", 9.94, 83.7), ("B6", 18.5, 84.2),
    ],
    [
      ("ResNet-34", 3.6, 73.3), ("ResNet-50", 4.1, 76.0), ("ResNet-152", 11.3, 77.8),
      ("DenseNet-201", 4.1, 77.4), ("Inception-v2", 1.9, 74.8),
      ("Inception-ResNet-v2", 13.2, 80.1), ("NASNet-A", 0.56, 74.0), ("NASNet-A", 2.35, 78.6),
      ("NASNet-A", 23.8, 82.7), ("ResNeXt-101", 31.5, 80.9), ("Xception", 8.4, 79.0),
      ("AmoebaNet-A", 23.1, 82.8), ("AmoebaNet-C", 41.1, 83.5), ("SENet", 42.3, 82.7),
    ]
  )

  /// The EfficientNets, the families with several members, and the rest together.
  private static func families(_ rows: (efficientNets: [Row], others: [Row])) -> [Series] {
    let family = { (name: String) in rows.others.filter { $0.label.hasPrefix(name) } }
    let lines = ["ResNet-", "NASNet-A", "AmoebaNet"]
    let rest = rows.others.filter { row in !lines.contains { row.label.hasPrefix($0) } }
    return [
      line("EfficientNet", rows.efficientNets), line("ResNet", family("ResNet-")),
      line("NASNet-A", family("NASNet-A").map { ("", $0.cost, $0.top1) }),
      line("AmoebaNet", family("AmoebaNet")),
      Series(name: "other networks", points: points(rest), isLine: false),
    ]
  }

  private static let dimensions = [
    line(
      "width",
      [
        ("w = 1.0", 0.5, 76.1), ("1.4", 0.783, 77.49), ("1.8", 1.148, 78.51),
        ("2.6", 2.258, 79.46), ("3.8", 4.882, 79.99), ("5.0", 8.251, 80.3),
      ]),
    line(
      "depth",
      [
        ("d = 1.0", 0.5, 76.1), ("2.0", 0.95, 78.51), ("3.0", 1.4, 78.84), ("4.0", 1.85, 78.99),
        ("6.0", 2.749, 80.0), ("8.0", 3.649, 80.0),
      ]),
    line(
      "resolution",
      [
        ("r = 1.0", 0.5, 76.1), ("1.3", 0.935, 77.68), ("1.5", 1.14, 78.11),
        ("1.7", 1.454, 78.78), ("1.9", 1.944, 79.07), ("2.2", 2.551, 79.54), ("2.5", 3.115, 79.68),
      ]),
  ]

  private static let widths = [
    line(
      "d = 1.0, r = 1.0",
      unlabelled([
        (0.5, 76.1), (0.783, 77.49), (1.147, 78.51), (1.665, 79.06), (2.258, 79.46),
        (3.939, 79.87), (4.882, 79.99), (5.334, 80.04), (8.251, 80.3), (11.926, 80.39),
        (16.153, 80.46),
      ])),
    line(
      "d = 1.0, r = 1.3",
      unlabelled([
        (0.935, 78.21), (1.479, 79.42), (2.178, 80.04), (3.167, 80.66), (4.297, 80.85),
        (7.287, 81.33), (12.285, 81.42), (15.718, 81.43), (22.714, 81.71),
      ])),
    line(
      "d = 2.0, r = 1.0",
      unlabelled([
        (0.95, 78.74), (1.544, 79.56), (3.413, 80.16), (4.62, 80.37), (6.207, 80.51),
        (9.948, 80.68), (24.422, 80.72),
      ])),
    line(
      "d = 2.0, r = 1.3",
      unlabelled([
        (1.788, 79.69), (2.932, 80.69), (4.427, 81.32), (8.831, 81.54), (11.862, 81.65),
        (15.34, 81.79), (19.008, 82.02),
      ])),
  ]

  private static let methods = [
    line(
      "compound scaling",
      [
        ("B0", 0.39, 76.1), ("B1", 0.7, 78.8), ("B2", 1.0, 79.8), ("B3", 1.8, 81.1),
        ("B4", 4.2, 82.6),
      ]),
    line(
      "scale by width",
      unlabelled([(0.39, 76.1), (0.783, 77.49), (1.148, 78.51), (2.258, 79.46), (4.882, 79.99)])),
    line(
      "scale by depth",
      unlabelled([
        (0.39, 76.1), (0.95, 78.51), (1.4, 78.84), (1.85, 78.99), (2.749, 80.0), (3.649, 80.0),
      ])),
    line(
      "scale by resolution",
      unlabelled([
        (0.39, 76.1), (0.935, 77.68), (1.14, 78.11), (1.454, 78.78), (1.944, 79.07),
        (2.551, 79.54), (3.115, 79.68),
      ])),
  ]

  private static func unlabelled(_ rows: [(Double, Double)]) -> [Row] {
    rows.map { ("", $0.0, $0.1) }
  }

  private static func line(_ name: String, _ rows: [Row]) -> Series {
    Series(name: name, points: points(rows), isLine: true)
  }

  private static func points(_ rows: [Row]) -> [Point] {
    rows.map { Point(label: $0.label, cost: $0.cost, top1: $0.top1) }
  }
}
