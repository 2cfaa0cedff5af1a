/// Table 8 of the EfficientNet paper: accuracies on ImageNet's 50,000 validation images beside those on
/// its 100,000 test images, which its server gave.
///
/// From arXiv:1905.11946v5.
enum Table8 {
  /// One network's accuracies in percent, as printed.
  struct Row: Hashable, Sendable {
    /// The paper's name of the network.
    let label: String
    let validationTop1: PrintedNumber
    let testTop1: PrintedNumber
    let validationTop5: PrintedNumber
    let testTop5: PrintedNumber
  }

  /// EfficientNet-B0 to B7.
  static let rows: [Row] = [
    row("B0", "77.11", "77.23", "93.35", "93.45"), row("B1", "79.13", "79.17", "94.47", "94.43"),
    row("B2", "80.07", "80.16", "94.90", "94.98"), row("B3", "81.59", "81.72", "95.67", "95.70"),
    row("B4", "82.89", "82.94", "96.37", "96.27"), row("B5", "83.60", "83.69", "96.71", "96.64"),
    row("B6", "83.95", "84.04", "96.76", "96.86"), row("B7", "84.26", "84.33", "96.97", "96.94"),
  ]

  private static func row(
    _ suffix: String, _ validationTop1: PrintedNumber, _ testTop1: PrintedNumber,
    _ validationTop5: PrintedNumber, _ testTop5: PrintedNumber
  ) -> Row {
    Row(
      label: "EfficientNet-\(suffix)", validationTop1: validationTop1, testTop1: testTop1,
      validationTop5: validationTop5, testTop5: testTop5)
  }
}
