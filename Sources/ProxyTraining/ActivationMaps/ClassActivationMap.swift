/// How much each place of an image speaks for one class, as a network sees it.
public struct ClassActivationMap: Hashable, Sendable {
  /// What stands before the features in the sum over the channels.
  public enum Method: String, Hashable, Sendable, CaseIterable {
    /// The classifier's weights: where the last feature map is averaged, and the logits are a linear
    /// map of the means (CAM, arXiv:1512.04150, Eq. 2). Values of both signs.
    case classifierWeights = "CAM"
    /// The mean over the pixels of the logit's derivatives; of the sum, what is above 0 (Grad-CAM,
    /// arXiv:1610.02391, Eqs. 1 and 2).
    case gradients = "Grad-CAM"
  }

  /// Rows of the map, those of the last feature map.
  public let height: Int
  /// Columns of the map.
  public let width: Int
  /// `[height, width]`.
  public let values: [Double]
  /// The class that they speak for, `0 ..< logits.count`.
  public let label: Int
  /// What the network makes of the image, a logit per class.
  public let logits: [Double]
  /// What stands before the features.
  public let method: Method

  /// The softmax probability of the class, 0 to 1.
  public let probability: Double
}
