public import Networks

/// The axes of one parameter here and in PyTorch.
///
/// Here the output channels are innermost, `[height, width, input / groups, output]` and
/// `[input, output]`; in PyTorch outermost, `[output, input / groups, height, width]` and
/// `[output, input]`. Behind a flattened map the inputs of a fully-connected layer are here
/// `[height, width, channels]` and in PyTorch `[channels, height, width]`.
public struct WeightLayout: Hashable, Sendable {
  /// Extents here, outermost first.
  public let ours: [Int]
  /// Extents in PyTorch, outermost first.
  public let theirs: [Int]
  /// The extents here with those of a flattened map apart.
  private let extents: [Int]
  /// For each axis of theirs, which of ours it is.
  private let axes: [Int]

  /// The axes of a parameter of that shape: a kernel, a matrix or a vector.
  ///
  /// - Parameters:
  ///   - shape: The extents here.
  ///   - map: The map whose flattening the parameter's inputs are, or for a vector its elements;
  ///     `nil` where none is flattened before it.
  public init(_ shape: ParameterShape, flattening map: TensorShape? = nil) {
    ours = Array(shape)
    switch (shape.count, map) {
    case (4, _):
      (extents, axes) = (ours, [3, 2, 0, 1])
      theirs = axes.map { shape[$0] }
    case (2, let map?):
      (extents, axes) = ([map.height, map.width, map.channels, shape[1]], [3, 2, 0, 1])
      theirs = [shape[1], shape[0]]
    case (2, nil):
      (extents, axes) = (ours, [1, 0])
      theirs = [shape[1], shape[0]]
    case (_, let map?):
      (extents, axes) = ([map.height, map.width, map.channels], [2, 0, 1])
      theirs = ours
    case (_, nil):
      (extents, axes) = (ours, [0])
      theirs = ours
    }
  }

  /// The same elements, which the library holds under other extents.
  ///
  /// - Parameter theirs: As many elements as there are, in the same order.
  /// - Returns: The layout under those extents.
  func with(theirs: [Int]) -> WeightLayout {
    precondition(theirs.reduce(1, *) == self.theirs.reduce(1, *), "as many elements")
    return WeightLayout(ours: ours, theirs: theirs, extents: extents, axes: axes)
  }

  private init(ours: [Int], theirs: [Int], extents: [Int], axes: [Int]) {
    self.ours = ours
    self.theirs = theirs
    self.extents = extents
    self.axes = axes
  }

  /// Whether inputs that come from a flattened map are ordered otherwise in PyTorch.
  var isFlattening: Bool { extents.count > ours.count }

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
    var strides = [Int](repeating: 1, count: extents.count)
    for axis in stride(from: extents.count - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * extents[axis + 1]
    }
    let missing = 4 - axes.count
    let turned = [Int](repeating: 1, count: missing) + axes.map { extents[$0] }
    let steps = [Int](repeating: 0, count: missing) + axes.map { strides[$0] }
    let (rows, columns, rowStep, columnStep) = (turned[2], turned[3], steps[2], steps[3])
    var position = 0
    for first in 0..<turned[0] {
      for second in 0..<turned[1] {
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
