/// The paper's Table 4: seconds of one image on one core of an Intel Xeon E5-2690, the mean of 20 runs.
public struct PublishedLatency: Hashable, Sendable {
  /// The network as the paper prints it.
  public let label: String
  /// Its name in the zoo.
  public let model: String
  /// Seconds as printed.
  public let seconds: Double

  /// The pairs that the table compares: another's network, and the EfficientNet of about the same
  /// accuracy.
  public static let pairs: [(reference: PublishedLatency, ours: PublishedLatency)] = [
    (
      PublishedLatency(label: "ResNet-152", model: "resnet-152", seconds: 0.554),
      PublishedLatency(label: "EfficientNet-B1", model: "efficientnet-b1", seconds: 0.098)
    ),
    (
      PublishedLatency(label: "GPipe (AmoebaNet)", model: "amoebanet-b-18-512", seconds: 19.0),
      PublishedLatency(label: "EfficientNet-B7", model: "efficientnet-b7", seconds: 3.1)
    ),
  ]
}
