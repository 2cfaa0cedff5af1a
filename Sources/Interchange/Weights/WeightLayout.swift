public import Networks

/// The axes of one parameter here and in PyTorch.
///
/// Here the output channels are innermost, `[height, width, input / groups, output]` and
/// `[input, output]`; in PyTorch outermost, `[output, input / groups, height, width]` and
/// `[output, input]`.
public struct WeightLayout: Hashable, Sendable {
  /// Extents here, outermost first.
  public let ours: [Int]
  /// Extents in PyTorch, outermost first.
  public let theirs: [Int]
  /// For each axis of theirs, which of ours it is.
  private let axes: [Int]

  /// The axes of a parameter of that shape: a kernel, a matrix or a vector.
  public init(_ shape: ParameterShape) {
    let axes =
      switch shape.count {
      case 4: [3, 2, 0, 1]
      case 2: [1, 0]
      default: [0]
      }
    self.init(ours: Array(shape), axes: axes)
  }

  private init(ours: [Int], axes: [Int]) {
    self.ours = ours
    self.axes = axes
    theirs = axes.map { ours[$0] }
  }

  /// PyTorch's elements in our order.
  public func fromPyTorch(_ values: [Float]) -> [Float] {
    var result = [Float](repeating: 0, count: values.count)
    eachPair { ours, theirs in result[ours] = values[theirs] }
    return result
  }

  /// Our elements in PyTorch's order.
  public func toPyTorch(_ values: [Float]) -> [Float] {
    var result = [Float](repeating: 0, count: values.count)
    eachPair { ours, theirs in result[theirs] = values[ours] }
    return result
  }

  /// Calls `body` with the positions of each element here and in PyTorch, in PyTorch's order.
  ///
  /// Four plain loops, which missing axes pass once: millions of weights go through here.
  @inline(__always)
  private func eachPair(_ body: (_ ours: Int, _ theirs: Int) -> Void) {
    var strides = [Int](repeating: 1, count: ours.count)
    for axis in stride(from: ours.count - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * ours[axis + 1]
    }
    let missing = 4 - theirs.count
    let extents = [Int](repeating: 1, count: missing) + theirs
    let steps = [Int](repeating: 0, count: missing) + axes.map { strides[$0] }
    let (rows, columns, rowStep, columnStep) = (extents[2], extents[3], steps[2], steps[3])
    var position = 0
    for first in 0..<extents[0] {
      for second in 0..<extents[1] {
        let base = first * steps[0] + second * steps[1]
        for row in 0..<rows {
          for column in 0..<columns {
            body(base + row * rowStep + column * columnStep, position)
            position += 1
          }
        }
      }
    }
  }
}
