import CKernels
import Testing

/// Channels in and out, and groups.
struct ChannelCase: Sendable, CustomTestStringConvertible {
  var inputs: Int
  var outputs: Int
  var groups = 1
  var testDescription: String { "\(inputs) -> \(outputs) / \(groups)" }

  static let cases = [
    ChannelCase(inputs: 3, outputs: 9), ChannelCase(inputs: 1, outputs: 1),
    ChannelCase(inputs: 17, outputs: 33), ChannelCase(inputs: 8, outputs: 63),
    ChannelCase(inputs: 65, outputs: 7), ChannelCase(inputs: 12, outputs: 20, groups: 4),
    ChannelCase(inputs: 10, outputs: 10, groups: 10),
    ChannelCase(inputs: 32, outputs: 64, groups: 2),
  ]
}

@Suite struct ConvolutionTests {
  @Test(arguments: Variant.available, WindowCase.cases)
  func forward(_ variant: Variant, _ c: WindowCase) {
    for (index, channels) in ChannelCase.cases.enumerated()
    where index % 3 == c.width % 3 || c.height == 6 {
      forward(variant, c, channels)
    }
  }

  private func forward(_ variant: Variant, _ c: WindowCase, _ channels: ChannelCase) {
    let kernels = variant.kernels
    var convolution = convolution(c, channels)
    let each = channels.inputs / channels.groups
    let x = TestView(
      rows: c.inRows, channels: channels.inputs, gap: 2, parts: [.scale, .shift],
      activation: CK_RELU)
    let w = Floats(count: c.taps * each * channels.outputs, seed: 2)
    let packed = Floats(count: ck_convolution_packed_size(&convolution)) { _ in .nan }
    kernels.convolution_pack(&convolution, w.readOnly, packed.pointer)
    let ld = channels.outputs + 1
    let z = Floats(count: (c.outRows - 1) * ld + channels.outputs) { _ in .nan }
    let moments = Doubles(count: 2 * channels.outputs)
    let scratch = Floats(count: ck_convolution_scratch(&convolution)) { _ in .nan }
    let lines = min(1, c.outHeight - 1)..<max(2, c.images * c.outHeight - 1)
    kernels.convolution_forward(
      &convolution,
      ck_range(
        first_line: lines.lowerBound, lines: lines.count, first_channel: 0,
        channels: channels.outputs),
      x.pointer, packed.readOnly, z.pointer, ld, moments.pointer, scratch.pointer)
    var stored: [[Double]] = []
    for row in 0..<c.outRows {
      guard lines.contains(row / c.outWidth) else {
        #expect((0..<channels.outputs).allSatisfy { z[row * ld + $0].isNaN })
        continue
      }
      for n in 0..<channels.outputs {
        var sum = Sum()
        let group = n / (channels.outputs / channels.groups)
        for tap in 0..<c.taps {
          guard let from = c.input(row, tap) else { continue }
          for i in 0..<each {
            sum.add(
              x.value(from, group * each + i) * w[(tap * each + i) * channels.outputs + n])
          }
        }
        let result = z[row * ld + n]
        #expect(abs(result - sum.value) <= 2e-6 * sum.magnitude + 1e-6)
      }
      stored.append((0..<channels.outputs).map { z[row * ld + $0] })
    }
    checkMoments(moments, stored)
  }

  @Test(arguments: Variant.available, WindowCase.cases)
  func backward(_ variant: Variant, _ c: WindowCase) {
    for (index, channels) in ChannelCase.cases.enumerated()
    where index % 3 == c.width % 3 || c.height == 6 {
      backwardData(variant, c, channels)
      backwardWeights(variant, c, channels)
    }
  }

  private func backwardData(_ variant: Variant, _ c: WindowCase, _ channels: ChannelCase) {
    let kernels = variant.kernels
    var convolution = convolution(c, channels)
    let each = channels.inputs / channels.groups
    let outEach = channels.outputs / channels.groups
    let x = TestView(
      rows: c.inRows, channels: channels.inputs, gap: 1, parts: [.scale, .shift],
      activation: CK_HARD_SWISH)
    let dz = TestGradient(rows: c.outRows, channels: channels.outputs, parts: .normalized)
    let sink = TestSink(view: x, parts: [.addend, .sums], gap: 1)
    let w = Floats(count: c.taps * each * channels.outputs, seed: 2)
    let packed = Floats(count: ck_convolution_packed_transposed_size(&convolution)) { _ in .nan }
    kernels.convolution_pack_transposed(&convolution, w.readOnly, packed.pointer)
    let scratch = Floats(count: ck_convolution_scratch(&convolution)) { _ in .nan }
    let lines = min(1, c.height - 1)..<max(2, c.images * c.height - 1)
    kernels.convolution_backward_data(
      &convolution,
      ck_range(
        first_line: lines.lowerBound, lines: lines.count, first_channel: 0,
        channels: channels.inputs),
      dz.pointer, packed.readOnly, sink.pointer, scratch.pointer)
    let reached = InputGradient(c)
    sink.check(lines.lowerBound * c.width..<lines.upperBound * c.width) { row, k in
      var sum = Sum()
      let group = k / each
      for (from, tap) in reached.windows[row] {
        for o in 0..<outEach {
          let n = group * outEach + o
          sum.add(dz.value(from, n) * w[(tap * each + k % each) * channels.outputs + n])
        }
      }
      return sum
    }
  }

  private func backwardWeights(_ variant: Variant, _ c: WindowCase, _ channels: ChannelCase) {
    var convolution = convolution(c, channels)
    let each = channels.inputs / channels.groups
    let x = TestView(
      rows: c.inRows, channels: channels.inputs, parts: [.scale, .shift], activation: CK_SILU)
    let dz = TestGradient(rows: c.outRows, channels: channels.outputs, parts: .normalized)
    let ld = channels.outputs + 1
    let dw = Floats(count: (c.taps * each - 1) * ld + channels.outputs) { _ in 0.25 }
    let scratch = Floats(count: ck_convolution_scratch(&convolution)) { _ in .nan }
    let lines = min(1, c.outHeight - 1)..<max(2, c.images * c.outHeight - 1)
    variant.kernels.convolution_backward_weights(
      &convolution,
      ck_range(
        first_line: lines.lowerBound, lines: lines.count, first_channel: 0,
        channels: channels.outputs),
      dz.pointer, x.pointer, dw.pointer, ld, scratch.pointer)
    for tap in 0..<c.taps {
      for i in 0..<each {
        for n in 0..<channels.outputs {
          let group = n / (channels.outputs / channels.groups)
          var sum = Sum(value: 0.25, magnitude: 0.25)
          for row in lines.lowerBound * c.outWidth..<lines.upperBound * c.outWidth {
            guard let from = c.input(row, tap) else { continue }
            sum.add(x.value(from, group * each + i) * dz.value(row, n))
          }
          let result = dw[(tap * each + i) * ld + n]
          #expect(abs(result - sum.value) <= 2e-6 * sum.magnitude + 1e-6)
        }
      }
    }
  }

  /// Channels from a multiple of `CK_COLUMNS` on are computed alone with the same bits.
  @Test(arguments: Variant.available)
  func channelsSplit(_ variant: Variant) {
    let kernels = variant.kernels
    let c = WindowCase(9, 8, kernel: 3, stride: 2, pad: 1)
    var convolution = convolution(c, ChannelCase(inputs: 70, outputs: 75))
    let x = TestView(rows: c.inRows, channels: 70)
    let dz = TestGradient(rows: c.outRows, channels: 75)
    let w = Floats(count: 9 * 70 * 75, seed: 2)
    let packed = Floats(count: ck_convolution_packed_size(&convolution))
    let transposed = Floats(count: ck_convolution_packed_transposed_size(&convolution))
    kernels.convolution_pack(&convolution, w.readOnly, packed.pointer)
    kernels.convolution_pack_transposed(&convolution, w.readOnly, transposed.pointer)
    let scratch = Floats(count: ck_convolution_scratch(&convolution))
    let z = (Floats(count: c.outRows * 75), Floats(count: c.outRows * 75))
    let dx = (Floats(count: c.inRows * 70), Floats(count: c.inRows * 70))
    let dw = (Floats(count: 9 * 70 * 75), Floats(count: 9 * 70 * 75))
    func run(_ first: Int, _ outputs: Int, _ inputs: Int, _ z: Floats, _ dx: Floats, _ dw: Floats) {
      var range = ck_range(
        first_line: 0, lines: c.images * c.outHeight, first_channel: first, channels: outputs)
      kernels.convolution_forward(
        &convolution, range, x.pointer, packed.readOnly, z.pointer + first, 75, nil,
        scratch.pointer)
      var gradient = dz.pointer.pointee
      gradient.data = gradient.data.map { $0 + first }
      kernels.convolution_backward_weights(
        &convolution, range, &gradient, x.pointer, dw.pointer + first, 75, scratch.pointer)
      range.lines = c.images * c.height
      range.channels = inputs
      var sink = ck_sink()
      sink.data = dx.pointer + first
      sink.ld = 70
      kernels.convolution_backward_data(
        &convolution, range, dz.pointer, transposed.readOnly, &sink, scratch.pointer)
    }
    run(0, 75, 70, z.0, dx.0, dw.0)
    run(0, 32, 32, z.1, dx.1, dw.1)
    run(32, 43, 38, z.1, dx.1, dw.1)
    #expect(z.0.array == z.1.array)
    #expect(dx.0.array == dx.1.array)
    #expect(dw.0.array == dw.1.array)
  }

  private func convolution(_ c: WindowCase, _ channels: ChannelCase) -> ck_convolution {
    ck_convolution(
      window: c.window, in_channels: channels.inputs, out_channels: channels.outputs,
      groups: channels.groups)
  }
}
