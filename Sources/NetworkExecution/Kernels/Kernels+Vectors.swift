import CKernels

/// Stretches of memory without shape.
extension Kernels {
  /// Sets `count` floats to `value`.
  func fill(_ count: Int, _ value: Float, _ y: UnsafeMutablePointer<Float>) {
    table.pointee.fill(count, value, y)
  }

  /// y += a · x.
  package func axpy(
    _ count: Int, _ a: Float, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
  ) {
    table.pointee.axpy(count, a, x, y)
  }

  /// y *= a.
  package func scale(_ count: Int, _ a: Float, _ y: UnsafeMutablePointer<Float>) {
    table.pointee.scale(count, a, y)
  }

  /// The sum of squares: reads, and writes nothing.
  func sumOfSquares(_ count: Int, _ x: UnsafePointer<Float>) -> Double {
    table.pointee.sum_of_squares(count, x)
  }

  /// c = a · b: reads two arrays and writes one.
  func multiply(
    _ count: Int, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ c: UnsafeMutablePointer<Float>
  ) {
    table.pointee.multiply(0, 1, count, a, count, b, count, c, count)
  }

  /// `rounds` rounds of multiply-adds that wait for nothing but one another, all in registers;
  /// returns how many, and a number that depends on all of them.
  func multiplyAddProbe(_ rounds: Int) -> (multiplyAdds: Int, result: Float) {
    var result: Float = 0
    let count = table.pointee.multiply_add_probe(rounds, &result)
    return (count, result)
  }
}
