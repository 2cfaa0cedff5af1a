/// y = the values of a view.
struct ApplyView: StepOperation {
  let rows: Partition
  let channels: Int
  let x: ViewSpec
  let y: Matrix

  var units: Int { rows.parts }
  var places: [Place] { x.places + [y.place] }
  var work: StepWork { StepWork(floats: rows.total * channels * (x.tensors + 1)) }

  func run(_ unit: Int, in context: StepContext) {
    context.apply(x, rows: rows.range(unit), channels: channels, to: y)
  }
}

/// dx = dz + addend.
struct ApplyGradient: StepOperation {
  let rows: Partition
  let channels: Int
  let dz: GradientSpec
  let addend: Matrix?
  let dx: Matrix

  var units: Int { rows.parts }
  var places: [Place] { dz.places + [addend?.place, dx.place].present }
  var work: StepWork { StepWork(floats: rows.total * channels * (dz.tensors + 2)) }

  func run(_ unit: Int, in context: StepContext) {
    context.apply(dz, rows: rows.range(unit), channels: channels, addend: addend, to: dx)
  }
}

/// Sends a gradient in memory into a sink.
struct SendIntoSink: StepOperation {
  /// Rows, or images where sums over an image's rows are wanted.
  let rows: Partition
  let rowsPerUnit: Int
  let channels: Int
  let dy: Matrix
  let sink: SinkSpec

  var units: Int { rows.parts }
  var places: [Place] { sink.places + [dy.place] }

  var work: StepWork {
    StepWork(floats: rows.total * rowsPerUnit * channels * (sink.tensors + 1))
  }

  func run(_ unit: Int, in context: StepContext) {
    let range = rows.range(unit)
    context.send(
      dy, rows: range.lowerBound * rowsPerUnit..<range.upperBound * rowsPerUnit,
      channels: channels, into: sink, part: unit)
  }
}

/// Sets floats to zero.
struct Clear: StepOperation {
  let elements: Partition
  let place: Place

  var units: Int { elements.parts }
  var places: [Place] { [place] }
  var work: StepWork { StepWork(floats: elements.total) }

  func run(_ unit: Int, in context: StepContext) {
    let range = elements.range(unit)
    context.clear(place.advanced(by: range.lowerBound), count: range.count)
  }
}
