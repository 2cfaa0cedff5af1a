/// Sums over the groups of equal values of a list.
struct Ties {
  /// Σ t(t − 1)/2, the number of tied pairs.
  var pairs = 0.0
  /// Σ t(t − 1)(t − 2).
  var triples = 0.0
  /// Σ t(t − 1)(2t + 5).
  var variance = 0.0
  /// Σ (t³ − t).
  var cubes = 0.0

  init(_ values: [Double]) {
    let sorted = values.sorted()
    var start = 0
    while start < sorted.count {
      var end = start
      while end < sorted.count, sorted[end] == sorted[start] { end += 1 }
      let t = Double(end - start)
      pairs += t * (t - 1) / 2
      triples += t * (t - 1) * (t - 2)
      variance += t * (t - 1) * (2 * t + 5)
      cubes += t * t * t - t
      start = end
    }
  }
}
