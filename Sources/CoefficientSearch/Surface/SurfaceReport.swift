import Architectures
import CostModel
import Foundation
public import Statistics
public import Studies

/// What a search by response surface found: the answer, its checks under fresh seeds, and the family.
public struct SurfaceReport: Sendable {
  /// A network that was trained under fresh seeds to check the answer.
  public struct Check: Hashable, Sendable {
    /// What it stands for: the best way to grow, a single dimension, the paper's point.
    public var roles: [String]
    /// Its trial.
    public var trial: Int
    /// The network in a few words.
    public var candidate: String
    /// Its multiply-adds ÷ the proxy baseline's.
    public var ratio: Double
    /// What the surface predicted, from the other trainings alone.
    public var predicted: Double
    /// What holds the measured mean with 95 %, if the surface is right.
    public var interval: ClosedRange<Double>
    /// What came, one score for each fresh seed.
    public var measured: Sample

    /// Whether the surface was right about it.
    public var isHeld: Bool { interval.contains(measured.mean) }
  }

  /// The search as it ran.
  public let definition: SurfaceDefinition
  /// What the trainings say.
  public let answer: GrowthAnswer
  /// The trainings that check it; empty until they are done.
  public let checks: [Check]
  /// The family at target scale; empty where the surface is not quadratic, and names no best way.
  public let family: [FamilyMember]
  /// The members at φ = 1 of the ways that ``GrowthAnswer/statements`` speak of: what each costs at
  /// target scale; nil where a way can't be realised there.
  public let alternatives: [FamilyMember?]
  /// Trainings that are in the journal, failed ones too.
  public let trainings: Int
  /// Trainings that failed.
  public let failed: Int
  /// What they took, in trainings of the proxy baseline.
  public let spent: Double
  /// How fast they went; nil where none tells how long it took.
  public let pace: SurfacePace?
  /// Known trainings that are still to be done.
  public let left: Int
  private let scale: FamilyScale

  /// Reads the report of a study, finished or not.
  ///
  /// - Throws: `SearchError` when too little was trained yet for an answer.
  public init(_ definition: SurfaceDefinition, study: Study) throws {
    try self.init(
      definition, base: study.baseline(),
      design: SurfaceDesign(definition, around: study.proxyBaseline()),
      results: RecordedResults(study.records))
  }

  init(
    _ definition: SurfaceDefinition, base: Architecture, design: SurfaceDesign,
    results: RecordedResults
  ) throws {
    var schedule = SurfaceSchedule(definition, design)
    while try schedule.extend(results) {}
    let known = schedule.trainings.filter { results[schedule.key($0)] != nil }
    let left = schedule.left(results)
    let answer: GrowthAnswer
    do {
      answer = try GrowthAnswer(
        schedule.observations(results), kind: definition.evaluator.scoreKind,
        growth: definition.growth, ways: definition.ways)
    } catch SearchError.emptySearch where left > 0 {
      throw SearchError.emptySearch(
        reason:
          "\(known.count) of about \(known.count + left) trainings are done, too few for an answer yet; "
          + "the same search goes on")
    }
    self.definition = definition
    self.answer = answer
    trainings = known.count
    failed = known.count { results[schedule.key($0)]?.score == nil }
    spent = known.reduce(0) { $0 + design.lattice.points[$1.point].effort }
    pace = SurfacePace(
      known.compactMap { training in
        results[schedule.key(training)].flatMap { record in
          record.score.map { _ in (record.seconds, design.lattice.points[training.point].effort) }
        }
      })
    self.left = left
    let scale = FamilyScale(base: base, answer: answer, line: definition.familyLine)
    self.scale = scale
    checks = Self.checks(schedule, answer, design.lattice, results)
    family = answer.isMisfit ? [] : try definition.family.map { try scale.member(phi: $0) }
    alternatives = answer.statements.map { try? scale.member(phi: 1, shares: $0.way.shares) }
  }

  /// By how many trainings of the proxy baseline the budget would have to grow to decide about the
  /// single dimensions, if the surface's estimates are right; nil where all are decided, or a difference
  /// is too small for any budget near this one.
  public var trainingsToDecide: Int? {
    let budget = definition.budget + definition.more.reduce(0, +)
    return answer.trainingsToDecide.map { Int((budget * ($0 - 1)).rounded(.up)) }
  }

  /// The member of the family at `phi`.
  ///
  /// - Throws: `SearchError.emptySearch(reason:)` where the surface is not quadratic, so that no way to
  ///   grow is the best; the scaling's error where the member can't be built.
  public func member(phi: Double) throws -> FamilyMember {
    guard !answer.isMisfit else {
      throw SearchError.emptySearch(
        reason:
          "the surface bends as no quadratic does, so that no way to grow is its best; narrow `range`, or "
          + "train longer")
    }
    return try scale.member(phi: phi)
  }

  private static func checks(
    _ schedule: SurfaceSchedule, _ answer: GrowthAnswer, _ lattice: ScalingLattice,
    _ results: RecordedResults
  ) -> [Check] {
    let ways = [answer.best] + answer.statements.map(\.way)
    let roles = Dictionary(grouping: ways) {
      lattice.nearest(to: answer.surface.lifted(answer.place(of: $0)))
    }
    let groups = Dictionary(grouping: schedule.trainings.filter(\.isCheck), by: \.point)
    return groups.values.sorted { $0[0].trial < $1[0].trial }.compactMap { trainings in
      let scores = trainings.compactMap { results[schedule.key($0)]?.score }
      guard !scores.isEmpty else { return nil }
      let point = lattice.points[trainings[0].point]
      let (predicted, interval) = answer.prediction(
        at: point.coordinates, logRate: log2(point.rate))
      return Check(
        roles: (roles[trainings[0].point] ?? []).map(\.name), trial: trainings[0].trial,
        candidate: point.label, ratio: point.ratio, predicted: predicted,
        interval: interval, measured: Sample(scores))
    }
  }
}

/// Members of a family at target scale, each at the cost that was asked for as realised.
private struct FamilyScale {
  let base: Architecture
  let answer: GrowthAnswer
  let line: SurfaceDefinition.FamilyLine

  /// log₂ of the largest multiply-adds ÷ the proxy baseline's that were trained.
  private var reach: Double {
    answer.observations.map { $0.coordinates.reduce(0, +) }.max() ?? log2(answer.growth)
  }

  func member(phi: Double) throws -> FamilyMember {
    try member(phi: phi, shares: shares(phi))
  }

  /// The network that has grown by growth^φ, in these shares of log₂ cost.
  func member(phi: Double, shares: [Double]) throws -> FamilyMember {
    let before = try Figures(of: base)
    let ratio = pow(answer.growth, phi)
    let ray = try answer.scaling(shares)
    guard phi != 0 else {
      return FamilyMember(
        phi: 0, coefficients: .identity, architecture: base, costs: before, multiplyAddsRatio: 1)
    }
    // Rounding makes the nominal coefficients cost something else; φ is moved until the realised
    // network is as near to what was asked for as its steps allow.
    let point = try base.scaled(
      along: .compound(ray), toMultiplyAdds: Int(ratio * Double(before.multiplyAdds)))
    let costs = try Figures(of: point.scaled.architecture)
    return FamilyMember(
      phi: phi, coefficients: point.scaled.coefficients,
      architecture: try point.scaled.architecture.named(after: base, phi: phi),
      costs: costs,
      multiplyAddsRatio: Double(costs.multiplyAdds) / Double(before.multiplyAdds))
  }

  /// The shares at `phi`: those of the best way, or where the expansion path is decided, of its point.
  private func shares(_ phi: Double) -> [Double] {
    guard line == .path, phi > 0, let path = answer.path, path.isDecided, !path.drifts else {
      return answer.best.shares
    }
    let cost = phi * log2(answer.growth)
    let learnt = min(cost, reach)
    let start = MixtureOptimum(answer.surface, sum: learnt).best
    guard cost > learnt else { return start.map { $0 / cost } }
    // Beyond what was trained, along the path; a dimension that it would shrink stays.
    let along = path.path.direction.map { max(0, $0) }
    let sum = along.reduce(0, +)
    return zip(start, along).map { ($0 + (cost - learnt) * $1 / sum) / cost }
  }
}
