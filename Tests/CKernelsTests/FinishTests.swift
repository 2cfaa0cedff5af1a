import CKernels
import Testing

/// A finish over random numbers, and what it makes of a result in double precision.
private final class TestFinish {
  let pointer: UnsafeMutablePointer<ck_finish>
  private let activation: ck_activation
  private let shift: Floats?
  private let residual: Floats?
  private let residualLd: Int

  init(rows: Int, channels: Int, activation: ck_activation, parts: Bool) {
    self.activation = activation
    residualLd = channels + 2
    shift = parts ? Floats(count: channels, seed: 201) : nil
    residual = parts ? Floats(count: (rows - 1) * residualLd + channels, seed: 202) : nil
    pointer = .allocate(capacity: 1)
    pointer.initialize(
      to: ck_finish(
        shift: shift?.readOnly, residual: residual?.readOnly, residual_ld: residualLd,
        activation: activation))
  }

  deinit { pointer.deallocate() }

  /// What becomes of a result; one that is only shifted has no residual.
  func value(_ z: Double, _ row: Int, _ channel: Int, isShifted: Bool = false) -> Double {
    let residual = isShifted ? nil : residual?[row * residualLd + channel]
    return activate(activation, z + (shift?[channel] ?? 0) + (residual ?? 0))
  }

  /// The same from a channel on.
  func from(_ first: Int) -> ck_finish {
    var finish = pointer.pointee
    finish.shift = finish.shift.map { $0 + first }
    finish.residual = finish.residual.map { $0 + first }
    return finish
  }
}

private let finished: [ck_activation] = [
  CK_IDENTITY, CK_RELU, CK_RELU6, CK_SILU, CK_SIGMOID, CK_HARD_SIGMOID, CK_HARD_SWISH, CK_TANH,
  CK_GELU,
]

/// Kernels of inference beside the formulas in double precision.
@Suite struct FinishTests {
  @Test(arguments: Variant.available, [1, 7, 13, 24, 65])
  func pointwise(_ variant: Variant, _ inputs: Int) {
    for (number, outputs) in [1, 9, 16, 33, 64, 100].enumerated() {
      let activation = finished[(number + inputs) % finished.count]
      // A plain view is read where it lies, others are not; columns may be cut at 32.
      for parts in [[], [.gate]] as [ViewParts] {
        pointwise(variant, inputs, outputs, activation, parts)
      }
    }
  }

  private func pointwise(
    _ variant: Variant, _ inputs: Int, _ outputs: Int, _ activation: ck_activation,
    _ parts: ViewParts
  ) {
    let kernels = variant.kernels
    let rows = 43
    let x = TestView(rows: rows, channels: inputs, gap: 1, parts: parts, pixels: 10)
    let w = Floats(count: inputs * outputs, seed: 2)
    let packed = Floats(count: ck_packed_size(inputs, outputs)) { _ in .nan }
    kernels.pack(inputs, outputs, w.readOnly, outputs, packed.pointer)
    let finish = TestFinish(
      rows: rows, channels: outputs, activation: activation, parts: outputs != 9)
    let ld = outputs + 3
    let y = Floats(count: (rows - 1) * ld + outputs) { _ in .nan }
    let scratch = Floats(count: ck_finished_scratch(inputs, outputs)) { _ in .nan }
    for first in stride(from: 0, to: outputs, by: 64) {
      var cut = finish.from(first)
      kernels.pointwise_finished(
        2, rows - 3, inputs, min(64, outputs - first), x.pointer,
        packed.readOnly + first * inputs, &cut, y.pointer + first, ld, scratch.pointer)
    }
    for row in 0..<rows {
      for n in 0..<outputs {
        guard (2..<rows - 1).contains(row) else {
          #expect(y[row * ld + n].isNaN)
          continue
        }
        var sum = Sum()
        for k in 0..<inputs { sum.add(x.value(row, k) * w[k * outputs + n]) }
        let expected = finish.value(sum.value, row, n)
        #expect(abs(y[row * ld + n] - expected) <= 3e-6 * sum.magnitude + 3e-6)
      }
    }
  }

  @Test(arguments: Variant.available, WindowCase.cases)
  func depthwise(_ variant: Variant, _ c: WindowCase) {
    for (number, channels) in [1, 9, 24, 32, 71].enumerated() {
      let activation = finished[(number + c.height + c.taps) % finished.count]
      let ld = channels + 2
      let x = Floats(count: (c.inRows - 1) * ld + channels, seed: 1)
      let weightsLd = (channels + 31) / 32 * 32
      let w = Floats(count: c.taps * weightsLd) {
        $0 % weightsLd < channels ? random(2, $0) : 0
      }
      let finish = TestFinish(
        rows: c.outRows, channels: channels, activation: activation, parts: number % 2 == 0)
      let y = Floats(count: (c.outRows - 1) * ld + channels) { _ in .nan }
      let sums = Floats(count: channels) { _ in .nan }
      var window = c.window
      let scratch = Floats(count: ck_depthwise_scratch(&window, channels)) { _ in .nan }
      let lines = min(1, c.outHeight - 1)..<max(2, c.images * c.outHeight - 1)
      variant.kernels.depthwise_finished(
        &window, channels, lines.lowerBound, lines.count, x.readOnly, ld, w.readOnly, weightsLd,
        finish.pointer, y.pointer, ld, sums.pointer, scratch.pointer)
      for channel in 0..<channels {
        let read = (0..<c.inRows).map { x[$0 * ld + channel] }
        let taps = (0..<c.taps).map { w[$0 * weightsLd + channel] }
        expect(
          c, lines, read, taps, y, ld: ld, channel, sum: sums[channel], finish,
          relative: 3e-6, absolute: 3e-6)
      }
    }
  }

  /// A channel of a depthwise convolution of `x`, and the sum over its pixels.
  private func expect(
    _ c: WindowCase, _ lines: Range<Int>, _ x: [Double], _ taps: [Double], _ y: Floats, ld: Int,
    _ channel: Int, sum found: Double, _ finish: TestFinish, relative: Double, absolute: Double
  ) {
    var total = Sum()
    for row in 0..<c.outRows {
      let result = y[row * ld + channel]
      guard lines.contains(row / c.outWidth) else {
        #expect(result.isNaN)
        continue
      }
      var sum = Sum()
      for tap in 0..<c.taps {
        guard let from = c.input(row, tap) else { continue }
        sum.add(x[from] * taps[tap])
      }
      let expected = finish.value(sum.value, row, channel)
      #expect(abs(result - expected) <= relative * sum.magnitude + absolute)
      total.add(result)
    }
    #expect(abs(found - total.value) <= 4e-6 * total.magnitude + 1e-6)
  }

  /// A depthwise convolution of what a 1×1 convolution makes, line by line.
  @Test(arguments: Variant.available, WindowCase.cases)
  func expanded(_ variant: Variant, _ c: WindowCase) {
    for (number, (inputs, channels)) in [(3, 9), (17, 40), (24, 64)].enumerated() {
      let inner = finished[(number + c.height) % finished.count]
      let outer = finished[(number + c.taps) % finished.count]
      expanded(variant, c, inputs, channels, inner, outer)
    }
  }

  private func expanded(
    _ variant: Variant, _ c: WindowCase, _ inputs: Int, _ channels: Int, _ inner: ck_activation,
    _ outer: ck_activation
  ) {
    let kernels = variant.kernels
    let x = TestView(
      rows: c.inRows, channels: inputs, gap: 1, parts: channels == 40 ? [.gate] : [],
      pixels: c.height * c.width)
    let expansion = Floats(count: inputs * channels, seed: 3)
    let packed = Floats(count: ck_packed_size(inputs, channels)) { _ in .nan }
    kernels.pack(inputs, channels, expansion.readOnly, channels, packed.pointer)
    let first = TestFinish(rows: c.inRows, channels: channels, activation: inner, parts: true)
    first.pointer.pointee.residual = nil
    let weightsLd = (channels + 31) / 32 * 32
    let w = Floats(count: c.taps * weightsLd) { $0 % weightsLd < channels ? random(2, $0) : 0 }
    let finish = TestFinish(
      rows: c.outRows, channels: channels, activation: outer, parts: channels != 9)
    let ld = channels + 2
    let y = Floats(count: (c.outRows - 1) * ld + channels) { _ in .nan }
    let sums = Floats(count: channels) { _ in .nan }
    var window = c.window
    let scratch = Floats(count: ck_expanded_scratch(&window, inputs, 32)) { _ in .nan }
    let lines = min(1, c.outHeight - 1)..<max(2, c.images * c.outHeight - 1)
    for start in stride(from: 0, to: channels, by: 32) {
      var (expand, cut) = (first.from(start), finish.from(start))
      kernels.expanded_finished(
        &window, inputs, min(32, channels - start), lines.lowerBound, lines.count, x.pointer,
        packed.readOnly + start * inputs, &expand, w.readOnly + start, weightsLd, &cut,
        y.pointer + start, ld, sums.pointer + start, scratch.pointer)
    }
    for channel in 0..<channels {
      let wide = (0..<c.inRows).map { row in
        first.value(
          (0..<inputs).reduce(0) { $0 + x.value(row, $1) * expansion[$1 * channels + channel] },
          row, channel, isShifted: true)
      }
      let taps = (0..<c.taps).map { w[$0 * weightsLd + channel] }
      expect(
        c, lines, wide, taps, y, ld: ld, channel, sum: sums[channel], finish, relative: 5e-6,
        absolute: 3e-5)
    }
  }

  @Test(arguments: Variant.available, WindowCase.cases)
  func convolution(_ variant: Variant, _ c: WindowCase) {
    for (number, channels) in ChannelCase.cases.enumerated() {
      let activation = finished[(number + c.width) % finished.count]
      convolution(variant, c, channels, activation)
    }
  }

  private func convolution(
    _ variant: Variant, _ c: WindowCase, _ channels: ChannelCase, _ activation: ck_activation
  ) {
    let kernels = variant.kernels
    var convolution = ck_convolution(
      window: c.window, in_channels: channels.inputs, out_channels: channels.outputs,
      groups: channels.groups)
    let (each, outputs) = (channels.inputs / channels.groups, channels.outputs)
    let x = TestView(rows: c.inRows, channels: channels.inputs, gap: c.width % 2)
    let w = Floats(count: c.taps * each * outputs, seed: 2)
    let packed = Floats(count: ck_convolution_packed_size(&convolution)) { _ in .nan }
    kernels.convolution_pack(&convolution, w.readOnly, packed.pointer)
    let finish = TestFinish(
      rows: c.outRows, channels: outputs, activation: activation, parts: c.height != 6)
    let ld = outputs + 1
    let y = Floats(count: (c.outRows - 1) * ld + outputs) { _ in .nan }
    let scratch = Floats(count: ck_convolution_scratch(&convolution)) { _ in .nan }
    let lines = min(1, c.outHeight - 1)..<max(2, c.images * c.outHeight - 1)
    let columns = channels.groups == 1 ? 32 : outputs
    for first in stride(from: 0, to: outputs, by: columns) {
      var cut = finish.from(first)
      kernels.convolution_finished(
        &convolution,
        ck_range(
          first_line: lines.lowerBound, lines: lines.count, first_channel: first,
          channels: min(columns, outputs - first)),
        x.pointer, packed.readOnly, &cut, y.pointer + first, ld, scratch.pointer)
    }
    for row in 0..<c.outRows {
      for n in 0..<outputs {
        guard lines.contains(row / c.outWidth) else {
          #expect(y[row * ld + n].isNaN)
          continue
        }
        var sum = Sum()
        let group = n / (outputs / channels.groups)
        for tap in 0..<c.taps {
          guard let from = c.input(row, tap) else { continue }
          for i in 0..<each {
            sum.add(x.value(from, group * each + i) * w[(tap * each + i) * outputs + n])
          }
        }
        let expected = finish.value(sum.value, row, n)
        #expect(abs(y[row * ld + n] - expected) <= 3e-6 * sum.magnitude + 3e-6)
      }
    }
  }

  @Test(
    arguments: Variant.available,
    WindowCase.cases.filter {
      $0.kernel == (3, 3) && $0.stride == (1, 1) && $0.dilation == (1, 1)
    } + [WindowCase(9, 8, kernel: 3, pad: 1), WindowCase(4, 15, kernel: 3, pad: 1)])
  func winograd(_ variant: Variant, _ c: WindowCase) {
    for (number, channels) in [(3, 9), (17, 33), (32, 64), (40, 20)].enumerated() {
      winograd(variant, c, channels, finished[(number + c.width) % finished.count])
    }
  }

  private func winograd(
    _ variant: Variant, _ c: WindowCase, _ channels: (inputs: Int, outputs: Int),
    _ activation: ck_activation
  ) {
    let (inputs, outputs) = channels
    let kernels = variant.kernels
    let xLd = inputs + 1
    let x = Floats(count: (c.inRows - 1) * xLd + inputs, seed: 1)
    let w = Floats(count: 9 * inputs * outputs, seed: 2)
    // G w transpose(G), by the definition.
    let g: [[Double]] = [[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]]
    let matrix = ck_packed_size(inputs, outputs)
    let packed = Floats(count: 16 * matrix) { _ in .nan }
    for k in 0..<16 {
      let filters = Floats(count: inputs * outputs) { index in
        (0..<9).reduce(0) {
          $0 + g[k / 4][$1 / 3] * g[k % 4][$1 % 3] * w[$1 * inputs * outputs + index]
        }
      }
      kernels.pack(inputs, outputs, filters.readOnly, outputs, packed.pointer + k * matrix)
    }
    let finish = TestFinish(
      rows: c.outRows, channels: outputs, activation: activation, parts: outputs != 33)
    let ld = outputs + 1
    let y = Floats(count: (c.outRows - 1) * ld + outputs) { _ in .nan }
    let scratch = Floats(count: ck_winograd_scratch(inputs, outputs)) { _ in .nan }
    var window = c.window
    let tileLines = (c.outHeight + 1) / 2
    // From the first line of tiles of the second image on; columns are cut at 32.
    for first in stride(from: 0, to: outputs, by: 32) {
      var cut = finish.from(first)
      kernels.winograd_finished(
        &window, inputs, min(32, outputs - first), tileLines, (c.images - 1) * tileLines,
        x.readOnly, xLd, packed.readOnly + first * inputs, matrix, &cut, y.pointer + first, ld,
        scratch.pointer)
    }
    for row in 0..<c.outRows {
      for n in 0..<outputs {
        guard row >= c.outHeight * c.outWidth else {
          #expect(y[row * ld + n].isNaN)
          continue
        }
        var sum = Sum()
        for tap in 0..<9 {
          guard let from = c.input(row, tap) else { continue }
          for i in 0..<inputs {
            sum.add(x[from * xLd + i] * w[(tap * inputs + i) * outputs + n])
          }
        }
        // The intermediate sums are larger than the result's terms.
        let expected = finish.value(sum.value, row, n)
        #expect(abs(y[row * ld + n] - expected) <= 3e-6 * Double(9 * inputs) + 3e-6)
      }
    }
  }
}
