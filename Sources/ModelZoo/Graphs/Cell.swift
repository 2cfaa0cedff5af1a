import Networks

/// A cell: five sums of two operations each, on the hidden states before.
///
/// States 0 and 1 are the outputs of the previous cell and of the one before that, matched in shape.
struct Cell {
  /// The two operations of a sum, with the state that each reads.
  struct Step {
    let left: CellOperation
    let leftState: Int
    let right: CellOperation
    let rightState: Int

    init(_ left: CellOperation, _ leftState: Int, _ right: CellOperation, _ rightState: Int) {
      self.left = left
      self.leftState = leftState
      self.right = right
      self.rightState = rightState
    }
  }

  let steps: [Step]
  /// The states that are concatenated into the cell's output.
  let outputs: [Int]
}

extension GraphWriter {
  /// Appends a cell as a stage of its own.
  ///
  /// `current` is the previous cell's output, `previous` that of the cell before, or `nil` where
  /// there is none; each state has `filters` channels. The operations on states 0 and 1 take the
  /// stride, 2 in a reduction cell.
  mutating func cell(
    _ cell: Cell, name: String, current: Int, previous: Int?, filters: Int, stride: Int,
    padding: CellPadding = .none
  ) throws(NetworkError) -> Int {
    self.stage(name)
    let matched = try match(previous, to: current, filters: filters)
    var states = [try preactivated(current, filters), matched]
    states.reserveCapacity(2 + cell.steps.count)
    for step in cell.steps {
      let left = try apply(
        step.left, states[step.leftState], filters, stride: step.leftState < 2 ? stride : 1,
        isCropped: padding.crops(step.left, of: step.leftState))
      let right = try apply(
        step.right, states[step.rightState], filters, stride: step.rightState < 2 ? stride : 1,
        isCropped: padding.crops(step.right, of: step.rightState))
      states.append(try add(left, right))
    }
    return try join(cell.outputs, of: states, filters: filters)
  }

  /// ReLU, convolution, normalisation.
  private mutating func preactivated(
    _ input: Int, _ channels: Int, _ kernel: Extent = 1, stride: Extent = 1
  ) throws(NetworkError) -> Int {
    try normalized(try activation(input), channels, kernel, stride: stride)
  }

  /// The output of the cell before last, in the size of the last one's and with `filters` channels.
  private mutating func match(
    _ previous: Int?, to current: Int, filters: Int
  ) throws(NetworkError) -> Int {
    guard let previous else { return current }
    if shape(of: previous).width != shape(of: current).width {
      return try factorizedReduction(try activation(previous), filters)
    }
    return channels(of: previous) == filters ? previous : try preactivated(previous, filters)
  }

  /// Halves the size with two 1×1 convolutions, the second on the map shifted by one pixel.
  ///
  /// Both are normalised together; of an odd number of channels the second puts out one more.
  private mutating func factorizedReduction(
    _ input: Int, _ filters: Int
  ) throws(NetworkError) -> Int {
    let first = try convolution(
      try pooling(.average, input, 1, stride: 2, padding: .valid), filters / 2)
    let shifted = try layer(.pad(top: -1, left: -1, bottom: 1, right: 1), input, .pad)
    let second = try convolution(
      try pooling(.average, shifted, 1, stride: 2, padding: .valid), filters - filters / 2)
    return try normalization(try concatenate(first, second))
  }

  private mutating func apply(
    _ operation: CellOperation, _ input: Int, _ filters: Int, stride: Int, isCropped: Bool
  ) throws(NetworkError) -> Int {
    switch operation {
    case .identity:
      guard stride > 1 || channels(of: input) != filters else { return input }
      return try preactivated(input, filters, stride: Extent(stride))
    case .pointwise:
      return try preactivated(input, filters, stride: Extent(stride))
    case .separable(let kernel):
      let first = try separable(input, filters, kernel, stride: stride, isCropped: isCropped)
      return try separable(first, filters, kernel, stride: 1, isCropped: false)
    case .averagePooling:
      return try project(try pool(.average, input, 3, stride, isCropped), filters)
    case .maximumPooling(let kernel):
      return try project(try pool(.maximum, input, kernel, stride, isCropped), filters)
    case .bottleneck3x3:
      guard filters >= 4 else { return try preactivated(input, filters, 3, stride: Extent(stride)) }
      let inner = try preactivated(
        try preactivated(input, filters / 4), filters / 4, 3,
        stride: Extent(stride))
      return try preactivated(inner, filters)
    case .bottleneck1x7:
      return try bottleneck1x7(input, filters, stride: stride)
    }
  }

  private mutating func separable(
    _ input: Int, _ filters: Int, _ kernel: Int, stride: Int, isCropped: Bool
  ) throws(NetworkError) -> Int {
    let activated = try activation(input)
    guard isCropped else {
      let depthwise = try depthwise(activated, Extent(kernel), stride: Extent(stride))
      return try normalized(depthwise, filters)
    }
    let depthwise = try depthwise(
      try shifted(activated, by: 1), Extent(kernel), stride: Extent(stride))
    return try normalization(try shifted(try convolution(depthwise, filters), by: -1))
  }

  private mutating func pool(
    _ kind: Pooling.Kind, _ input: Int, _ kernel: Int, _ stride: Int, _ isCropped: Bool
  ) throws(NetworkError) -> Int {
    guard isCropped else { return try pooling(kind, input, kernel, stride: stride) }
    return try shifted(
      try pooling(kind, try shifted(input, by: 1), kernel, stride: stride), by: -1)
  }

  /// Rows and columns of zeros in front, or cut off there.
  private mutating func shifted(_ input: Int, by amount: Int) throws(NetworkError) -> Int {
    try layer(.pad(top: amount, left: amount, bottom: 0, right: 0), input, .pad)
  }

  /// A pooled state with the cell's number of channels: without ReLU, unlike elsewhere.
  private mutating func project(_ input: Int, _ filters: Int) throws(NetworkError) -> Int {
    channels(of: input) == filters ? input : try normalized(input, filters)
  }

  private mutating func bottleneck1x7(
    _ input: Int, _ filters: Int, stride: Int
  ) throws(NetworkError) -> Int {
    // With fewer than four filters a quarter of them is none: the code leaves the bottleneck out.
    let inner = filters >= 4 ? filters / 4 : filters
    var current = filters >= 4 ? try preactivated(input, inner) : input
    current = try preactivated(
      current, inner, Extent(height: 1, width: 7), stride: Extent(height: 1, width: stride))
    current = try preactivated(
      current, inner, Extent(height: 7, width: 1), stride: Extent(height: stride, width: 1))
    return filters >= 4 ? try preactivated(current, filters) : current
  }

  /// Concatenates states; those of another size or width than the last are reduced to its.
  private mutating func join(
    _ outputs: [Int], of states: [Int], filters: Int
  ) throws(NetworkError) -> Int {
    let last = shape(of: states[states.count - 1])
    var joined: [Int] = []
    joined.reserveCapacity(outputs.count)
    for index in outputs {
      let state = states[index]
      let shape = shape(of: state)
      if shape == last {
        joined.append(state)
      } else if shape.width != last.width {
        joined.append(try factorizedReduction(state, last.channels))
      } else {
        joined.append(try normalized(state, last.channels))
      }
    }
    return try concatenate(joined)
  }
}
