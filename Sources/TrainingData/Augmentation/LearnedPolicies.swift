extension AugmentationPolicy.LearnedPolicy {
  /// An operator of a sub-policy: how likely it applies, and how strongly.
  struct Choice: Hashable {
    let name: MagnitudeScale.Name
    let probability: Double
    /// 0 to 9; 0 where the operator has no strength.
    let magnitude: Int

    fileprivate init(_ name: MagnitudeScale.Name, _ probability: Double, _ magnitude: Int = 0) {
      (self.name, self.probability, self.magnitude) = (name, probability, magnitude)
    }
  }

  /// The 25 sub-policies: those of tables 7 and 9 of arXiv:1805.09501, magnitudes only where the
  /// operator has any.
  ///
  /// The code published with EfficientNet calls another policy its default, `v0`, which no paper
  /// describes.
  var policy: [[Choice]] {
    switch self {
    case .imageNet: Self.imageNetPolicy
    case .cifar10: Self.cifar10Policy
    }
  }

  private static let imageNetPolicy: [[Choice]] = [
    [Choice(.posterize, 0.4, 8), Choice(.rotate, 0.6, 9)],
    [Choice(.solarize, 0.6, 5), Choice(.autoContrast, 0.6)],
    [Choice(.equalize, 0.8), Choice(.equalize, 0.6)],
    [Choice(.posterize, 0.6, 7), Choice(.posterize, 0.6, 6)],
    [Choice(.equalize, 0.4), Choice(.solarize, 0.2, 4)],
    [Choice(.equalize, 0.4), Choice(.rotate, 0.8, 8)],
    [Choice(.solarize, 0.6, 3), Choice(.equalize, 0.6)],
    [Choice(.posterize, 0.8, 5), Choice(.equalize, 1.0)],
    [Choice(.rotate, 0.2, 3), Choice(.solarize, 0.6, 8)],
    [Choice(.equalize, 0.6), Choice(.posterize, 0.4, 6)],
    [Choice(.rotate, 0.8, 8), Choice(.color, 0.4, 0)],
    [Choice(.rotate, 0.4, 9), Choice(.equalize, 0.6)],
    [Choice(.equalize, 0.0), Choice(.equalize, 0.8)],
    [Choice(.invert, 0.6), Choice(.equalize, 1.0)],
    [Choice(.color, 0.6, 4), Choice(.contrast, 1.0, 8)],
    [Choice(.rotate, 0.8, 8), Choice(.color, 1.0, 2)],
    [Choice(.color, 0.8, 8), Choice(.solarize, 0.8, 7)],
    [Choice(.sharpness, 0.4, 7), Choice(.invert, 0.6)],
    [Choice(.shearX, 0.6, 5), Choice(.equalize, 1.0)],
    [Choice(.color, 0.4, 0), Choice(.equalize, 0.6)],
    [Choice(.equalize, 0.4), Choice(.solarize, 0.2, 4)],
    [Choice(.solarize, 0.6, 5), Choice(.autoContrast, 0.6)],
    [Choice(.invert, 0.6), Choice(.equalize, 1.0)],
    [Choice(.color, 0.6, 4), Choice(.contrast, 1.0, 8)],
    [Choice(.equalize, 0.8), Choice(.equalize, 0.6)],
  ]

  private static let cifar10Policy: [[Choice]] = [
    [Choice(.invert, 0.1), Choice(.contrast, 0.2, 6)],
    [Choice(.rotate, 0.7, 2), Choice(.translateX, 0.3, 9)],
    [Choice(.sharpness, 0.8, 1), Choice(.sharpness, 0.9, 3)],
    [Choice(.shearY, 0.5, 8), Choice(.translateY, 0.7, 9)],
    [Choice(.autoContrast, 0.5), Choice(.equalize, 0.9)],
    [Choice(.shearY, 0.2, 7), Choice(.posterize, 0.3, 7)],
    [Choice(.color, 0.4, 3), Choice(.brightness, 0.6, 7)],
    [Choice(.sharpness, 0.3, 9), Choice(.brightness, 0.7, 9)],
    [Choice(.equalize, 0.6), Choice(.equalize, 0.5)],
    [Choice(.contrast, 0.6, 7), Choice(.sharpness, 0.6, 5)],
    [Choice(.color, 0.7, 7), Choice(.translateX, 0.5, 8)],
    [Choice(.equalize, 0.3), Choice(.autoContrast, 0.4)],
    [Choice(.translateY, 0.4, 3), Choice(.sharpness, 0.2, 6)],
    [Choice(.brightness, 0.9, 6), Choice(.color, 0.2, 8)],
    [Choice(.solarize, 0.5, 2), Choice(.invert, 0.0)],
    [Choice(.equalize, 0.2), Choice(.autoContrast, 0.6)],
    [Choice(.equalize, 0.2), Choice(.equalize, 0.6)],
    [Choice(.color, 0.9, 9), Choice(.equalize, 0.6)],
    [Choice(.autoContrast, 0.8), Choice(.solarize, 0.2, 8)],
    [Choice(.brightness, 0.1, 3), Choice(.color, 0.7, 0)],
    [Choice(.solarize, 0.4, 5), Choice(.autoContrast, 0.9)],
    [Choice(.translateY, 0.9, 9), Choice(.translateY, 0.7, 9)],
    [Choice(.autoContrast, 0.9), Choice(.solarize, 0.8, 3)],
    [Choice(.equalize, 0.8), Choice(.invert, 0.1)],
    [Choice(.translateY, 0.7, 9), Choice(.autoContrast, 0.9)],
  ]
}
