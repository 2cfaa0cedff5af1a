import ArchitectureSearch
import Architectures
import CoefficientSearch
import CostModel
import Networks
import SearchSpaces
import Searches
import Studies

/// The columns of trials that programs read beside those that people see: ranks, a column for each
/// decision of a space, factors of a scaling as asked for and as realised.
struct StudyDetails {
  /// The columns; each has one type.
  let columns: [Column<StudyReport.Row>]

  /// - Parameters:
  ///   - definition: What is studied.
  ///   - study: Its folder.
  ///   - report: Its trials.
  /// - Throws: `SpaceError` where a space that was read once can't be built any more.
  init(_ definition: StudyDefinition, of study: Study, _ report: StudyReport) throws {
    var columns = Self.standing(type(of: definition.kind), report)
    switch definition {
    case .architecture(let search):
      columns += try Self.decisions(SearchSpace(search.space))
    case .coefficients(let search):
      columns += Self.values(report.rows)
      // A study that was begun before it kept its proxy can't be built again.
      if let search = try? CoefficientGridSearch(search, study: study) {
        columns += Self.realised(search)
      }
    case .surface, .proxyCheck, .scaling, .comparison, .verification:
      columns += Self.values(report.rows)
    }
    self.columns = columns
  }

  /// Where a trial stands among the others.
  private static func standing(
    _ kind: any StudyKind.Type, _ report: StudyReport
  ) -> [Column<StudyReport.Row>] {
    var columns: [Column<StudyReport.Row>] = [
      .integer("seeds", "Seeds") { $0.seeds == 0 ? nil : $0.seeds },
      .integer("repeatOf", "Repeats") { $0.of },
      .text("cause", "Cause") { $0.cause },
    ]
    if kind.lacksBest == nil {
      let ranks = Dictionary(
        uniqueKeysWithValues: report.ranked.enumerated().map { ($1.trial, $0 + 1) })
      columns.insert(.integer("rank", "Rank") { ranks[$0.trial] }, at: 0)
    }
    if kind.lacksFront == nil {
      let front = Set(report.front.map(\.trial))
      columns.insert(.boolean("onFront", "On the front") { front.contains($0.trial) }, at: 0)
    }
    if report.candidates.contains(where: { $0.confirmation != nil }) {
      columns += [
        .integer("confirmedEpochs", "Epochs") { $0.confirmation?.epochs },
        .integer("confirmedSeeds", "Seeds") { $0.confirmation?.seeds },
      ]
    }
    return columns
  }

  /// The candidates' own numbers, by name.
  private static func values(_ rows: [StudyReport.Row]) -> [Column<StudyReport.Row>] {
    Set(rows.flatMap(\.values.keys)).sorted().map { name in
      .number(name, name) { $0.values[name] }
    }
  }

  /// What was chosen for each decision of a space: `stage3KernelSize`.
  private static func decisions(_ space: SearchSpace) -> [Column<StudyReport.Row>] {
    space.decisions.enumerated().map { index, decision in
      let options = DecisionOptions(decision.options)
      return .cells(key(decision.name), decision.name) { row in
        guard let choice = row.choices?[at: index] else { return .empty }
        return options.cells[at: choice] ?? .empty
      }
    }
  }

  /// `stage 3 kernelSize` in camelCase.
  private static func key(_ name: String) -> String {
    let words = name.split(whereSeparator: { !$0.isLetter && !$0.isNumber })
    return (words.first.map(String.init) ?? "")
      + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// What the networks of a grid have become by rounding, as multiples of the baseline.
  private static func realised(_ search: CoefficientGridSearch) -> [Column<StudyReport.Row>] {
    let candidates = Dictionary(uniqueKeysWithValues: search.candidates.map { ($0.trial, $0) })
    let factors = candidates.compactMapValues { candidate -> RealisedFactors? in
      guard let proxy = candidate.proxy, let baseline = search.candidates[0].proxy else {
        return nil
      }
      return RealisedFactors(of: proxy, over: baseline)
    }
    return [
      .number("multiplyAddsRatio", "Ratio") { candidates[$0.trial]?.targetRatio },
      .integer("trainedMultiplyAdds", "Trained") { candidates[$0.trial]?.proxyCosts?.multiplyAdds },
      .integer("trainedParameters", "Trained") { candidates[$0.trial]?.proxyCosts?.parameters },
      .number("trainedMultiplyAddsRatio", "Ratio") { candidates[$0.trial]?.proxyRatio },
      .number("trainedDepth", "Depth") { factors[$0.trial]?.depth },
      .number("trainedWidth", "Width") { factors[$0.trial]?.width },
      .number("trainedResolution", "Resolution") { factors[$0.trial]?.resolution },
    ]
  }
}

/// The options of a decision as cells of one type.
private struct DecisionOptions {
  let cells: [Cell]

  init(_ options: [String]) {
    let integers = options.compactMap { Int($0) }
    let numbers = options.compactMap { Double($0) }
    let flags = options.compactMap { Bool($0) }
    if integers.count == options.count {
      cells = integers.map { .integer($0) }
    } else if numbers.count == options.count {
      cells = numbers.map { .number($0) }
    } else if flags.count == options.count {
      cells = flags.map { .boolean($0) }
    } else {
      cells = options.map { .text($0) }
    }
  }
}

/// How much larger a network is than another of as many stages, as rounding has left it.
private struct RealisedFactors {
  /// Its blocks ÷ the other's.
  let depth: Double
  /// The sum of its stages' channels ÷ the other's.
  let width: Double
  /// Its height in pixels ÷ the other's.
  let resolution: Double

  init(of network: Architecture, over baseline: Architecture) {
    func sum(_ architecture: Architecture, _ part: (Stage) -> Int) -> Double {
      Double(architecture.stages.reduce(0) { $0 + part($1) })
    }
    depth = sum(network, \.repeats) / sum(baseline, \.repeats)
    width = sum(network, \.channels) / sum(baseline, \.channels)
    resolution = Double(network.resolution.height) / Double(baseline.resolution.height)
  }
}

extension Array {
  /// The element, `nil` where there is none.
  fileprivate subscript(at index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
