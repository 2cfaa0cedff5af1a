/// The simplex search of Nelder and Mead (The Computer Journal 7, 1965), for functions of a few
/// variables without derivatives.
enum NelderMead {
  /// The lowest point found from `start`, with a first simplex of side `step`.
  ///
  /// After each convergence the search starts again around the best point, as a collapsed simplex
  /// can stop short of a minimum.
  static func minimum(
    from start: [Double], step: Double, of function: ([Double]) -> Double
  ) -> (point: [Double], value: Double) {
    var best = (point: start, value: function(start))
    for restart in 0..<8 {
      let found = descend(from: best.point, step: step / Double(restart + 1), function)
      let gain = best.value - found.value
      if found.value < best.value { best = found }
      if restart > 0, gain < 1e-12 { break }
    }
    return best
  }

  private static func descend(
    from start: [Double], step: Double, _ function: ([Double]) -> Double
  ) -> (point: [Double], value: Double) {
    var simplex = [(point: start, value: function(start))]
    for axis in start.indices {
      var point = start
      point[axis] += step
      simplex.append((point, function(point)))
    }
    let last = start.count
    for _ in 0..<400 * start.count {
      simplex.sort { $0.value < $1.value }
      if simplex[last].value - simplex[0].value < 1e-14 { break }
      let centre = start.indices.map { axis in
        simplex[..<last].reduce(0) { $0 + $1.point[axis] } / Double(last)
      }
      func moved(_ factor: Double) -> (point: [Double], value: Double) {
        let point = start.indices.map {
          centre[$0] + factor * (simplex[last].point[$0] - centre[$0])
        }
        return (point, function(point))
      }
      let reflected = moved(-1)
      if reflected.value < simplex[0].value {
        let expanded = moved(-2)
        simplex[last] = expanded.value < reflected.value ? expanded : reflected
      } else if reflected.value < simplex[last - 1].value {
        simplex[last] = reflected
      } else {
        let contracted = moved(reflected.value < simplex[last].value ? -0.5 : 0.5)
        if contracted.value < min(reflected.value, simplex[last].value) {
          simplex[last] = contracted
        } else {
          for index in 1...last {
            let point = start.indices.map {
              (simplex[index].point[$0] + simplex[0].point[$0]) / 2
            }
            simplex[index] = (point, function(point))
          }
        }
      }
    }
    simplex.sort { $0.value < $1.value }
    return simplex[0]
  }
}
