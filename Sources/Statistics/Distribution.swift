import Foundation

/// Distribution functions that the tests of significance need.
public enum Distribution {
  /// The standard normal distribution function.
  public static func normal(_ z: Double) -> Double {
    0.5 * erfc(-z / 2.0.squareRoot())
  }

  /// The z with `normal(z) == probability`, for `0 < probability < 1`.
  public static func normalQuantile(_ probability: Double) -> Double {
    quantile(probability, of: normal)
  }

  /// Student's t distribution function with `degrees` > 0 degrees of freedom.
  public static func student(_ t: Double, degrees: Double) -> Double {
    let x = degrees / (degrees + t * t)
    let tail = 0.5 * incompleteBeta(x, degrees / 2, 0.5)
    return t > 0 ? 1 - tail : tail
  }

  /// The t with `student(t, degrees:) == probability`, for `0 < probability < 1`.
  public static func studentQuantile(_ probability: Double, degrees: Double) -> Double {
    quantile(probability) { student($0, degrees: degrees) }
  }

  /// Inverts an increasing distribution function that is symmetric about zero.
  private static func quantile(
    _ probability: Double, of function: (Double) -> Double
  ) -> Double {
    precondition(probability > 0 && probability < 1, "a probability between 0 and 1")
    // The lower tail keeps its relative precision, so invert there and mirror.
    let isUpper = probability > 0.5
    let tail = isUpper ? 1 - probability : probability
    var low = -1.0
    while function(low) > tail { low *= 2 }
    var high = 0.0
    for _ in 0..<200 {
      let middle = (low + high) / 2
      guard middle > low, middle < high else { break }
      if function(middle) < tail { low = middle } else { high = middle }
    }
    let value = (low + high) / 2
    return isUpper ? -value : value
  }

  /// The regularised incomplete beta function I_x(a, b) by its continued fraction (Lentz's method).
  static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    // The fraction converges quickly on this side; the other follows by symmetry.
    guard x <= (a + 1) / (a + b + 2) else { return 1 - incompleteBeta(1 - x, b, a) }
    let logFront =
      logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log1p(-x)
    return exp(logFront) / a * betaFraction(x, a, b)
  }

  private static func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    let guarded = { (value: Double) in abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / guarded(1 - (a + b) * x / (a + 1))
    var fraction = d
    for step in 1...500 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      var change = 1.0
      for numerator in [even, odd] {
        d = 1 / guarded(1 + numerator * d)
        c = guarded(1 + numerator / c)
        change = c * d
        fraction *= change
      }
      if abs(change - 1) < 1e-15 { break }
    }
    return fraction
  }

  /// ln Γ(x) for x > 0; unlike the C library's, without the global variable for the sign.
  static func logGamma(_ x: Double) -> Double {
    var sign: Int32 = 0
    return lgamma_r(x, &sign)
  }
}
