import Dispatch

/// What this machine's memory and arithmetic units can do at best, measured.
///
/// A plan states the bytes that its steps move and the multiply-adds that they do; divided by these
/// figures they give the time below which a step cannot go unless caches keep data between steps.
public struct MachineSpeed: Sendable {
  /// Threads that measured together.
  public let threads: Int
  /// The kernels that measured it.
  public let variant: String
  /// Floating-point operations a second, two per multiply-add, all in registers.
  public let operations: Double
  /// Bytes a second of reading alone.
  public let readBandwidth: Double
  /// Bytes a second of c = a · b on arrays in memory: two read, one written.
  public let triadBandwidth: Double

  /// Floats of each array, over all threads: several times what a large third-level cache holds.
  private static let floats = 48 << 20

  /// Measures for about `seconds`, and takes the best of many short runs: whatever disturbs a run
  /// makes it slower, never faster.
  ///
  /// - Throws: ``ExecutionError`` where the system has not enough memory (576 MiB) or no kernels.
  public init(threads: Int, seconds: Double = 1) throws(ExecutionError) {
    let pool = ThreadPool(threads: threads)
    let kernels = try Kernels()
    let arrays = try (0..<3).map { _ throws(ExecutionError) in try FloatBlock(floats: Self.floats) }
    let (a, b, c) = (arrays[0], arrays[1], arrays[2])
    let share = Self.floats / pool.threads
    self.threads = pool.threads
    variant = kernels.variant.rawValue

    let rounds = 1 << 18
    let probe = Self.best(seconds / 4) {
      pool.run { _ in
        _ = kernels.multiplyAddProbe(rounds)
      }
    }
    let multiplyAdds = kernels.multiplyAddProbe(rounds).multiplyAdds * pool.threads
    operations = 2 * Double(multiplyAdds) / probe
    let bytes = Double(4 * share * pool.threads)
    let read = Self.best(seconds / 4) {
      pool.run { _ = kernels.sumOfSquares(share, a.base + $0 * share) }
    }
    readBandwidth = bytes / read
    let triad = Self.best(seconds / 2) {
      pool.run { thread in
        let start = thread * share
        kernels.multiply(share, a.base + start, b.base + start, c.base + start)
      }
    }
    triadBandwidth = 3 * bytes / triad
  }

  /// Seconds of the fastest run, of at least three.
  private static func best(_ seconds: Double, _ body: () -> Void) -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    var (fastest, runs) = (Double.infinity, 0)
    while runs < 3 || Double(DispatchTime.now().uptimeNanoseconds - start) < seconds * 1e9 {
      let begin = DispatchTime.now().uptimeNanoseconds
      body()
      fastest = min(fastest, Double(DispatchTime.now().uptimeNanoseconds - begin) / 1e9)
      runs += 1
    }
    return fastest
  }
}
