public import Architectures
import Networks
import Randomness

/// A space of architectures: a list of decisions, each with its options.
///
/// An architecture is written as an `Encoding`, the number of the option taken for each decision.
/// Encodings that give the same architecture have one canonical form, so equal architectures have
/// equal canonical encodings.
public struct SearchSpace: Sendable {
  /// One option number per decision, in the order of ``decisions``.
  public typealias Encoding = [Int]

  /// One decision of the space.
  public struct Decision: Hashable, Sendable {
    /// `stage 3 kernelSize`, or `shared kernel`.
    public let name: String
    /// What each option stands for.
    public let options: [String]
  }

  /// The space as its file states it.
  public let definition: SpaceDefinition
  /// Shared decisions first, then each stage's in order.
  public let decisions: [Decision]
  /// The options taken together of the shared decisions, one row per assignment that is possible.
  let assignments: [[Int]]
  /// The distinct stages by assignment and stage.
  package let options: [[[StageOption]]]
  /// For every combination of a stage's local options, by assignment and stage, the distinct stage
  /// that it gives; nil where a condition forbids it.
  private let optionIndices: [[[Int?]]]
  /// The decisions of each stage, as a range of ``decisions``.
  let stageDecisions: [Range<Int>]

  /// Everything but the stages.
  let frame: Architecture

  /// One distinct stage and the first combination of local options that gives it.
  package struct StageOption: Hashable, Sendable {
    package let stage: Stage
    package let choices: [Int]
  }

  /// Builds the space.
  ///
  /// - Throws: ``SpaceError`` naming the stage and key that can't be, a shared choice that makes no
  ///   difference, or conditions that leave nothing.
  public init(_ definition: SpaceDefinition) throws {
    self.definition = definition
    var decisions = definition.shared.map {
      Decision(name: "shared \($0.name)", options: $0.options.map(\.text))
    }
    var stageDecisions: [Range<Int>] = []
    for (index, stage) in definition.stages.enumerated() {
      let start = decisions.count
      decisions += stage.dimensions.filter { $0.options.count > 1 }.map { dimension in
        Decision(
          name: "stage \(index + 1) \(dimension.key)",
          options: dimension.options.map(Self.label))
      }
      stageDecisions.append(start..<decisions.count)
    }
    self.decisions = decisions
    self.stageDecisions = stageDecisions
    let compiler = try SpaceCompiler(definition)
    assignments = compiler.assignments
    options = compiler.options
    optionIndices = compiler.indices
    frame = try compiler.frame(stages: compiler.options[0].map { $0[0].stage })
  }

  /// The architecture of an encoding.
  ///
  /// - Throws: ``SpaceError`` for an encoding outside the space.
  public func architecture(_ encoding: Encoding) throws -> Architecture {
    guard let (assignment, chosen) = locate(encoding) else {
      throw SpaceError.invalidDefinition(
        place: definition.name, message: "the encoding \(encoding) is outside the space")
    }
    let stages = chosen.enumerated().map { options[assignment][$0.offset][$0.element].stage }
    return try frame.with(name: name(of: encoding), stages: stages)
  }

  /// The name of an encoding's architecture: the space's, and a digest of the choices.
  public func name(of encoding: Encoding) -> String {
    "\(definition.name)-\(Self.digest(encoding))"
  }

  /// The canonical form of an encoding; nil where it lies outside the space: an option number out of
  /// range, a condition broken, or channels or repeats that fall where they must not.
  public func canonical(_ encoding: Encoding) -> Encoding? {
    locate(encoding).map { self.encoding(assignment: $0.assignment, chosen: $0.options) }
  }

  /// The canonical encoding of a path through the space.
  func encoding(assignment: Int, chosen: [Int]) -> Encoding {
    var encoding = assignments[assignment]
    for (stage, option) in chosen.enumerated() {
      encoding += options[assignment][stage][option].choices
    }
    return encoding
  }

  /// The assignment and each stage's option that an encoding stands for.
  package func locate(_ encoding: Encoding) -> (assignment: Int, options: [Int])? {
    guard encoding.count == decisions.count,
      zip(encoding, decisions).allSatisfy({ $1.options.indices.contains($0) }),
      let assignment = assignments.firstIndex(
        of: Array(encoding.prefix(definition.shared.count)))
    else { return nil }
    var chosen: [Int] = []
    var previous: Stage?
    for (stage, range) in stageDecisions.enumerated() {
      var combination = 0
      for position in range {
        combination = combination * decisions[position].options.count + encoding[position]
      }
      guard let option = optionIndices[assignment][stage][combination] else { return nil }
      let next = options[assignment][stage][option].stage
      if let previous, !follows(next, previous) { return nil }
      chosen.append(option)
      previous = next
    }
    return (assignment, chosen)
  }

  /// Whether `stage` may come right after `previous`.
  func follows(_ stage: Stage, _ previous: Stage) -> Bool {
    (!definition.channelsNeverFall || stage.channels >= previous.channels)
      && (!definition.repeatsNeverFall || stage.repeats >= previous.repeats)
  }

  private static func label(_ option: [String: SpaceValue]) -> String {
    option.sorted { $0.key < $1.key }.map { key, value in
      option.count == 1 ? value.text : "\(key)=\(value.text)"
    }.joined(separator: " ")
  }

  private static func digest(_ encoding: Encoding) -> String {
    let hash = StableHash(encoding.flatMap { [UInt8(truncatingIfNeeded: $0), 255] })
    let digits = String(hash.value >> 24, radix: 16)
    return String(repeating: "0", count: 10 - digits.count) + digits
  }
}
