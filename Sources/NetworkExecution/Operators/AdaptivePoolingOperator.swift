import Networks

/// The mean over windows that divide a map into as many as the output has pixels.
struct AdaptivePoolingOperator: NodeOperator {
  let source: Value

  var sources: [Value] { [source] }
  var sourcesInMemory: [Value] { sources }

  func forward(_ index: Int, in plan: inout some ForwardBuilder) {
    let node = plan.node(index)
    let y = plan.allocateData(of: index)
    let shapes = AdaptiveShapes(input: plan.node(source.node).shape, output: node.shape)
    plan.emit(
      AdaptivePoolingForward(
        lines: plan.assembly.partition(
          plan.batch * node.shape.height, cost: shapes.cost(batch: plan.batch)),
        shapes: shapes, x: plan.inMemory(source), y: y),
      layer: node.lastLayer)
  }

  func backward(_ index: Int, _ dz: GradientSpec, in plan: inout BackwardBuilder) {
    let (node, shape) = (plan.node(index), plan.node(source.node).shape)
    let dx = plan.assembly.matrix(shape)
    let dy = plan.inMemory(dz, index)
    let shapes = AdaptiveShapes(input: shape, output: node.shape)
    plan.emit(
      AdaptivePoolingBackward(
        lines: plan.assembly.partition(
          plan.batch * shape.height, cost: shapes.cost(batch: plan.batch)),
        shapes: shapes, dy: dy, dx: dx),
      layer: node.lastLayer)
    plan.contribute(dx, to: source.node)
  }
}

/// What an adaptive pooling reads and writes, an image at a time.
struct AdaptiveShapes {
  let input: TensorShape
  let output: TensorShape

  func rows(_ row: Int) -> Range<Int> {
    AdaptivePooling.window(row, of: output.height, over: input.height)
  }

  func columns(_ column: Int) -> Range<Int> {
    AdaptivePooling.window(column, of: output.width, over: input.width)
  }

  /// Elements of both maps, and those read again where windows overlap.
  func cost(batch: Int) -> Int { 8 * batch * (2 * input.elements + 2 * output.elements) }

  func floats(images: Int) -> Int { images * (input.elements + output.elements) }
}

/// Output lines.
struct AdaptivePoolingForward: StepOperation {
  /// Of the output.
  let lines: Partition
  let shapes: AdaptiveShapes
  let x: Matrix
  let y: Matrix

  var units: Int { lines.parts }
  var places: [Place] { [x.place, y.place] }
  var work: StepWork {
    StepWork(floats: shapes.floats(images: lines.total / shapes.output.height))
  }

  func run(_ unit: Int, in context: StepContext) {
    let (input, output) = (shapes.input, shapes.output)
    let (source, target) = (context.memory.pointer(x.place), context.memory.pointer(y.place))
    for line in lines.range(unit) {
      let (image, row) = line.quotientAndRemainder(dividingBy: output.height)
      let rows = shapes.rows(row)
      for column in 0..<output.width {
        let columns = shapes.columns(column)
        let pixel = target + (line * output.width + column) * y.stride
        let share = 1 / Float(rows.count * columns.count)
        pixel.update(repeating: 0, count: output.channels)
        for from in rows {
          for other in columns {
            let read = source + ((image * input.height + from) * input.width + other) * x.stride
            for channel in 0..<output.channels { pixel[channel] += read[channel] }
          }
        }
        for channel in 0..<output.channels { pixel[channel] *= share }
      }
    }
  }
}

/// The gradient by the input: each pixel's share of the windows that hold it.
struct AdaptivePoolingBackward: StepOperation {
  /// Of the input.
  let lines: Partition
  let shapes: AdaptiveShapes
  let dy: Matrix
  let dx: Matrix

  var units: Int { lines.parts }
  var places: [Place] { [dy.place, dx.place] }
  var work: StepWork {
    StepWork(floats: shapes.floats(images: lines.total / shapes.input.height))
  }

  func run(_ unit: Int, in context: StepContext) {
    let (input, output) = (shapes.input, shapes.output)
    let (source, target) = (context.memory.pointer(dy.place), context.memory.pointer(dx.place))
    for line in lines.range(unit) {
      let (image, row) = line.quotientAndRemainder(dividingBy: input.height)
      let rows = AdaptivePooling.readers(row, of: input.height, in: output.height)
      for column in 0..<input.width {
        let pixel = target + (line * input.width + column) * dx.stride
        pixel.update(repeating: 0, count: input.channels)
        for to in rows {
          for other in AdaptivePooling.readers(column, of: input.width, in: output.width) {
            let share = 1 / Float(shapes.rows(to).count * shapes.columns(other).count)
            let read = source + ((image * output.height + to) * output.width + other) * dy.stride
            for channel in 0..<input.channels { pixel[channel] += share * read[channel] }
          }
        }
      }
    }
  }
}
