import CKernels
import Testing

/// Three steps of each optimizer against its formula in double precision, per element.
@Suite struct OptimizerTests {
  private let steps = 3
  private let averageDecay = 0.9

  @Test(arguments: Variant.available, [1, 8, 9, 65])
  func sgd(_ variant: Variant, _ count: Int) {
    for nesterov in [false, true] {
      let p = Floats(count: count, seed: 1)
      let v = Floats(count: count)
      let average = Floats(count: count, seed: 1)
      var expected = (0..<count).map { (p: p[$0], v: 0.0, average: p[$0]) }
      for step in 0..<steps {
        let g = Floats(count: count, seed: UInt64(10 + step))
        variant.kernels.sgd(
          count, 0.1, 0.9, nesterov, 0.01, g.readOnly, p.pointer, v.pointer, average.pointer,
          Float(averageDecay))
        for i in 0..<count {
          let slope = g[i] + 0.01 * expected[i].p
          expected[i].v = 0.9 * expected[i].v + slope
          expected[i].p -= 0.1 * (nesterov ? slope + 0.9 * expected[i].v : expected[i].v)
          expected[i].average += (1 - averageDecay) * (expected[i].p - expected[i].average)
        }
      }
      for i in 0..<count {
        #expect(abs(p[i] - expected[i].p) <= 1e-6)
        #expect(abs(average[i] - expected[i].average) <= 1e-6)
      }
    }
  }

  @Test(arguments: Variant.available, [1, 8, 9, 65])
  func rmsprop(_ variant: Variant, _ count: Int) {
    let p = Floats(count: count, seed: 1)
    let v = Floats(count: count)
    let s = Floats(count: count) { _ in 1 }
    var expected = (0..<count).map { (p: p[$0], v: 0.0, s: 1.0) }
    for step in 0..<steps {
      let g = Floats(count: count, seed: UInt64(10 + step))
      variant.kernels.rmsprop(
        count, 0.1, 0.9, 0.8, 1e-3, 0.01, g.readOnly, p.pointer, v.pointer, s.pointer, nil, 0)
      for i in 0..<count {
        let slope = g[i] + 0.01 * expected[i].p
        expected[i].s = 0.8 * expected[i].s + 0.2 * slope * slope
        expected[i].v = 0.9 * expected[i].v + 0.1 * slope / (expected[i].s + 1e-3).squareRoot()
        expected[i].p -= expected[i].v
      }
    }
    for i in 0..<count { #expect(abs(p[i] - expected[i].p) <= 2e-6) }
  }

  @Test(arguments: Variant.available, [1, 8, 9, 65])
  func adamw(_ variant: Variant, _ count: Int) {
    let p = Floats(count: count, seed: 1)
    let m = Floats(count: count)
    let s = Floats(count: count)
    var expected = (0..<count).map { (p: p[$0], m: 0.0, s: 0.0) }
    var (correction1, correction2) = (1.0, 1.0)
    for step in 0..<steps {
      let g = Floats(count: count, seed: UInt64(10 + step))
      correction1 *= 0.9
      correction2 *= 0.99
      variant.kernels.adamw(
        count, 0.1, 0.9, 0.99, Float(1 - correction1), Float(1 - correction2), 1e-6, 0.05,
        g.readOnly, p.pointer, m.pointer, s.pointer, nil, 0)
      for i in 0..<count {
        expected[i].m = 0.9 * expected[i].m + 0.1 * g[i]
        expected[i].s = 0.99 * expected[i].s + 0.01 * g[i] * g[i]
        let root = (expected[i].s / (1 - correction2)).squareRoot() + 1e-6
        expected[i].p -= 0.1 * 0.05 * expected[i].p
        expected[i].p -= 0.1 * expected[i].m / (1 - correction1) / root
      }
    }
    for i in 0..<count { #expect(abs(p[i] - expected[i].p) <= 1e-5) }
  }
}
