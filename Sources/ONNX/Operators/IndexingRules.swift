import Files

extension OperatorRule {
  /// Operators that take elements by their places.
  static let indexing: [String: OperatorRule] = [
    "Slice": OperatorRule { node throws(FileError) in try sliced(node) },
    "Gather": OperatorRule { node throws(FileError) in try gathered(node) },
    "GatherElements": OperatorRule { node throws(FileError) in
      node.shape(1).map { [ValueFacts($0)] }
    },
    "GatherND": OperatorRule { node throws(FileError) in
      guard let shape = node.shape(0), let indices = node.shape(1) else { return nil }
      let batch = node.integer("batch_dims") ?? 0
      guard let last = indices.last, batch >= 0, last >= 0, batch < indices.count,
        last <= shape.count - batch
      else { throw node.refused("indices of shape \(indices) into shape \(shape)") }
      return [ValueFacts(indices.dropLast() + shape.dropFirst(batch + last))]
    },
    "TopK": OperatorRule { node throws(FileError) in
      guard var shape = node.shape(0), let count = node.integers(1)?.first ?? node.integer("k")
      else { return nil }
      let axis = try node.axis(node.integer("axis") ?? -1, of: shape.count)
      guard (0...shape[axis]).contains(count) else {
        throw node.refused("the \(count) greatest of \(shape[axis])")
      }
      shape[axis] = count
      return [ValueFacts(shape), ValueFacts(shape)]
    },
    "OneHot": OperatorRule { node throws(FileError) in
      guard var shape = node.shape(0), let depth = node.input(1)?.elements?.doubles.first,
        let count = Int(exactly: depth.rounded(.towardZero))
      else { return nil }
      let axis = try node.axis(node.integer("axis") ?? -1, of: shape.count + 1)
      shape.insert(count, at: axis)
      return [ValueFacts(shape)]
    },
    "NonZero": OperatorRule { node throws(FileError) in
      guard let shape = node.shape(0), let elements = node.input(0)?.elements else { return nil }
      let strides = Broadcasting.strides(of: shape)
      let found = elements.doubles.indices.filter { elements.doubles[$0] != 0 }
      let places = shape.indices.flatMap { axis in
        found.map { $0 / strides[axis] % shape[axis] }
      }
      return [
        ValueFacts(
          [shape.count, found.count],
          places.count <= TensorElements.greatestCount ? .integers(places) : nil)
      ]
    },
    "NonMaxSuppression": dependsOnData, "Unique": dependsOnData, "Compress": dependsOnData,
  ]

  /// How much is put out depends on what is put in.
  private static let dependsOnData = OperatorRule { _ throws(FileError) in nil }

  private static func gathered(_ node: NodeView) throws(FileError) -> [ValueFacts]? {
    guard let shape = node.shape(0), let indices = node.input(1) else { return nil }
    let axis = try node.axis(node.integer("axis") ?? 0, of: shape.count)
    let result = shape.prefix(axis) + indices.shape + shape.dropFirst(axis + 1)
    guard axis == 0, let picked = indices.elements?.integers else {
      return [ValueFacts(Array(result))]
    }
    var rows: [Int] = []
    for index in picked {
      guard index >= -shape[0], index < shape[0] else {
        throw node.refused("index \(index) into an axis of \(shape[0])")
      }
      rows.append(index < 0 ? index + shape[0] : index)
    }
    return [
      node.moved(0, to: Array(result)) {
        let size = shape.dropFirst().checkedProduct ?? 0
        return rows.flatMap { row in (0..<size).map { row * size + $0 } }
      }
    ]
  }

  private static func sliced(_ node: NodeView) throws(FileError) -> [ValueFacts]? {
    guard let shape = node.shape(0), let starts = node.setting("starts", orInput: 1)?.values,
      let ends = node.setting("ends", orInput: 2)?.values,
      let axesSetting = node.setting("axes", orInput: 3),
      let stepSetting = node.setting("steps", orInput: 4)
    else { return nil }
    let axes = try node.axes(axesSetting.values ?? Array(starts.indices), of: shape.count)
    let steps = stepSetting.values ?? starts.map { _ in 1 }
    guard starts.count == ends.count, axes.count == starts.count, steps.count == starts.count,
      steps.allSatisfy({ $0 != 0 && $0 != .min })
    else { throw node.refused("starts \(starts), ends \(ends), axes \(axes), steps \(steps)") }
    var result = shape
    let strides = Broadcasting.strides(of: shape)
    // Jumps that wrap belong to axes along which nothing, or one element, is taken.
    var jumps = strides
    var origin = 0
    for (index, axis) in axes.enumerated() {
      let step = steps[index]
      let range = SliceRange(
        start: starts[index], end: ends[index], step: step, extent: shape[axis])
      result[axis] = range.count
      origin &+= range.start &* strides[axis]
      jumps[axis] = strides[axis] &* step
    }
    return [
      node.moved(0, to: result) { Broadcasting.places(jumps, over: result, from: origin) }
    ]
  }
}

/// The elements of an axis that a slice takes, after ONNX's rules for bounds beyond its ends.
struct SliceRange {
  let start: Int
  let count: Int

  /// - Precondition: `step` is not 0, and `extent` not negative.
  init(start: Int, end: Int, step: Int, extent: Int) {
    func bound(_ value: Int, _ range: ClosedRange<Int>) -> Int {
      let place = value < 0 ? value + extent : value
      return min(max(place, range.lowerBound), range.upperBound)
    }
    guard extent > 0 else {
      (self.start, count) = (0, 0)
      return
    }
    let isForward = step > 0
    self.start = bound(start, isForward ? 0...extent : 0...(extent - 1))
    let last = isForward ? bound(end, 0...extent) : bound(end, -1...(extent - 1))
    let distance = isForward ? last - self.start : self.start - last
    count = distance <= 0 ? 0 : (distance - 1) / Int(clamping: step.magnitude) + 1
  }
}
