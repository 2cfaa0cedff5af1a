/// Pareto dominance over points whose coordinates are all minimised.
///
/// Objectives to maximise are negated once, by whoever makes the points.
public enum ParetoFront {
  /// Whether `a` is nowhere worse than `b` and somewhere better.
  public static func dominates(_ a: [Double], _ b: [Double]) -> Bool {
    var isBetter = false
    for (x, y) in zip(a, b) {
      if x > y { return false }
      if x < y { isBetter = true }
    }
    return isBetter
  }

  /// Indices of the points that no other point dominates, ascending; equal points all stay.
  public static func indices(of points: [[Double]]) -> [Int] {
    // In lexicographic order a point can only be dominated by an earlier one, and, dominance being
    // transitive, by one that is itself on the front.
    var front: [Int] = []
    for index in lexicographicOrder(points)
    where !front.contains(where: { dominates(points[$0], points[index]) }) {
      front.append(index)
    }
    return front.sorted()
  }

  /// The rank of each point: 0 on the front, 1 on the front of the rest, and so on (non-dominated
  /// sorting, NSGA-II, Deb and others, 2002).
  public static func ranks(of points: [[Double]]) -> [Int] {
    var fronts: [[Int]] = []
    var ranks = [Int](repeating: 0, count: points.count)
    for index in lexicographicOrder(points) {
      let rank = fronts.firstIndex { front in
        !front.contains { dominates(points[$0], points[index]) }
      }
      if let rank {
        fronts[rank].append(index)
      } else {
        fronts.append([index])
      }
      ranks[index] = rank ?? fronts.count - 1
    }
    return ranks
  }

  /// The crowding distance of each of `points`, a front: the sum over objectives of the gap between
  /// a point's neighbours, relative to the range; infinite at the ends (NSGA-II, Deb and others,
  /// 2002).
  public static func crowdingDistances(of points: [[Double]]) -> [Double] {
    var distances = [Double](repeating: 0, count: points.count)
    guard let dimensions = points.first?.count else { return distances }
    for dimension in 0..<dimensions {
      let order = points.indices.sorted {
        (points[$0][dimension], $0) < (points[$1][dimension], $1)
      }
      let range = points[order[order.count - 1]][dimension] - points[order[0]][dimension]
      distances[order[0]] = .infinity
      distances[order[order.count - 1]] = .infinity
      guard range > 0, order.count > 2 else { continue }
      for position in 1..<(order.count - 1) {
        let gap = points[order[position + 1]][dimension] - points[order[position - 1]][dimension]
        distances[order[position]] += gap / range
      }
    }
    return distances
  }

  private static func lexicographicOrder(_ points: [[Double]]) -> [Int] {
    points.indices.sorted { left, right in
      for (x, y) in zip(points[left], points[right]) where x != y { return x < y }
      return left < right
    }
  }
}
