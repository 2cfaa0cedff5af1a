import CostModel
import Studies
import Testing

@testable import Reporting

/// Which trials a front is drawn through.
@Suite struct StudyFrontTests {
  private func record(
    _ trial: Int, _ cost: Int, _ score: Double, seed: UInt64 = 0, epochs: Int = 10
  ) -> TrialRecord {
    var record = TrialRecord(trial: trial, status: .finished, candidate: "candidate \(trial)")
    record.costs = Figures(multiplyAdds: cost, parameters: 1, activations: 1)
    (record.epochs, record.seed, record.score) = (epochs, seed, score)
    return record
  }

  private func report(_ records: [TrialRecord], seeds: Int) -> StudyReport {
    StudyReport(records: records, seeds: seeds) { _, costs in (nil, Double(costs.multiplyAdds)) }
  }

  @Test func trialsOfOneFidelityStandInOneChart() {
    let report = report(
      [
        record(0, 100, 0.5, epochs: 20), record(1, 50, 0.9, epochs: 5),
        record(2, 200, 0.6, epochs: 20), record(3, 300, 0.55, epochs: 20),
      ], seeds: 1)
    let front = StudyFront(report, metric: .multiplyAdds)
    #expect(front.epochs == 20)
    #expect(front.trials.map(\.trial) == [0, 2, 3])
    #expect(front.steps.map(\.trial) == [0, 2] && front.undecided.isEmpty)
    #expect(front.margin == nil)
    // From score 0 and the cost 300 on: 200 · 0.5, then 100 · 0.1 more; trial 1 is another measurement.
    let volumes = report.hypervolumes
    #expect(volumes.count == 4 && volumes[1] == volumes[0] && volumes[3] == volumes[2])
    #expect(abs(volumes[0] - 100) < 0.01 && abs(volumes[2] - 110) < 0.01)
  }

  /// Two seeds, each 0.01 from the mean: a mean's standard error is 0.01, two errors of a difference
  /// 0.02·√2 = 0.0283.
  @Test func noStepLeadsToWhatMayBeLuck() throws {
    let means = [(0, 100, 0.50), (1, 200, 0.52), (2, 300, 0.529), (3, 400, 0.55), (4, 500, 0.54)]
    let records = means.flatMap { trial, cost, mean in
      [record(trial, cost, mean - 0.01, seed: 1), record(trial, cost, mean + 0.01, seed: 2)]
    }
    let front = StudyFront(report(records, seeds: 2), metric: .multiplyAdds)
    #expect(abs(try #require(front.margin) - 0.02 * 2.0.squareRoot()) < 1e-12)
    #expect(front.steps.map(\.trial) == [0, 2])
    #expect(front.undecided.map(\.trial) == [1, 3])
  }

  /// Bars stand beside the rises of the steps, which run through the points themselves, and beside each
  /// other.
  @Test func errorBarsStandBesideTheSteps() throws {
    let front = [(1e9, 0.5), (2e9, 0.6), (4e9, 0.7)].map {
      TradeOffPoint(cost: $0.0, score: $0.1, uncertainty: 0.05)
    }
    let chart = Chart.paretoFront(
      title: "front", cost: .multiplyAdds, trials: [], front: front,
      references: [
        (name: "again", points: [TradeOffPoint(cost: 2e9, score: 0.62, uncertainty: 0.05)])
      ])
    let picture = try SVGPicture(SVGChart.render(chart))
    // The corners of the staircase: point, foot of the rise, point, foot of the rise, point.
    let stairs = try #require(picture.all("path", "line s0 strong").last?.pathNumbers)
    let rises = [stairs[2], stairs[6]]
    #expect(rises == [stairs[4], stairs[8]])
    let bars = ["error s0", "error s1"].flatMap { kind in
      (picture.all("path", kind).first?.attributes["d"] ?? "").split(separator: "M").map { part in
        part.split { !"0123456789.-".contains($0) }.compactMap { Double($0) }
      }.filter { $0[0] == $0[2] }.map { $0[0] }
    }
    #expect(bars.count == 4)
    for (number, bar) in bars.enumerated() {
      #expect(!rises.contains { abs($0 - bar) < 5 }, "\(bar) is on a step")
      #expect(!bars.prefix(number).contains { abs($0 - bar) < 5 }, "\(bar) is on another bar")
    }
    let distances = zip(bars, [stairs[0], rises[0], rises[1], rises[0]]).map { abs($0 - $1) }
    #expect(distances.allSatisfy { $0 < 25 }, "each is near its point: \(distances)")
  }

  /// Curves from one network on show its uncertainty once.
  @Test func equalBarsAreDrawnOnce() throws {
    let start = ChartPoint(1, 5, interval: 4...6)
    let series = [7.0, 8].map { end in
      ChartSeries(name: "", points: [start, ChartPoint(2, end, interval: (end - 1)...(end + 1))])
    }
    let chart = Chart(title: "t", x: ChartAxis("x"), y: ChartAxis("y"), series: series)
    let picture = try SVGPicture(SVGChart.render(chart))
    let bars = ["error s0", "error s1"].flatMap { picture.all("path", $0) }
      .flatMap { ($0.attributes["d"] ?? "").split(separator: "M") }
    // Two caps and a line for each of three bars; those on the right may have a line to their point.
    #expect((9...10).contains(bars.count), "\(bars)")
  }

  @Test func chartsNumberTrialsAsTablesDo() {
    let chart = Chart.bestSoFar(
      title: "best", axis: .accuracy, values: [(3, 0.5), (7, 0.4), (11, .nan), (12, 0.6)])
    #expect(chart.series[0].points.map(\.x) == [3, 7, 12])
    #expect(chart.series[1].points.map(\.x) == [3, 12, 12])
    let growth = Chart.growth(
      title: "g", subtitle: "", axis: .accuracy, values: [(0, 1), (4, 2)])
    #expect(growth.series[0].points.map(\.x) == [0, 4])
  }
}
