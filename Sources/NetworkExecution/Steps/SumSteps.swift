/// Adds up the partial sums of a step's parts, in their order: doubles into floats.
struct SumDoubles: StepOperation {
  let count: Int
  let parts: Int
  /// Doubles from part to part.
  let stride: Int
  let x: Place
  let y: Place

  var places: [Place] { [x, y] }

  func run(_ unit: Int, in context: StepContext) {
    context.sumDoubleParts(x, count: count, parts: parts, stride: stride, to: y)
  }
}

/// Adds up the partial gradients of a step's parts, in their order.
struct SumParts: StepOperation {
  let elements: Partition
  let parts: Int
  /// Floats from part to part.
  let stride: Int
  let x: Place
  let y: Place

  var units: Int { elements.parts }
  var places: [Place] { [x, y] }
  var work: StepWork { StepWork(floats: elements.total * (parts + 1)) }

  func run(_ unit: Int, in context: StepContext) {
    let range = elements.range(unit)
    context.sumParts(
      x.advanced(by: range.lowerBound), count: range.count, parts: parts, stride: stride,
      to: y.advanced(by: range.lowerBound))
  }
}

/// y += x.
struct AddInto: StepOperation {
  let count: Int
  let x: Place
  let y: Place

  var places: [Place] { [x, y] }

  func run(_ unit: Int, in context: StepContext) {
    context.add(x, to: y, count: count)
  }
}
