import Foundation
import Networks

/// A device fitted to measured times, and how well it predicts them.
public struct Calibration: Hashable, Sendable {
  /// Measured against predicted.
  public struct Row: Hashable, Sendable {
    /// The name of the network that was timed.
    public let network: String
    /// How many images went through it at once.
    public let batch: Int
    /// Seconds for the batch on the machine.
    public let measuredSeconds: Double
    /// Seconds for the batch on the fitted device.
    public let predictedSeconds: Double
    /// Whether the fit did not see this measurement.
    public let isHeldOut: Bool

    /// predicted ÷ measured − 1.
    public var relativeError: Double { predictedSeconds / measuredSeconds - 1 }
  }

  /// The fitted figures.
  public let device: Device
  /// The fitted measurements, then those held out, each in the order given.
  public let rows: [Row]

  /// The mean of |relative error| over the networks the fit did not see; `nil` without any.
  public var heldOutError: Double? { Self.meanError(rows.filter(\.isHeldOut)) }

  /// The mean of |relative error| over the networks the fit saw.
  public var fittedError: Double { Self.meanError(rows.filter { !$0.isHeldOut }) ?? 0 }

  private static func meanError(_ rows: [Row]) -> Double? {
    guard !rows.isEmpty else { return nil }
    return rows.reduce(0) { $0 + abs($1.relativeError) } / Double(rows.count)
  }

  /// Fits a device's five figures to `measurements`, so that the mean square of
  /// log(predicted ÷ measured) is least, and predicts `heldOut` with it.
  ///
  /// Both ways to treat element-wise layers are tried, and the better is kept. The same
  /// measurements always give the same device.
  ///
  /// - Throws: ``CostError`` for fewer than five measurements, times that are not positive, or
  ///   networks too large to count.
  public init(
    name: String, measurements: [Measurement], heldOut: [Measurement] = [],
    elementBytes: Int = 4, source: String
  ) throws(CostError) {
    guard measurements.count >= 5 else {
      throw CostError(
        .calibration,
        "\(measurements.count) measurements; expected five or more, as five figures are fitted")
    }
    for measurement in measurements + heldOut {
      guard measurement.seconds > 0, measurement.seconds.isFinite else {
        throw CostError(
          .calibration,
          "\(measurement.network.name) took \(measurement.seconds) s; expected a positive time")
      }
    }
    var best: (device: Device, loss: Double)?
    for fuses in [true, false] {
      var problem = FitProblem(
        name: name, elementBytes: elementBytes, fusesElementwise: fuses, source: source)
      for measurement in measurements { try problem.add(measurement) }
      let (device, loss) = try problem.solve()
      if loss < best?.loss ?? .infinity { best = (device, loss) }
    }
    guard let device = best?.device else {
      throw CostError(.calibration, "the measured times fit no device")
    }
    var rows: [Row] = []
    for (measurement, isHeldOut) in measurements.map({ ($0, false) }) + heldOut.map({ ($0, true) })
    {
      let latency = try Latency(of: measurement.network, on: device, batch: measurement.batch)
      rows.append(
        Row(
          network: measurement.network.name, batch: measurement.batch,
          measuredSeconds: measurement.seconds, predictedSeconds: latency.seconds,
          isHeldOut: isHeldOut))
    }
    self.device = device
    self.rows = rows
  }
}

/// The search for the figures that explain measured times best.
private struct FitProblem {
  let name: String
  let elementBytes: Int
  let fusesElementwise: Bool
  let source: String
  private var rooflines: [Roofline] = []
  private var seconds: [Double] = []
  /// The fastest that the measurements show arithmetic and memory to be: where the search starts.
  private var fastest = (operations: 1.0, bytes: 1.0)

  init(name: String, elementBytes: Int, fusesElementwise: Bool, source: String) {
    self.name = name
    self.elementBytes = elementBytes
    self.fusesElementwise = fusesElementwise
    self.source = source
  }

  mutating func add(_ measurement: Measurement) throws(CostError) {
    let workload = try Workload(
      of: measurement.network, batch: measurement.batch, elementBytes: elementBytes,
      fusesElementwise: fusesElementwise)
    rooflines.append(Roofline(workload))
    seconds.append(measurement.seconds)
    fastest.operations = max(
      fastest.operations, Double(workload.operations) / measurement.seconds)
    fastest.bytes = max(fastest.bytes, Double(workload.bytesMoved) / measurement.seconds)
  }

  func solve() throws(CostError) -> (Device, Double) {
    var best: (point: [Double], loss: Double)?
    for share in [0.02, 0.2, 0.8] {
      for speedup in [0.2, 0.5, 0.8] {
        let start = [
          log(1.5 * fastest.operations), log(share / (1 - share)), log(4 * fastest.bytes),
          log(1e-6), speedup,
        ]
        let found = NelderMead.minimum(from: start, step: 0.5) { loss(at: $0) }
        if found.value < best?.loss ?? .infinity { best = (found.point, found.value) }
      }
    }
    guard let best else { throw CostError(.calibration, "the measured times fit no device") }
    return (try device(at: best.point, figure: Self.rounded), best.loss)
  }

  private func loss(at point: [Double]) -> Double {
    guard let device = try? device(at: point) else { return .infinity }
    var sum = 0.0
    for (roofline, seconds) in zip(rooflines, seconds) {
      let error = log(roofline.seconds(on: device) / seconds)
      sum += error * error
    }
    return sum / Double(seconds.count)
  }

  /// Within the range of a speed-up; periodic, so that no search strays to where nothing changes.
  private static func speedup(_ value: Double) -> Double {
    let range = Device.Ranges.winogradSpeedup
    return range.lowerBound + (range.upperBound - range.lowerBound) * pow(sin(value), 2)
  }

  /// Logarithms keep the figures positive, a logistic keeps the share below 1.
  private func device(
    at point: [Double], figure: (Double) -> Double = { $0 }
  ) throws(CostError) -> Device {
    try Device(
      name: name, operationsPerSecond: figure(exp(point[0])),
      sparseEfficiency: figure(1 / (1 + exp(-point[1]))),
      winogradSpeedup: figure(Self.speedup(point[4])), bytesPerSecond: figure(exp(point[2])),
      launchSeconds: figure(max(Self.leastLaunch, exp(point[3]))), elementBytes: elementBytes,
      fusesElementwise: fusesElementwise, source: source)
  }

  /// Seconds: a kernel's start takes some hundred instructions at least, and below that measured times
  /// cannot tell it from none.
  private static let leastLaunch = 5e-8

  /// Four significant digits: what measured times can tell, and people read.
  private static func rounded(_ value: Double) -> Double {
    guard value > 0 else { return value }
    let exponent = log10(value).rounded(.down) - 3
    // Powers of ten up to 10²² are exact in binary64, their inverses are not.
    return exponent >= 0
      ? (value / pow(10, exponent)).rounded() * pow(10, exponent)
      : (value * pow(10, -exponent)).rounded() / pow(10, -exponent)
  }
}
