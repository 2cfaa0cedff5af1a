import ExecutionTestSupport
import NetworkExecution
import Networks
import Randomness
import Testing

@Suite struct GradientTests {
  /// The analytic gradient of every tensor agrees with central differences of the loss, along a
  /// random direction and along single elements.
  @Test(arguments: OperatorCase.allCases)
  func centralDifferences(_ operatorCase: OperatorCase) throws {
    try checkGradients(operatorCase.network())
  }

  /// The gradient of a weighted sum of two losses, whose heads share a trunk.
  @Test(arguments: TwoOutputs.allCases)
  func centralDifferencesOfTwoLosses(_ form: TwoOutputs) throws {
    try checkGradients(form.network())
  }

  private func checkGradients(_ network: Network) throws {
    let engine = try randomEngine(network, batch: 5, variant: .reference)
    engine.training.run()
    let gradients = snapshot(engine.gradients)
    for tensor in engine.parameters.layout.tensors where tensor.isTrained {
      var generator = CounterGenerator(
        seed: 7, purpose: RandomPurpose(rawValue: 5000), index: UInt64(tensor.offset))
      let direction = (0..<tensor.count).map { _ in Float(generator.normal()) }
      let analytic = zip(direction, gradients[tensor.offset...]).reduce(0.0) {
        $0 + Double($1.0) * Double($1.1)
      }
      let length = direction.reduce(0.0) { $0 + Double($1 * $1) }.squareRoot()
      let numeric = slope(engine, tensor, direction, step: 0.01 / length)
      let size =
        (0..<tensor.count).reduce(0.0) {
          $0 + Double(gradients[tensor.offset + $1] * gradients[tensor.offset + $1])
        }.squareRoot() * length
      // The float loss is exact to about 3e-7, so a slope over ±0.01/length to 3e-5 · length.
      let tolerance = 0.02 * max(abs(analytic), 0.05 * size) + 6e-5 * length
      #expect(
        abs(numeric - analytic) < tolerance,
        "\(network.name), \(tensor.name): numeric \(numeric), analytic \(analytic)")
    }
  }

  /// (loss(p + step · direction) − loss(p − step · direction)) / (2 · step), one tensor moved.
  private func slope(
    _ engine: TrainingEngine, _ tensor: ParameterTensor, _ direction: [Float], step: Double
  ) -> Double {
    let original = engine.parameters.values(of: tensor)
    func loss(_ sign: Double) -> Double {
      let moved = zip(original, direction).map { $0 + Float(sign * step) * $1 }
      engine.parameters.set(moved, of: tensor)
      engine.training.run()
      return engine.training.score(count: engine.batch).loss
    }
    defer { engine.parameters.set(original, of: tensor) }
    return (loss(1) - loss(-1)) / (2 * step)
  }
}
