/// Accuracies, which nothing here can recompute, against one another.
extension Audit {
  /// Table 8 against Table 2, which prints the same validation accuracies in one decimal, and its test
  /// accuracies against those on the validation images.
  static func table8() -> [AuditRow] {
    let entries = Table2.groups.map(\.efficientNet)
    let rounded = Table8.rows.flatMap { row -> [AuditRow] in
      guard let entry = entries.first(where: { $0.label == row.label }) else { return [] }
      let pairs = [
        ("top-1", entry.published.top1, row.validationTop1),
        ("top-5", entry.published.top5, row.validationTop5),
      ]
      return pairs.compactMap { name, printed, exact in
        printed.map {
          AuditRow(
            row.label, "Table 2's \(name), from the validation's", "%",
            published: PrintedNumber(stringLiteral: "\($0)"), computed: exact.value,
            cause: .table8Cut)
        }
      }
    }
    return rounded
      + Table8.rows.flatMap { row in
        [
          AuditRow(
            row.label, "test top-1, against the validation's", "%", published: row.testTop1,
            computed: row.validationTop1.value, cause: .table8Images),
          AuditRow(
            row.label, "test top-5, against the validation's", "%", published: row.testTop5,
            computed: row.validationTop5.value, cause: .table8Images),
        ]
      }
  }

  /// Table 5's accuracies of EfficientNets: data set, network, as printed.
  private static let table5Accuracies: [(String, Int, PrintedNumber)] = [
    ("CIFAR-10", 0, "98.1"), ("CIFAR-10", 7, "98.9"), ("CIFAR-100", 0, "88.1"),
    ("CIFAR-100", 7, "91.7"), ("Birdsnap", 5, "82.0"), ("Birdsnap", 7, "84.3"),
    ("Stanford Cars", 3, "93.6"), ("Stanford Cars", 7, "94.7"), ("Flowers", 5, "98.5"),
    ("Flowers", 7, "98.8"), ("FGVC Aircraft", 3, "90.7"), ("FGVC Aircraft", 7, "92.9"),
    ("Oxford-IIIT Pets", 4, "94.8"), ("Oxford-IIIT Pets", 6, "95.4"), ("Food-101", 4, "91.5"),
    ("Food-101", 7, "93.0"),
  ]

  /// Figure 6's points against the table that prints some of them.
  static func figure6() -> [AuditRow] {
    table5Accuracies.compactMap { data, network, published in
      let panel = PublishedFigure.figure6.panels.first { $0.title == data }
      return (panel?.series.first?.points[network].top1).map {
        AuditRow(
          "\(data), EfficientNet-B\(network)", "Table 5's accuracy, from the figure", "%",
          published: published, computed: $0, cause: .figure6Cut)
      }
    }
  }
}
