/// The volume that a set of minimised points dominates, up to a reference point.
///
/// Exact in any dimension: by a sweep in two, by the exclusive volumes of the WFG algorithm beyond
/// (While, Bradstreet and Barone, "A Fast Way of Calculating Exact Hypervolumes", 2012).
///
/// - Parameters:
///   - points: coordinates to minimise; points that do not lie below `reference` in every
///     coordinate add nothing.
///   - reference: the worst corner, with as many coordinates as each point.
/// - Returns: The volume, 0 where no point is below the reference.
public func hypervolume(of points: [[Double]], reference: [Double]) -> Double {
  let inside = points.filter { zip($0, reference).allSatisfy { $0 < $1 } }
  return volume(of: inside, reference: reference)
}

private func volume(of points: [[Double]], reference: [Double]) -> Double {
  var front = ParetoFront.indices(of: points).map { points[$0] }
  if reference.count == 2 { return planeVolume(of: front, reference: reference) }
  // Going from the worst last coordinate to the best keeps the limited sets small.
  front.sort { ($0.last ?? 0) > ($1.last ?? 0) }
  var total = 0.0
  for (index, point) in front.enumerated() {
    let box = zip(point, reference).reduce(1) { $0 * ($1.1 - $1.0) }
    // What later points dominate within this point's box belongs to them.
    let limited = front[(index + 1)...].map { other in zip(other, point).map { max($0, $1) } }
    total += limited.isEmpty ? box : box - volume(of: limited, reference: reference)
  }
  return total
}

/// The area below a staircase; points that dominate each other do no harm.
private func planeVolume(of points: [[Double]], reference: [Double]) -> Double {
  var area = 0.0
  var top = reference[1]
  for point in points.sorted(by: { ($0[0], $0[1]) < ($1[0], $1[1]) }) where point[1] < top {
    area += (reference[0] - point[0]) * (top - point[1])
    top = point[1]
  }
  return area
}
