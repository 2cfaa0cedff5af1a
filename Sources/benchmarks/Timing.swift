import Foundation

/// The times of many runs of one thing.
struct Timing {
  /// Microseconds per run, ascending.
  let microseconds: [Double]

  /// Runs `body` until `seconds` have passed, at least `minimumRuns` times, after a tenth of that
  /// time to warm up.
  init(seconds: Double, minimumRuns: Int = 5, _ body: () throws -> Void) rethrows {
    let clock = ContinuousClock()
    let warmUpEnd = clock.now + .seconds(seconds / 10)
    repeat { try body() } while clock.now < warmUpEnd
    var times: [Double] = []
    let end = clock.now + .seconds(seconds)
    while clock.now < end || times.count < minimumRuns {
      let duration = try clock.measure(body)
      let (whole, attoseconds) = duration.components
      times.append(Double(whole) * 1e6 + Double(attoseconds) / 1e12)
    }
    microseconds = times.sorted()
  }

  var minimum: Double { microseconds[0] }
  var median: Double { microseconds[microseconds.count / 2] }
}

/// Keeps the optimiser from leaving out a computation whose result nobody reads.
@inline(never)
func keep<Value>(_ value: Value) {}

/// One line of results, its fields in the order they were added.
struct ResultLine {
  private var fields: [String] = []

  mutating func add(_ key: String, _ value: String) { fields.append("\"\(key)\":\"\(value)\"") }
  mutating func add(_ key: String, _ value: Int) { fields.append("\"\(key)\":\(value)") }
  mutating func add(_ key: String, microseconds value: Double) {
    fields.append("\"\(key)\":\(String(format: "%.2f", value))")
  }

  mutating func add(_ key: String, number value: Double) {
    fields.append("\"\(key)\":\(String(format: "%.6g", value))")
  }
  mutating func add(_ key: String, flag value: Bool) { fields.append("\"\(key)\":\(value)") }

  func print() { Swift.print("{\(fields.joined(separator: ","))}") }
}

/// The largest resident set of this process so far.
func peakResidentBytes() -> Int {
  var usage = rusage()
  #if os(Linux)
    // Glibc imports the constant as an enumeration, and counts in KiB.
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  #else
    getrusage(RUSAGE_SELF, &usage)
    return usage.ru_maxrss
  #endif
}
