import Foundation

extension Distribution {
  /// Fisher's F distribution function with `numerator` and `denominator` > 0 degrees of freedom.
  public static func fisher(_ f: Double, numerator: Double, denominator: Double) -> Double {
    guard f > 0 else { return 0 }
    let scaled = numerator * f
    return incompleteBeta(scaled / (scaled + denominator), numerator / 2, denominator / 2)
  }

  /// The F with `fisher(_:numerator:denominator:)` equal to `probability`, between 0 and 1.
  public static func fisherQuantile(
    _ probability: Double, numerator: Double, denominator: Double
  ) -> Double {
    positiveQuantile(probability) {
      fisher($0, numerator: numerator, denominator: denominator)
    }
  }

  /// The distribution function of the studentised range: the range of `count` equal normal means,
  /// divided by their standard error as estimated with `degrees` degrees of freedom.
  ///
  /// Tukey's all-pairs comparison. Two integrals by Gauss and Legendre, exact to about 1e-8.
  public static func studentizedRange(_ q: Double, count: Int, degrees: Double) -> Double {
    guard q > 0, count > 1 else { return count > 1 ? 0 : 1 }
    // The estimate is s = σ√(χ²/ν); its logarithm has light tails on both sides.
    let half = degrees / 2
    let logScale = half * log(half) - logGamma(half)
    // Beyond these ends lies less than 1e-10 of it; below, the density falls as s^ν alone.
    let width = 8 / (2 * degrees).squareRoot()
    return GaussLegendre.integral(
      from: -max(width, 24 / degrees), through: width, pieces: 32
    ) { logS in
      // Density of ln s: 2 (ν/2)^(ν/2) / Γ(ν/2) · exp(ν ln s − ν s²/2).
      let density = 2 * exp(logScale + degrees * logS - half * exp(2 * logS))
      return density * normalRange(q * exp(logS), count: count)
    }
  }

  /// The q with `studentizedRange(_:count:degrees:)` equal to `probability`, between 0 and 1.
  public static func studentizedRangeQuantile(
    _ probability: Double, count: Int, degrees: Double
  ) -> Double {
    positiveQuantile(probability) { studentizedRange($0, count: count, degrees: degrees) }
  }

  /// The probability that `count` standard normal numbers span no more than `range`.
  private static func normalRange(_ range: Double, count: Int) -> Double {
    // The least of them is z; the others lie within the range above it.
    GaussLegendre.integral(from: -8 - min(range, 8), through: 8, pieces: 12) { z in
      let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
      return Double(count) * density * pow(normal(z + range) - normal(z), Double(count - 1))
    }
  }

  private static func positiveQuantile(
    _ probability: Double, of function: (Double) -> Double
  ) -> Double {
    precondition(probability > 0 && probability < 1, "a probability between 0 and 1")
    var (low, high) = (0.0, 1.0)
    while function(high) < probability { (low, high) = (high, 2 * high) }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if function(middle) < probability { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}

/// Integrals of smooth functions, by Gauss and Legendre's rule of ten points on equal pieces.
enum GaussLegendre {
  /// Abscissae and weights of the ten-point rule on −1…1, of the positive half
  /// (Abramowitz and Stegun, Table 25.4).
  private static let half: [(abscissa: Double, weight: Double)] = [
    (0.148_874_338_981_631_2, 0.295_524_224_714_752_9),
    (0.433_395_394_129_247_2, 0.269_266_719_309_996_4),
    (0.679_409_568_299_024_4, 0.219_086_362_515_982_0),
    (0.865_063_366_688_984_5, 0.149_451_349_150_580_6),
    (0.973_906_528_517_171_7, 0.066_671_344_308_688_1),
  ]

  static func integral(
    from low: Double, through high: Double, pieces: Int, _ function: (Double) -> Double
  ) -> Double {
    let radius = (high - low) / Double(2 * pieces)
    var sum = 0.0
    for piece in 0..<pieces {
      let middle = low + radius * Double(2 * piece + 1)
      for (abscissa, weight) in half {
        sum +=
          weight
          * (function(middle - radius * abscissa) + function(middle + radius * abscissa))
      }
    }
    return sum * radius
  }
}
