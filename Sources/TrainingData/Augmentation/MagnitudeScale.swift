/// The strengths of operators on a scale of whole magnitudes from 0 up.
///
/// Ranges are the paper's (table 6) in torchvision's reading: blending by 1 ± 0 … 0.9, the sign drawn;
/// posterizing to 8 … 4 bits; translation in parts of the image, of the 150 of 331 pixels that the
/// paper allows. torchvision computes in float32, and so does this: cutting off a translation to
/// whole pixels makes the last bit count.
struct MagnitudeScale {
  /// The number of magnitudes: 10 of AutoAugment, 31 of RandAugment.
  let bins: Int
  let size: ImageSize

  /// The operators by the paper's names.
  enum Name: String, Hashable, CaseIterable {
    case identity = "Identity"
    case shearX = "ShearX"
    case shearY = "ShearY"
    case translateX = "TranslateX"
    case translateY = "TranslateY"
    case rotate = "Rotate"
    case autoContrast = "AutoContrast"
    case invert = "Invert"
    case equalize = "Equalize"
    case solarize = "Solarize"
    case posterize = "Posterize"
    case contrast = "Contrast"
    case color = "Color"
    case brightness = "Brightness"
    case sharpness = "Sharpness"
  }

  /// What RandAugment draws from: all but inversion.
  static let randAugment = Name.allCases.filter { $0 != .invert }

  /// An operator at a magnitude, 0 ..< `bins`, that operators without strength ignore, as those
  /// without direction ignore the sign.
  func operation(_ name: Name, magnitude: Int, isNegative: Bool) -> ImageOperator {
    func signed(_ end: Float) -> Double {
      let value = Double(step(magnitude, from: 0, to: end))
      return isNegative ? -value : value
    }
    return switch name {
    case .identity: .identity
    case .shearX: .shearX(level: signed(0.3))
    case .shearY: .shearY(level: signed(0.3))
    case .translateX: .translateX(pixels: Int(signed(Float(150.0 / 331 * Double(size.width)))))
    case .translateY: .translateY(pixels: Int(signed(Float(150.0 / 331 * Double(size.height)))))
    case .rotate: .rotate(degrees: signed(30))
    case .autoContrast: .autoContrast
    case .invert: .invert
    case .equalize: .equalize
    case .solarize: .solarize(threshold: Double(step(magnitude, from: 255, to: 0)))
    case .posterize:
      .posterize(bits: 8 - Int((Float(magnitude) / (Float(bins - 1) / 4)).rounded()))
    case .contrast: .contrast(factor: 1 + signed(0.9))
    case .color: .color(factor: 1 + signed(0.9))
    case .brightness: .brightness(factor: 1 + signed(0.9))
    case .sharpness: .sharpness(factor: 1 + signed(0.9))
    }
  }

  /// Element `index` of `bins` evenly spaced numbers, counted from the nearer end, and rounded once,
  /// as PyTorch does.
  private func step(_ index: Int, from start: Float, to end: Float) -> Float {
    let step = (end - start) / Float(bins - 1)
    return index < bins / 2
      ? start.addingProduct(step, Float(index))
      : end.addingProduct(-step, Float(bins - 1 - index))
  }
}
