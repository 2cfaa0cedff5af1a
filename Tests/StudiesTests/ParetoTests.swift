import Foundation
import Randomness
import Studies
import Testing

@Suite struct ParetoTests {
  /// Points on a coarse lattice, so that ties and equal points occur.
  private func points(_ count: Int, _ dimensions: Int, index: Int) -> [[Double]] {
    var generator = CounterGenerator(seed: 5, purpose: "pareto", index: index)
    return (0..<count).map { _ in
      (0..<dimensions).map { _ in Double(generator.index(below: 6)) }
    }
  }

  private func isDominated(_ point: [Double], by others: [[Double]]) -> Bool {
    others.contains { other in
      zip(other, point).allSatisfy { $0 <= $1 } && zip(other, point).contains { $0 < $1 }
    }
  }

  @Test(arguments: [1, 2, 3, 4]) func frontAndRanksAgreeWithTheirDefinition(_ dimensions: Int) {
    for index in 0..<40 {
      let points = points(25, dimensions, index: index)
      let front = points.indices.filter { !isDominated(points[$0], by: points) }
      #expect(ParetoFront.indices(of: points) == front)
      // Peeling off one front after the other is the definition of the ranks.
      var ranks = [Int](repeating: -1, count: points.count)
      var rank = 0
      while ranks.contains(-1) {
        let rest = points.indices.filter { ranks[$0] == -1 }
        for i in rest where !isDominated(points[i], by: rest.map { points[$0] }) {
          ranks[i] = rank
        }
        // Marking within the pass must not free points of the same pass.
        rank += 1
        let marked = rest.filter { ranks[$0] == rank - 1 }
        let others = rest.map { points[$0] }
        #expect(marked.allSatisfy { !isDominated(points[$0], by: others) })
      }
      #expect(ParetoFront.ranks(of: points) == ranks)
    }
  }

  @Test func crowdingByHand() {
    let distances = ParetoFront.crowdingDistances(of: [[0, 4], [1, 3], [2, 1], [4, 0]])
    #expect(distances[0] == .infinity && distances[3] == .infinity)
    #expect(abs(distances[1] - (2.0 / 4 + 3.0 / 4)) < 1e-12)
    #expect(abs(distances[2] - (3.0 / 4 + 3.0 / 4)) < 1e-12)
    #expect(ParetoFront.crowdingDistances(of: []).isEmpty)
  }

  @Test(arguments: [1, 2, 3, 4]) func hypervolumeCountsTheCellsOfALattice(_ dimensions: Int) {
    for index in 0..<25 {
      let points = points(8, dimensions, index: 1000 + index)
      // Every volume is a union of unit cells, so counting cells is exact.
      var cells = 0
      for cell in 0..<Int(pow(5.0, Double(dimensions))) {
        var rest = cell
        let corner = (0..<dimensions).map { _ -> Double in
          defer { rest /= 5 }
          return Double(rest % 5)
        }
        if points.contains(where: { zip($0, corner).allSatisfy { $0 <= $1 } }) { cells += 1 }
      }
      let reference = [Double](repeating: 5, count: dimensions)
      #expect(abs(hypervolume(of: points, reference: reference) - Double(cells)) < 1e-9)
    }
  }

  @Test func nothingDominatesAnEmptyVolume() {
    #expect(hypervolume(of: [], reference: [1, 1]) == 0)
    #expect(hypervolume(of: [[1, 0], [2, 2]], reference: [1, 1]) == 0)
  }
}
