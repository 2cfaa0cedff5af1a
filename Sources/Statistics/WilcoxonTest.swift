import Foundation

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
