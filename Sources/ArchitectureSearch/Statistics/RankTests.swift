import Foundation

/// The Mann–Whitney U test that one of two independent samples tends to be larger.
///
/// Exact for samples of at most 30 values each without ties, otherwise by the normal approximation
/// with tie and continuity correction. The statistic is U of the first sample.
///
/// - Returns: nil when a sample is empty.
public func mannWhitneyTest(_ x: [Double], _ y: [Double]) -> SignificanceTest? {
  guard !x.isEmpty, !y.isEmpty else { return nil }
  let ranks = midranks(x + y)
  let (n, m) = (x.count, y.count)
  let u = ranks.prefix(n).reduce(0, +) - Double(n * (n + 1)) / 2
  let ties = Ties(x + y)
  let larger = max(u, Double(n * m) - u)
  if ties.pairs == 0, n <= 30, m <= 30 {
    let counts = rankSumCounts(n, m)
    let tail = counts[Int(larger)...].reduce(0, +) / counts.reduce(0, +)
    return SignificanceTest(statistic: u, pValue: min(1, 2 * tail))
  }
  let total = Double(n + m)
  let variance = Double(n * m) / 12 * (total + 1 - ties.cubes / (total * (total - 1)))
  guard variance > 0 else { return SignificanceTest(statistic: u, pValue: 1) }
  let z = (larger - Double(n * m) / 2 - 0.5) / variance.squareRoot()
  return SignificanceTest(statistic: u, pValue: min(1, 2 * Distribution.normal(-z)))
}

/// The Wilcoxon signed-rank test that paired differences are symmetric about zero.
///
/// Exact for at most 50 non-zero differences without ties, otherwise by the normal approximation
/// with tie correction. Zero differences are left out. The statistic is the smaller sum of ranks.
///
/// - Returns: nil when every difference is zero.
public func wilcoxonTest(_ differences: [Double]) -> SignificanceTest? {
  let nonZero = differences.filter { $0 != 0 }
  guard !nonZero.isEmpty else { return nil }
  let ranks = midranks(nonZero.map(abs))
  let n = Double(nonZero.count)
  let positive = zip(nonZero, ranks).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
  let smaller = min(positive, n * (n + 1) / 2 - positive)
  let ties = Ties(nonZero.map(abs))
  if ties.pairs == 0, nonZero.count <= 50 {
    let counts = signedRankCounts(nonZero.count)
    let tail = counts[...Int(smaller)].reduce(0, +) / counts.reduce(0, +)
    return SignificanceTest(statistic: smaller, pValue: min(1, 2 * tail))
  }
  let variance = n * (n + 1) * (2 * n + 1) / 24 - ties.cubes / 48
  let z = (smaller - n * (n + 1) / 4) / variance.squareRoot()
  return SignificanceTest(statistic: smaller, pValue: min(1, 2 * Distribution.normal(z)))
}

/// Ranks from 1, equal values sharing the mean of theirs.
private func midranks(_ values: [Double]) -> [Double] {
  let order = values.indices.sorted { values[$0] < values[$1] }
  var ranks = [Double](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    var end = start
    while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
    for position in start..<end { ranks[order[position]] = Double(start + end + 1) / 2 }
    start = end
  }
  return ranks
}

/// How many ways each value of U can come about: the coefficients of a Gaussian binomial.
private func rankSumCounts(_ n: Int, _ m: Int) -> [Double] {
  // counts[j][u]: subsets of size j among the ranks seen so far with statistic u.
  var counts = [[Double]](repeating: [Double](repeating: 0, count: n * m + 1), count: n + 1)
  counts[0][0] = 1
  for rank in 1...(n + m) {
    for size in stride(from: min(n, rank), through: 1, by: -1) {
      // The rank adds to U the number of ranks below it that are not chosen.
      let step = rank - size
      guard step <= m else { continue }
      for u in stride(from: n * m, through: step, by: -1) {
        counts[size][u] += counts[size - 1][u - step]
      }
    }
  }
  return counts[n]
}

/// How many ways each sum of signed ranks can come about.
private func signedRankCounts(_ n: Int) -> [Double] {
  var counts = [Double](repeating: 0, count: n * (n + 1) / 2 + 1)
  counts[0] = 1
  for rank in 1...n {
    for sum in stride(from: counts.count - 1, through: rank, by: -1) {
      counts[sum] += counts[sum - rank]
    }
  }
  return counts
}
