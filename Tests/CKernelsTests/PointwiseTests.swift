import CKernels
import Testing

/// Rows × in × out, and the rows that the call computes.
struct ProductCase: Sendable, CustomTestStringConvertible {
  var rows: Int
  var inputs: Int
  var outputs: Int
  var range: Range<Int>
  var parts: ViewParts = [.scale, .shift]
  var activation: ck_activation = CK_SILU
  var pixels: Int?
  /// Floats between rows; without any, rows of few channels are worked on as one.
  var gap = 1
  var testDescription: String { "\(rows) x \(inputs) -> \(outputs), \(range), \(parts.rawValue)" }
}

private let cases: [ProductCase] = {
  let sizes = [1, 7, 8, 9, 63, 64, 65]
  var list: [ProductCase] = []
  for inputs in sizes {
    for outputs in sizes {
      let rows = 5 + (inputs * 7 + outputs * 13) % 40
      list.append(ProductCase(rows: rows, inputs: inputs, outputs: outputs, range: 2..<rows - 1))
    }
  }
  list.append(ProductCase(rows: 230, inputs: 24, outputs: 40, range: 0..<230, parts: []))
  list[list.count - 1].activation = CK_IDENTITY
  list.append(ProductCase(rows: 211, inputs: 17, outputs: 33, range: 1..<210, parts: .all))
  list[list.count - 1].pixels = 19
  list.append(
    ProductCase(
      rows: 120, inputs: 16, outputs: 24, range: 24..<120, parts: [.scale, .shift, .gate],
      pixels: 12))
  for inputs in [2, 6, 20, 36] {
    list.append(
      ProductCase(
        rows: 110, inputs: inputs, outputs: 9, range: 10..<110, parts: [.scale, .shift, .gate],
        pixels: 10, gap: 0))
    list.append(
      ProductCase(rows: 101, inputs: inputs, outputs: 18, range: 3..<100, gap: 0))
  }
  list.append(ProductCase(rows: 40, inputs: 700, outputs: 30, range: 0..<40))
  list.append(ProductCase(rows: 3, inputs: 12, outputs: 1000, range: 0..<3))
  return list
}()

@Suite struct PointwiseTests {
  @Test(arguments: Variant.available, cases)
  func forward(_ variant: Variant, _ c: ProductCase) {
    let kernels = variant.kernels
    let x = view(c)
    let w = Floats(count: c.inputs * c.outputs, seed: 2)
    let packed = Floats(count: ck_packed_size(c.inputs, c.outputs)) { _ in .nan }
    kernels.pack(c.inputs, c.outputs, w.readOnly, c.outputs, packed.pointer)
    let ld = c.outputs + 3
    let z = Floats(count: (c.rows - 1) * ld + c.outputs) { _ in .nan }
    let store = Floats(count: c.rows * c.inputs) { _ in .nan }
    let moments = Doubles(count: 2 * c.outputs)
    let scratch = Floats(count: ck_pointwise_scratch(c.inputs, c.outputs)) { _ in .nan }
    kernels.pointwise_forward(
      c.range.lowerBound, c.range.count, c.inputs, c.outputs, x.pointer, store.pointer, c.inputs,
      packed.readOnly, z.pointer, ld, moments.pointer, scratch.pointer)
    var stored: [[Double]] = []
    for row in 0..<c.rows {
      for n in 0..<c.outputs {
        let result = z[row * ld + n]
        guard c.range.contains(row) else {
          #expect(result.isNaN)
          continue
        }
        var sum = Sum()
        for k in 0..<c.inputs { sum.add(x.value(row, k) * w[k * c.outputs + n]) }
        #expect(abs(result - sum.value) <= 2e-6 * sum.magnitude + 1e-6)
      }
      guard c.range.contains(row) else { continue }
      stored.append((0..<c.outputs).map { z[row * ld + $0] })
      for k in 0..<c.inputs {
        let value = x.value(row, k)
        #expect(abs(store[row * c.inputs + k] - value) <= 2e-6 * (1 + abs(value)))
      }
    }
    checkMoments(moments, stored)
  }

  @Test(arguments: Variant.available, cases)
  func backward(_ variant: Variant, _ c: ProductCase) {
    let kernels = variant.kernels
    let x = view(c)
    let dz = TestGradient(rows: c.rows, channels: c.outputs, parts: .normalized)
    let wholeImages = c.range.lowerBound % x.pixels == 0 && c.range.upperBound % x.pixels == 0
    let sink = TestSink(view: x, parts: wholeImages ? .all : [.addend, .pooled, .sums], gap: 2)
    let w = Floats(count: c.inputs * c.outputs, seed: 2)
    let packed = Floats(count: ck_packed_size(c.outputs, c.inputs)) { _ in .nan }
    kernels.pack_transposed(c.inputs, c.outputs, w.readOnly, c.outputs, packed.pointer)
    let ld = c.outputs + 1
    let dw = Floats(count: (c.inputs - 1) * ld + c.outputs) { _ in 0.5 }
    let scratch = Floats(count: ck_pointwise_scratch(c.inputs, c.outputs)) { _ in .nan }
    kernels.pointwise_backward(
      c.range.lowerBound, c.range.count, c.inputs, c.outputs, dz.pointer, packed.readOnly,
      sink.pointer, x.pointer, dw.pointer, ld, scratch.pointer)
    sink.check(c.range) { row, k in
      var sum = Sum()
      for n in 0..<c.outputs { sum.add(dz.value(row, n) * w[k * c.outputs + n]) }
      return sum
    }
    for k in 0..<c.inputs {
      for n in 0..<c.outputs {
        var sum = Sum()
        sum.add(0.5)
        for row in c.range { sum.add(x.value(row, k) * dz.value(row, n)) }
        #expect(abs(dw[k * ld + n] - sum.value) <= 2e-6 * sum.magnitude + 1e-6)
      }
    }
  }

  /// What networks ask for most: squeeze-and-excitation's projection, with the three kinds of sums,
  /// and convolutions behind an activation, whose gradient has one reader or two.
  @Test(arguments: Variant.available, [1, 6, 8, 17, 24, 40])
  func backwardOfActivated(_ variant: Variant, _ inputs: Int) {
    for activation in [CK_SILU, CK_RELU, CK_RELU6, CK_HARD_SWISH] {
      // Without gaps, rows of few channels are worked on as one.
      for gap in [0, 1] {
        backward(variant, inputs, activation, [.gate], [.sums, .gateSums, .slopeSums], gap)
        backward(variant, inputs, activation, [], [.sums], gap)
      }
      backward(variant, inputs, activation, [], [.sums, .addend], 1)
    }
  }

  private func backward(
    _ variant: Variant, _ inputs: Int, _ activation: ck_activation, _ viewing: ViewParts,
    _ sinking: SinkParts, _ gap: Int
  ) {
    let kernels = variant.kernels
    let (rows, outputs) = (120, 11)
    let x = TestView(
      rows: rows, channels: inputs, gap: gap, parts: viewing.union([.scale, .shift]),
      activation: activation, pixels: 15)
    let dz = TestGradient(rows: rows, channels: outputs, parts: .normalized)
    let sink = TestSink(view: x, parts: sinking, gap: gap)
    let w = Floats(count: inputs * outputs, seed: 2)
    let packed = Floats(count: ck_packed_size(outputs, inputs)) { _ in .nan }
    kernels.pack_transposed(inputs, outputs, w.readOnly, outputs, packed.pointer)
    let dw = Floats(count: inputs * outputs) { _ in 0 }
    let scratch = Floats(count: ck_pointwise_scratch(inputs, outputs)) { _ in .nan }
    kernels.pointwise_backward(
      15, 90, inputs, outputs, dz.pointer, packed.readOnly, sink.pointer, x.pointer, dw.pointer,
      outputs, scratch.pointer)
    sink.check(15..<105) { row, k in
      var sum = Sum()
      for n in 0..<outputs { sum.add(dz.value(row, n) * w[k * outputs + n]) }
      return sum
    }
    for k in 0..<inputs {
      for n in 0..<outputs {
        var sum = Sum()
        for row in 15..<105 { sum.add(x.value(row, k) * dz.value(row, n)) }
        #expect(abs(dw[k * outputs + n] - sum.value) <= 2e-6 * sum.magnitude + 1e-6)
      }
    }
  }

  /// Columns from a multiple of `CK_COLUMNS` on are a product of their own.
  @Test(arguments: Variant.available)
  func columnsSplit(_ variant: Variant) {
    let kernels = variant.kernels
    let (rows, inputs, outputs) = (11, 13, 75)
    let x = TestView(rows: rows, channels: inputs)
    let w = Floats(count: inputs * outputs, seed: 2)
    let packed = Floats(count: ck_packed_size(inputs, outputs))
    kernels.pack(inputs, outputs, w.readOnly, outputs, packed.pointer)
    let whole = Floats(count: rows * outputs)
    let parts = Floats(count: rows * outputs)
    let scratch = Floats(count: ck_pointwise_scratch(inputs, outputs))
    kernels.pointwise_forward(
      0, rows, inputs, outputs, x.pointer, nil, 0, packed.readOnly, whole.pointer, outputs, nil,
      scratch.pointer)
    for (first, count) in [(0, 64), (64, 11)] {
      kernels.pointwise_forward(
        0, rows, inputs, count, x.pointer, nil, 0, packed.readOnly + first * inputs,
        parts.pointer + first, outputs, nil, scratch.pointer)
    }
    #expect(whole.array == parts.array)
  }

  private func view(_ c: ProductCase) -> TestView {
    TestView(
      rows: c.rows, channels: c.inputs, gap: c.gap, parts: c.parts, activation: c.activation,
      pixels: c.pixels)
  }
}
