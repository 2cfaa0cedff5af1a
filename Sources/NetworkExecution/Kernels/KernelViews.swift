import CKernels
import Networks

/// Plans' views, gradients and sinks with addresses, as the kernels take them.
extension PlanMemory {
  func view(_ spec: ViewSpec) -> ck_view {
    ck_view(
      data: pointer(spec.data.place), ld: spec.data.stride, scale: pointer(spec.scale),
      shift: pointer(spec.shift), factor: pointer(spec.factor?.place),
      factor_ld: spec.factor?.stride ?? 0, residual: pointer(spec.residual?.place),
      residual_ld: spec.residual?.stride ?? 0, residual_scale: pointer(spec.residualScale),
      residual_shift: pointer(spec.residualShift),
      activation: spec.activation?.kernel ?? CK_IDENTITY, gate: pointer(spec.gate?.place),
      gate_ld: spec.gate?.stride ?? 0, pixels: spec.pixels)
  }

  /// The gradient, from channel `first` on.
  func gradient(_ spec: GradientSpec, from first: Int = 0) -> ck_gradient {
    func at(_ place: Place?) -> UnsafeMutablePointer<Float>? { pointer(place).map { $0 + first } }
    return ck_gradient(
      data: pointer(spec.data.place) + first, ld: spec.data.stride, c1: at(spec.c1),
      z: at(spec.z?.place), z_ld: spec.z?.stride ?? 0, c2: at(spec.c2), c3: at(spec.c3),
      factor: at(spec.factor?.place), factor_ld: spec.factor?.stride ?? 0, pixels: spec.pixels,
      slope_scale: at(spec.slope?.scale), slope_shift: at(spec.slope?.shift),
      slope_activation: spec.slope?.activation.kernel ?? CK_IDENTITY,
      pooled: at(spec.pooled?.place), pooled_ld: spec.pooled?.stride ?? 0)
  }

  /// The sink of part `part`; its view is the caller's to set.
  func sink(_ spec: SinkSpec, part: Int, channels: Int) -> ck_sink {
    ck_sink(
      data: pointer(spec.data?.place), ld: spec.data?.stride ?? 0,
      addend: pointer(spec.addend?.place), addend_ld: spec.addend?.stride ?? 0, view: nil,
      pooled: pointer(spec.pooled?.place), pooled_ld: spec.pooled?.stride ?? 0,
      pixels: spec.pixels,
      sums: spec.sums.map { doubles($0) + part * 2 * channels },
      z: pointer(spec.z?.place), z_ld: spec.z?.stride ?? 0, mean: pointer(spec.mean),
      gate_sums: pointer(spec.gateSums?.place), gate_sums_ld: spec.gateSums?.stride ?? 0,
      slope_sums: pointer(spec.slopeSums))
  }

  /// Calls `body` with a sink and, where wanted, the view that a kernel reads: the same object as
  /// the sink's where both are one, which tells the kernel to compute them together.
  func with<Result>(
    _ sinkSpec: SinkSpec?, part: Int, channels: Int, reading x: ViewSpec?, shared: Bool,
    _ body: (UnsafePointer<ck_sink>?, UnsafePointer<ck_view>?) -> Result
  ) -> Result {
    func withX(_ body: (UnsafePointer<ck_view>?) -> Result) -> Result {
      guard let x else { return body(nil) }
      var view = self.view(x)
      return withUnsafePointer(to: &view) { body($0) }
    }
    guard let sinkSpec else { return withX { body(nil, $0) } }
    var sink = self.sink(sinkSpec, part: part, channels: channels)
    guard let derivative = sinkSpec.view else {
      return withX { x in withUnsafePointer(to: &sink) { body($0, x) } }
    }
    var view = self.view(derivative)
    return withUnsafePointer(to: &view) { own in
      sink.view = own
      if shared { return withUnsafePointer(to: &sink) { body($0, x == nil ? nil : own) } }
      return withX { x in withUnsafePointer(to: &sink) { body($0, x) } }
    }
  }
}

extension PlanMemory {
  /// Calls `body` with a sink alone.
  func with(
    _ sinkSpec: SinkSpec, part: Int, channels: Int, _ body: (UnsafePointer<ck_sink>) -> Void
  ) {
    with(sinkSpec, part: part, channels: channels, reading: nil, shared: false) { sink, _ in
      if let sink { body(sink) }
    }
  }
}

extension Activation {
  var kernel: ck_activation {
    switch self {
    case .relu: CK_RELU
    case .relu6: CK_RELU6
    case .silu: CK_SILU
    case .sigmoid: CK_SIGMOID
    case .hardSigmoid: CK_HARD_SIGMOID
    case .hardSwish: CK_HARD_SWISH
    case .tanh: CK_TANH
    case .gelu: CK_GELU
    }
  }
}
