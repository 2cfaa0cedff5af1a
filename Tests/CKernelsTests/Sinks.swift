import CKernels
import Testing

/// What a sink does beside storing the gradient.
struct SinkParts: OptionSet, Sendable {
  let rawValue: Int
  static let addend = SinkParts(rawValue: 1)
  static let pooled = SinkParts(rawValue: 2)
  static let sums = SinkParts(rawValue: 4)
  static let gateSums = SinkParts(rawValue: 8)
  /// The derivative left to the gradient's reader; not with `pooled`.
  static let slopeSums = SinkParts(rawValue: 16)
  static let all: SinkParts = [.addend, .pooled, .sums, .gateSums]
}

/// A sink for the gradient by a view, and the check of everything that it received.
final class TestSink {
  let pointer: UnsafeMutablePointer<ck_sink>
  let data: Floats
  private let view: TestView
  private let parts: SinkParts
  private let addend: Floats
  private let pooled: Floats
  private let sums: Doubles
  private let mean: Floats
  private let gateSums: Floats
  private let slopeSums: Floats
  private let ld: Int

  init(view: TestView, parts: SinkParts, gap: Int = 0, seed: UInt64 = 70) {
    self.view = view
    self.parts = parts
    let (rows, channels) = (view.rows, view.channels)
    let images = (rows + view.pixels - 1) / view.pixels
    ld = channels + gap
    data = Floats(count: (rows - 1) * ld + channels) { _ in .nan }
    addend = Floats(count: rows * channels, seed: seed)
    pooled = Floats(count: images * channels, seed: seed + 1)
    sums = Doubles(count: 2 * channels)
    mean = Floats(count: channels, seed: seed + 2)
    gateSums = Floats(count: images * channels) { _ in .nan }
    slopeSums = Floats(count: images * 2 * channels) { _ in .nan }
    pointer = .allocate(capacity: 1)
    var sink = ck_sink()
    sink.data = data.pointer
    sink.ld = ld
    sink.view = UnsafePointer(view.pointer)
    sink.pixels = view.pixels
    sink.addend_ld = channels
    sink.pooled_ld = channels
    sink.gate_sums_ld = channels
    if parts.contains(.addend) { sink.addend = addend.readOnly }
    if parts.contains(.pooled) { sink.pooled = pooled.readOnly }
    if parts.contains(.sums) {
      sink.sums = sums.pointer
      sink.z = view.data.readOnly
      sink.z_ld = view.ld
      sink.mean = mean.readOnly
    }
    if parts.contains(.gateSums) { sink.gate_sums = gateSums.pointer }
    if parts.contains(.slopeSums) { sink.slope_sums = slopeSums.pointer }
    pointer.initialize(to: sink)
  }

  deinit { pointer.deallocate() }

  /// Compares what arrived for rows `range` with what the gradient `dy` calls for; other rows must
  /// be untouched.
  func check(_ range: Range<Int>, _ dy: (Int, Int) -> Sum) {
    let channels = view.channels
    var first = [Sum](repeating: Sum(), count: channels)
    var second = first
    var gates = [Sum](repeating: Sum(), count: gateSums.count)
    var slopes = [Sum](repeating: Sum(), count: slopeSums.count)
    for row in 0..<view.rows {
      for channel in 0..<channels {
        let stored = data[row * ld + channel]
        guard range.contains(row) else {
          #expect(stored.isNaN, "row \(row) is not the call's to write")
          continue
        }
        let (whole, error, d, factor) = expected(row, channel, dy(row, channel))
        let slope = derivative(view.activation, view.linear(row, channel))
        let g = whole * slope
        let result = parts.contains(.slopeSums) ? whole : g
        #expect(abs(stored - result) <= error, "g[\(row), \(channel)] is \(stored), not \(result)")
        first[channel].value += g * factor
        first[channel].magnitude += abs(g) + error * 1e6
        let distance = view.data[row * view.ld + channel] - mean[channel]
        second[channel].value += g * factor * distance
        second[channel].magnitude += (abs(g) + error * 1e6) * (abs(distance) + 1)
        let image = row / view.pixels * channels + channel
        let pair = row / view.pixels * 2 * channels + channel
        slopes[pair].add(slope)
        slopes[pair + channels].add(slope * distance)
        gates[image].value += d.value * activate(view.activation, view.linear(row, channel))
        gates[image].magnitude += d.magnitude * (1 + abs(view.linear(row, channel)))
      }
    }
    checkSums(first, second)
    if parts.contains(.slopeSums) {
      for index in slopes.indices where range.contains(index / (2 * channels) * view.pixels) {
        let error = 3e-6 * slopes[index].magnitude + 1e-6
        #expect(abs(slopeSums[index] - slopes[index].value) <= error, "slope sum \(index)")
      }
    }
    guard parts.contains(.gateSums) else { return }
    for index in gates.indices where range.contains(index / channels * view.pixels) {
      let error = 2e-6 * gates[index].magnitude + 1e-6
      #expect(abs(gateSums[index] - gates[index].value) <= error, "gate sum \(index)")
    }
  }

  /// The gradient before the derivative, and what it is made of.
  private func expected(
    _ row: Int, _ channel: Int, _ dy: Sum
  ) -> (g: Double, error: Double, d: Sum, factor: Double) {
    var d = dy
    if parts.contains(.addend) { d.add(addend[row * view.channels + channel]) }
    var g = d.value * view.gateValue(row, channel)
    var magnitude = d.magnitude
    if parts.contains(.pooled) {
      let p = pooled[row / view.pixels * view.channels + channel]
      g += p
      magnitude += abs(p)
    }
    return (g, 2e-6 * magnitude + 1e-6, d, view.factorValue(row, channel))
  }

  private func checkSums(_ first: [Sum], _ second: [Sum]) {
    guard parts.contains(.sums) else { return }
    for channel in first.indices {
      let (a, b) = (sums[channel], sums[first.count + channel])
      let (p, q) = (first[channel], second[channel])
      #expect(abs(a - p.value) <= 3e-6 * p.magnitude + 1e-6, "sum of g, channel \(channel)")
      #expect(abs(b - q.value) <= 3e-6 * q.magnitude + 1e-6, "sum of g·z, channel \(channel)")
    }
  }
}

/// Compares moments with those of the expected numbers, `[rows][channels]`.
func checkMoments(_ moments: Doubles, _ expected: [[Double]]) {
  let channels = moments.count / 2
  for channel in 0..<channels {
    let column = expected.map { $0[channel] }
    let mean = column.reduce(0, +) / Double(column.count)
    let squares = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let size = column.reduce(0) { max($0, abs($1)) } + 1
    #expect(abs(moments[channel] - mean) < 1e-5 * size, "mean of channel \(channel)")
    let error = 1e-5 * size * size * Double(column.count)
    #expect(abs(moments[channels + channel] - squares) < error, "squares of channel \(channel)")
  }
}
