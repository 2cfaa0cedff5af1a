/// Lays weights out for the kernels; one unit per matrix.
struct PackWeights: StepOperation {
  /// One matrix.
  struct Entry {
    let packing: WeightPacking
    let weights: Place
    let packed: Place
  }

  let matrices: [Entry]

  var units: Int { matrices.count }
  var places: [Place] { matrices.flatMap { [$0.weights, $0.packed] } }

  var work: StepWork {
    StepWork(floats: matrices.reduce(0) { $0 + 2 * $1.packing.layer.weights })
  }

  func run(_ unit: Int, in context: StepContext) {
    let matrix = matrices[unit]
    matrix.packing.pack(
      context.memory.pointer(matrix.weights), into: context.memory.pointer(matrix.packed),
      context.kernels)
  }
}
