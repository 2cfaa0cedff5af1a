import Networks

/// What becomes of a convolution's result on its way to memory: activation(z + shift + residual).
struct FinishSpec {
  /// `[channels]`; `nil` for zeros.
  let shift: Place?
  /// `[rows, channels]`; `nil` for zeros.
  let residual: Matrix?
  let activation: Activation?

  var places: [Place] { [shift, residual?.place].present }
}

extension ConvolutionLayer {
  /// What its forward step does, finished.
  func work(images: Int, inputs: Int, _ finish: FinishSpec) -> StepWork {
    let outputs = finish.residual == nil ? 1 : 2
    return StepWork(
      multiplyAdds: multiplyAdds(images),
      floats: images * (inputs * input.elements + outputs * output.elements))
  }
}
