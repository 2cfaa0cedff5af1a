import Networks

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

  static func convolution(_ convolution: Convolution, inputChannels: Int) -> WeightLayout {
    WeightLayout(
      ours: [
        convolution.kernelSize.height, convolution.kernelSize.width,
        inputChannels / convolution.groups, convolution.outputChannels,
      ], axes: [3, 2, 0, 1])
  }

  static func fullyConnected(inputs: Int, outputs: Int) -> WeightLayout {
    WeightLayout(ours: [inputs, outputs], axes: [1, 0])
  }

  static func vector(_ count: Int) -> WeightLayout {
    WeightLayout(ours: [count], axes: [0])
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

  /// Calls `body` with the positions of each element here and in PyTorch.
  private func eachPair(_ body: (_ ours: Int, _ theirs: Int) -> Void) {
    var strides = [Int](repeating: 1, count: ours.count)
    for axis in stride(from: ours.count - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * ours[axis + 1]
    }
    let steps = axes.map { strides[$0] }
    func walk(_ axis: Int, _ ours: Int, _ theirs: inout Int) {
      if axis == steps.count {
        body(ours, theirs)
        theirs += 1
        return
      }
      for index in 0..<self.theirs[axis] { walk(axis + 1, ours + index * steps[axis], &theirs) }
    }
    var theirs = 0
    walk(0, 0, &theirs)
  }
}
