import Files

extension OperatorRule {
  /// Convolutions and pools: operators that slide a window over the axes after the channels.
  static let windows: [String: OperatorRule] = {
    var rules: [String: OperatorRule] = [:]
    for name in ["MaxPool", "AveragePool", "LpPool"] {
      rules[name] = OperatorRule { node throws(FileError) in try pooled(node) }
    }
    for name in ["GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"] {
      rules[name] = OperatorRule { node throws(FileError) in
        guard let shape = node.shape(0) else { return nil }
        return [ValueFacts(shape.prefix(2) + Array(repeating: 1, count: max(0, shape.count - 2)))]
      }
    }
    for name in ["Conv", "DeformConv"] {
      rules[name] = OperatorRule(
        { node throws(FileError) in try convolved(node) },
        work: { node, output throws(FileError) in
          guard let weights = node.shape(1) else { return nil }
          return try node.product(output + weights.dropFirst())
        })
    }
    rules["ConvTranspose"] = OperatorRule(
      { node throws(FileError) in try transposed(node) },
      work: { node, _ throws(FileError) in
        guard let input = node.shape(0), let weights = node.shape(1) else { return nil }
        return try node.product([input[0]] + input.dropFirst(2) + weights)
      })
    return rules
  }()

  private static func pooled(_ node: NodeView) throws(FileError) -> [ValueFacts]? {
    guard let input = node.shape(0) else { return nil }
    guard let kernel = node.integers(attribute: "kernel_shape"), input.count == kernel.count + 2
    else { throw node.refused("kernel_shape does not fit an input of shape \(input)") }
    let window = try SlidingWindow(node, kernel: kernel)
    let shape = input.prefix(2) + (try window.extents(of: Array(input.dropFirst(2)), node))
    return Array(repeating: ValueFacts(Array(shape)), count: 2)
  }

  /// Input and weights of a convolution, which have as many axes, at least three.
  private static func operands(
    _ node: NodeView
  ) throws(FileError) -> (input: [Int], weights: [Int])? {
    guard let input = node.shape(0), let weights = node.shape(1) else { return nil }
    guard input.count == weights.count, input.count >= 3 else {
      throw node.refused("weights of shape \(weights) do not fit an input of shape \(input)")
    }
    return (input, weights)
  }

  private static func convolved(_ node: NodeView) throws(FileError) -> [ValueFacts]? {
    guard let (input, weights) = try operands(node) else { return nil }
    let groups = node.integer("group") ?? 1
    guard groups > 0, input[1] % groups == 0, weights[1] == input[1] / groups,
      weights[0] % groups == 0
    else {
      throw node.refused(
        "weights of shape \(weights) in \(groups) groups do not fit an input of shape \(input)")
    }
    let window = try SlidingWindow(node, kernel: Array(weights.dropFirst(2)))
    let extents = try window.extents(of: Array(input.dropFirst(2)), node)
    return [ValueFacts([input[0], weights[0]] + extents)]
  }

  private static func transposed(_ node: NodeView) throws(FileError) -> [ValueFacts]? {
    guard let (input, weights) = try operands(node) else { return nil }
    let groups = node.integer("group") ?? 1
    guard groups > 0, weights[0] == input[1], input[1] % groups == 0 else {
      throw node.refused(
        "weights of shape \(weights) in \(groups) groups do not fit an input of shape \(input)")
    }
    let spatial = Array(input.dropFirst(2))
    let window = try SlidingWindow(node, kernel: Array(weights.dropFirst(2)))
    let extents = try window.transposedExtents(of: spatial, node)
    return [ValueFacts([input[0], try node.product([weights[1], groups])] + extents)]
  }
}

/// How a window slides: sizes, steps and padding along each axis.
struct SlidingWindow {
  private let kernel: [Int]
  private let strides: [Int]
  private let dilations: [Int]
  /// Before and after, along each axis.
  private let padding: [Int]
  private let automatic: String
  private let roundsUp: Bool

  init(_ node: NodeView, kernel: [Int]) throws(FileError) {
    let rank = kernel.count
    self.kernel = kernel
    strides = try node.sizes("strides", count: rank, default: 1)
    dilations = try node.sizes("dilations", count: rank, default: 1)
    let pads = try node.sizes("pads", count: 2 * rank, default: 0)
    padding = (0..<rank).map { pads[$0] + pads[$0 + rank] }
    before = Array(pads.prefix(rank))
    automatic = node.text("auto_pad") ?? "NOTSET"
    roundsUp = node.flag("ceil_mode")
    guard (kernel + strides + dilations).allSatisfy({ (1...(1 << 20)).contains($0) }) else {
      throw node.refused(
        "window \(kernel), strides \(strides), dilations \(dilations): expected 1 to 2^20")
    }
  }

  private let before: [Int]

  private func reach(_ axis: Int) -> Int { (kernel[axis] - 1) * dilations[axis] + 1 }

  /// How often the window fits.
  func extents(of input: [Int], _ node: NodeView) throws(FileError) -> [Int] {
    var extents: [Int] = []
    for axis in input.indices {
      if automatic.hasPrefix("SAME") {
        extents.append((input[axis] + strides[axis] - 1) / strides[axis])
        continue
      }
      let padded = input[axis] + (automatic == "VALID" ? 0 : padding[axis])
      let room = padded - reach(axis)
      guard room >= 0 else {
        throw node.refused(
          "a window of \(reach(axis)) does not fit \(padded) pixels; give a larger --input")
      }
      var extent = room / strides[axis] + 1
      if roundsUp, room % strides[axis] != 0 {
        // A last window that begins in the padding at the end is none.
        let start = automatic == "VALID" ? 0 : before[axis]
        extent += extent * strides[axis] < input[axis] + start ? 1 : 0
      }
      extents.append(extent)
    }
    return extents
  }

  /// The pixels that a transposed convolution makes of `input`.
  func transposedExtents(of input: [Int], _ node: NodeView) throws(FileError) -> [Int] {
    let rank = input.count
    let given = node.integers(attribute: "output_shape") ?? []
    if !given.isEmpty {
      // Older files give batch and channels too.
      guard given.count >= rank else { throw node.refused("output_shape is \(given)") }
      return Array(given.suffix(rank))
    }
    let extra = try node.sizes("output_padding", count: rank, default: 0)
    return input.indices.map { axis in
      if automatic.hasPrefix("SAME") { return input[axis] * strides[axis] }
      let cut = automatic == "VALID" ? 0 : padding[axis]
      return strides[axis] * (input[axis] - 1) + extra[axis] + reach(axis) - cut
    }
  }
}
