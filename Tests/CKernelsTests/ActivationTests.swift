import CKernels
import Testing

@Suite struct ActivationTests {
  /// Values and derivatives on a fine grid, through the kernels that apply them.
  @Test(arguments: Variant.available, activations)
  func matchesDefinition(_ variant: Variant, _ activation: ck_activation) {
    // Between the grid and the kinks at 0, ±3 and 6 lies more than the step of the differences.
    let inputs = (0..<4001).map { -10 + Double($0) * 0.005 + 0.0007 } + [-80, -30, 30, 80]
    let data = Floats(count: inputs.count) { inputs[$0] }
    var view = ck_view()
    view.data = data.readOnly
    view.ld = 1
    view.activation = activation
    let values = Floats(count: inputs.count)
    variant.kernels.apply_view(0, inputs.count, 1, &view, values.pointer, 1)
    let slopes = Floats(count: inputs.count) { _ in 1 }
    withUnsafePointer(to: view) { view in
      var sink = ck_sink()
      sink.data = slopes.pointer
      sink.ld = 1
      sink.view = view
      variant.kernels.apply_sink(0, inputs.count, 1, slopes.readOnly, 1, &sink)
    }
    for index in inputs.indices {
      let u = data[index]
      let value = activate(activation, u)
      #expect(abs(values[index] - value) <= 4e-7 * abs(value) + 3e-7, "at \(u)")
      #expect(abs(slopes[index] - derivative(activation, u)) <= 2e-6, "derivative at \(u)")
    }
  }

  /// A diverging training must show: NaN in, NaN out.
  @Test(arguments: Variant.available, activations)
  func notANumberStays(_ variant: Variant, _ activation: ck_activation) {
    let data = Floats(count: 9) { $0 == 4 ? .nan : 1 }
    var view = ck_view()
    view.data = data.readOnly
    view.ld = 9
    view.activation = activation
    let values = Floats(count: 9)
    variant.kernels.apply_view(0, 1, 9, &view, values.pointer, 9)
    #expect(values.array.map(\.isNaN) == (0..<9).map { $0 == 4 })
  }
}
