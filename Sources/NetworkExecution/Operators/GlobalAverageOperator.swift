import Networks

/// The mean over an image's pixels.
struct GlobalAverageOperator: NodeOperator {
  let source: Value

  var sources: [Value] { [source] }

  func forward(_ index: Int, in plan: inout some ForwardBuilder) {
    let mean = plan.allocateData(of: index)
    if let sums = plan.states[source.node].pixelSums {
      plan.emit(
        MeanOfSums(
          sums: sums, images: plan.batch, shape: plan.node(source.node).shape, mean: mean),
        layer: plan.node(index).lastLayer)
      return
    }
    let (x, store) = plan.read(source, storing: true)
    let shape = plan.node(source.node).shape
    let images = plan.assembly.partition(
      plan.batch, cost: 16 * plan.rows(shape) * shape.channels)
    plan.emit(
      GlobalAverage(images: images, shape: shape, x: x, store: store, mean: mean),
      layer: plan.node(index).lastLayer)
  }

  /// Every pixel of an image receives the same gradient, which is handed on as one row per image.
  func backward(_ index: Int, _ dz: GradientSpec, in plan: inout BackwardBuilder) {
    let layer = plan.node(index).lastLayer
    var dz = GradientSpec(plan.inMemory(dz, index))
    let channels = plan.node(index).shape.channels
    let pixels = plan.node(source.node).shape.pixels
    dz.c1 = plan.assembly.constant(1 / Float(pixels), count: channels)
    let pooled = plan.assembly.matrix(plan.node(index).shape)
    plan.copyGradient(dz, rows: plan.batch, channels: channels, to: pooled, layer)
    plan.contributePooled(pooled, to: source.node, layer: layer)
  }
}

/// Means of images.
struct GlobalAverage: StepOperation {
  let images: Partition
  /// Of the input.
  let shape: TensorShape
  let x: ViewSpec
  /// Where what the view yields is kept for others, `[rows, channels]`.
  let store: Matrix?
  let mean: Matrix

  var units: Int { images.parts }
  var places: [Place] { x.places + [store?.place, mean.place].present }

  var work: StepWork {
    StepWork(floats: images.total * shape.elements * (x.tensors + (store == nil ? 0 : 1)))
  }

  func run(_ unit: Int, in context: StepContext) {
    context.globalAverage(images.range(unit), shape: shape, x: x, store: store, mean: mean)
  }
}
