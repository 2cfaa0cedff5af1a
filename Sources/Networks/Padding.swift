/// How many zero rows and columns surround the input of a convolution or pooling.
public enum Padding: Hashable, Sendable {
  /// TensorFlow's `SAME`: the output has ⌈input / stride⌉ pixels; of an odd total the extra row
  /// and column go to the bottom and right, so that at stride 2 it is asymmetric on even sizes.
  case same
  /// The amounts on each side, PyTorch's convention when they are symmetric.
  case explicit(top: Int, left: Int, bottom: Int, right: Int)

  /// No padding: TensorFlow's `VALID`.
  public static let valid = Padding.explicit(top: 0, left: 0, bottom: 0, right: 0)

  /// The same amount on all four sides.
  public static func symmetric(_ amount: Int) -> Padding {
    .symmetric(height: amount, width: amount)
  }

  /// `height` rows above and below, `width` columns left and right.
  public static func symmetric(height: Int, width: Int) -> Padding {
    .explicit(top: height, left: width, bottom: height, right: width)
  }

  /// The amounts for an input of `input` pixels.
  public func edges(
    input: TensorShape, kernel: Extent, stride: Extent, dilation: Extent = 1
  ) -> PaddingEdges {
    switch self {
    case .same:
      let rows = Self.sameTotal(input.height, kernel.height, stride.height, dilation.height)
      let columns = Self.sameTotal(input.width, kernel.width, stride.width, dilation.width)
      return PaddingEdges(
        top: rows / 2, left: columns / 2, bottom: rows - rows / 2, right: columns - columns / 2)
    case .explicit(let top, let left, let bottom, let right):
      return PaddingEdges(top: top, left: left, bottom: bottom, right: right)
    }
  }

  /// Total padding along one side so that the output has ⌈input / stride⌉ pixels.
  private static func sameTotal(_ input: Int, _ kernel: Int, _ stride: Int, _ dilation: Int) -> Int
  {
    guard stride > 1 else { return (kernel - 1) * dilation }
    let output = (input + stride - 1) / stride
    return max(0, (output - 1) * stride + (kernel - 1) * dilation + 1 - input)
  }
}

extension Padding: CustomStringConvertible {
  /// `same`, one amount where all sides agree, `height,width`, or `top,left,bottom,right`.
  public var description: String {
    switch self {
    case .same: "same"
    case .explicit(let top, let left, let bottom, let right):
      if top == bottom && left == right {
        top == left ? "\(top)" : "\(top),\(left)"
      } else {
        "\(top),\(left),\(bottom),\(right)"
      }
    }
  }
}
