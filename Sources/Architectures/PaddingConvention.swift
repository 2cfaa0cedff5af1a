import Networks

/// How the layers of an architecture pad their inputs.
public enum PaddingConvention: String, Hashable, Sendable, CaseIterable {
  /// TensorFlow's `SAME`, asymmetric at stride 2 on even sizes.
  case same
  /// (kernel − 1) / 2 on every side, as PyTorch's ports do.
  case symmetric

  func padding(kernelSize: Int) -> Padding {
    switch self {
    case .same: .same
    case .symmetric: .symmetric((kernelSize - 1) / 2)
    }
  }
}
