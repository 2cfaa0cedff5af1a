import Networks

/// A plan while it is built: buffers, steps in order, and how steps are cut.
struct PlanAssembly {
  /// Images of a run.
  let batch: Int
  private(set) var buffers: [PlanBuffer]
  private var steps: [PlanStep] = []
  /// Sums of partial gradients that nobody waits for: they go beside the next shared step, for
  /// whoever is done with that first.
  private var waitingSums: [PlanStep] = []
  private var constants: [Float: (buffer: Int, floats: Int)] = [:]

  /// A plan without steps.
  ///
  /// - Parameters:
  ///   - batch: Images of a run.
  ///   - externalFloats: Floats of the blocks outside the arena.
  init(batch: Int, externalFloats: Int) {
    self.batch = batch
    buffers = ExternalBlock.allCases.map {
      PlanBuffer(floats: externalFloats, kind: .external($0))
    }
  }

  // MARK: - Buffers

  mutating func buffer(floats: Int, _ kind: BufferKind = .transient) -> Place {
    buffers.append(PlanBuffer(floats: max(floats, 1), kind: kind))
    return Place(buffer: buffers.count - 1)
  }

  /// A dense matrix of a node's shape, one row per pixel of the batch.
  mutating func matrix(_ shape: TensorShape) -> Matrix {
    Matrix(place: buffer(floats: batch * shape.elements), stride: shape.channels)
  }

  mutating func doubles(_ count: Int) -> Place { buffer(floats: 2 * count) }

  /// At least `count` floats of one value.
  mutating func constant(_ value: Float, count: Int) -> Place {
    if let known = constants[value], known.floats >= count { return Place(buffer: known.buffer) }
    let place = buffer(floats: count, .persistent)
    buffers[place.buffer].initialValue = value
    constants[value] = (place.buffer, count)
    return place
  }

  // MARK: - Steps

  /// Appends a step and lengthens the lives of the buffers that it uses.
  mutating func emit(_ operation: any StepOperation, layer: Int) {
    let step = PlanStep(operation, layer: layer)
    append(step)
    if step.units > 1 { emitWaitingSums(beside: true) }
  }

  /// Appends a sum of partial gradients later, as soon as there is a step to hide it in.
  mutating func emitLater(_ sum: SumParts, layer: Int) {
    waitingSums.append(PlanStep(sum, layer: layer))
  }

  /// Appends the sums that have waited until now.
  mutating func emitWaitingSums(beside: Bool) {
    for var step in waitingSums {
      step.runsBeside = beside
      append(step)
    }
    waitingSums.removeAll()
  }

  /// Puts another operation in the place of the first step's.
  mutating func replaceFirst(with operation: any StepOperation) {
    steps[0] = PlanStep(operation, layer: steps[0].layer)
    for place in operation.places { buffers[place.buffer].firstStep = 0 }
  }

  private mutating func append(_ step: PlanStep) {
    for place in step.operation.places {
      buffers[place.buffer].firstStep = min(buffers[place.buffer].firstStep, steps.count)
      buffers[place.buffer].lastStep = steps.count
    }
    steps.append(step)
  }

  /// The finished program, its buffers placed.
  consuming func finish() -> PlanProgram {
    emitWaitingSums(beside: false)
    let arenaFloats = BufferPlacement.place(&buffers)
    return PlanProgram(
      steps: steps, buffers: buffers, arenaFloats: arenaFloats,
      scratchFloats: BufferPlacement.rounded(
        steps.reduce(0) { max($0, $1.operation.scratchFloats) }),
      work: steps.reduce(StepWork()) { $0 + $1.operation.work })
  }

  // MARK: - Cutting

  /// Cuts `total` units so that a part costs some tens of microseconds; an even number of parts, at
  /// most 32.
  ///
  /// The cost is in multiply-adds, plus four for every float read or written.
  func partition(_ total: Int, cost: Int) -> Partition {
    let wanted = cost / (1 << 19)
    return Partition(total, parts: wanted < 2 ? 1 : min(32, wanted / 2 * 2))
  }

  /// Cuts a backward step whose every part keeps a partial gradient of `weights` floats: so few
  /// that those partial sums cost less than the data.
  func partition(_ total: Int, cost: Int, weights: Int, dataFloats: Int) -> Partition {
    let affordable = max(2, min(8, dataFloats / max(1, 2 * weights)))
    return Partition(total, parts: min(affordable, partition(total, cost: cost).parts))
  }

  /// Cuts the rows of a step that reads and writes a map once.
  func elementwise(_ shape: TensorShape) -> Partition {
    partition(batch * shape.pixels, cost: 8 * batch * shape.elements)
  }
}

/// Steps in order, and where every tensor stands in one arena.
///
/// Nothing is allocated, looked up or decided while it runs.
package struct PlanProgram {
  package let steps: [PlanStep]
  let buffers: [PlanBuffer]
  /// Floats of the arena.
  package let arenaFloats: Int
  /// Floats of scratch of one thread.
  let scratchFloats: Int
  let work: StepWork

  /// Multiply-adds of a run.
  package var multiplyAdds: Int { work.multiplyAdds }
  /// Bytes of the matrices that the steps read and write, each once per step.
  package var bytesMoved: Int { MemoryLayout<Float>.stride * work.floats }

  /// Bytes that running it on so many threads needs, blocks outside the arena apart.
  package func bytes(threads: Int) -> Int {
    MemoryLayout<Float>.stride * (arenaFloats + threads * scratchFloats)
  }
}
