import Files
import Networks
import ONNX

extension GraphReader {
  // MARK: Orders of axes

  mutating func readTransposition(_ node: RunningNode) throws(FileError) {
    let input = try input(node)
    let rank = node.view.shape(0)?.count ?? 0
    let order = node.view.integers(attribute: "perm") ?? (0..<rank).reversed()
    switch (input.form, order) {
    case (.map, [0, 2, 3, 1]): pass(node, input, as: .channelsLast)
    case (.channelsLast, [0, 3, 1, 2]): pass(node, input, as: .map)
    case (_, _) where order == Array(0..<rank): pass(node, input, as: input.form)
    default: throw unknown(node, "axes in the order \(order)")
    }
  }

  /// Reshapings that flatten a map, or add or take away axes of one pixel.
  mutating func readReshaping(_ node: RunningNode) throws(FileError) {
    let input = try input(node)
    let (before, after) = (node.view.shape(0) ?? [], try outputShape(node))
    let shape = shapes[input.layer]
    let batch = before.first ?? 1
    if before == after { return pass(node, input, as: input.form) }
    if shape.pixels == 1 {
      switch (input.form, after) {
      case (.flat(_?), _): break
      case (_, [batch, shape.channels]): return pass(node, input, as: .flat(of: nil))
      case (_, [batch, shape.channels, 1, 1]): return pass(node, input, as: .map)
      case (_, [batch, 1, 1, shape.channels]): return pass(node, input, as: .channelsLast)
      default: break
      }
    } else if after == [batch, shape.elements] {
      let map = input.form == .map ? shape : nil
      return try add(.flatten, [input.layer], node, .flat(of: map))
    }
    throw unknown(node, "a map of \(shape) as \(after)")
  }

  // MARK: Parts

  mutating func readConcatenation(_ node: RunningNode) throws(FileError) {
    var inputs: [Computed] = []
    for index in node.inputs.indices { inputs.append(try input(node, index)) }
    let rank = try outputShape(node).count
    guard let first = inputs.first, inputs.allSatisfy({ $0.form == first.form }),
      try node.view.axis(node.view.integer("axis") ?? 0, of: rank) == channelAxis(first.form)
    else { throw unknown(node, "parts that are not side by side along the channels") }
    if case .flat(_?) = first.form { throw unknown(node, "flattened maps side by side") }
    guard inputs.count > 1 else { return pass(node, first, as: first.form) }
    try add(.concatenate, inputs.map(\.layer), node, first.form)
  }

  mutating func readSplit(_ node: RunningNode) throws(FileError) {
    let input = try input(node)
    let rank = node.view.shape(0)?.count ?? 0
    let axis = channelAxis(input.form)
    guard try node.view.axis(node.view.integer("axis") ?? 0, of: rank) == axis else {
      throw unknown(node, "parts of an axis that is not the channels'")
    }
    if case .flat(_?) = input.form { throw unknown(node, "parts of a flattened map") }
    var start = 0
    for index in node.outputs.indices {
      let count = try outputShape(node, index)[axis]
      if readerCount(node.outputs[index]) > 0 {
        try add(
          .slice(start: start, count: count), [input.layer], node, input.form, output: index)
      }
      start += count
    }
  }

  /// Channels from … to, and rows and columns cut away.
  mutating func readSlice(_ node: RunningNode) throws(FileError) {
    let input = try input(node)
    let view = node.view
    guard let before = view.shape(0), let starts = view.setting("starts", orInput: 1)?.values,
      let axesSetting = view.setting("axes", orInput: 3),
      view.setting("steps", orInput: 4)?.values?.allSatisfy({ $0 == 1 }) ?? true
    else { throw unknown(node, "steps, or places that are computed") }
    let axes = try view.axes(axesSetting.values ?? Array(starts.indices), of: before.count)
    let after = try outputShape(node)
    var first = [Int](repeating: 0, count: before.count)
    for (axis, start) in zip(axes, starts) {
      first[axis] = min(max(start < 0 ? start + before[axis] : start, 0), before[axis])
    }
    let channel = channelAxis(input.form)
    let (rows, columns) = input.form == .channelsLast ? (1, 2) : (2, 3)
    var current = input.layer
    let cuts = before.indices.filter { before[$0] != after[$0] }
    if case .flat(_?) = input.form { throw unknown(node, "a part of a flattened map") }
    guard !cuts.contains(0) else { throw unknown(node, "some of the images") }
    if cuts.isEmpty { return pass(node, input, as: input.form) }
    if cuts.contains(channel) {
      let slice = Operation.slice(start: first[channel], count: after[channel])
      if cuts == [channel] { return try add(slice, [current], node, input.form) }
      var partial = before
      partial[channel] = after[channel]
      current = append(slice, [current], node, try shape(partial, input.form))
    }
    try add(
      .pad(
        top: -first[rows], left: -first[columns],
        bottom: first[rows] + after[rows] - before[rows],
        right: first[columns] + after[columns] - before[columns]),
      [current], node, input.form)
  }

  mutating func readPad(_ node: RunningNode) throws(FileError) {
    let input = try input(node)
    let view = node.view
    let rank = view.shape(0)?.count ?? 0
    guard view.text("mode") ?? "constant" == "constant", rank == 4,
      let given = view.setting("pads", orInput: 1)?.values,
      let axesSetting = view.setting("axes", orInput: 3)
    else { throw unknown(node, "padding with other than a number, or that is computed") }
    let value =
      view.node.attributes["value"]?.float.map(Double.init)
      ?? (view.has(2) ? view.input(2)?.elements?.doubles.first : 0)
    guard value == 0 else {
      throw unknown(node, "padding with \(value.map { "\($0)" } ?? "a number that is computed")")
    }
    let axes = try view.axes(axesSetting.values ?? Array(0..<rank), of: rank)
    var (before, after) = ([Int](repeating: 0, count: rank), [Int](repeating: 0, count: rank))
    for (index, axis) in axes.enumerated() {
      (before[axis], after[axis]) = (given[index], given[index + axes.count])
    }
    let (rows, columns) = input.form == .channelsLast ? (1, 2) : (2, 3)
    for axis in 0..<rank where axis != rows && axis != columns {
      guard before[axis] == 0, after[axis] == 0 else {
        throw unknown(node, "channels or images of zeros")
      }
    }
    try add(
      .pad(top: before[rows], left: before[columns], bottom: after[rows], right: after[columns]),
      [input.layer], node, input.form)
  }
}
