import Architectures
import Interchange
import Networks

/// Turns the texts of a space into distinct stages, and refuses what can't be.
struct SpaceCompiler {
  let definition: SpaceDefinition
  private(set) var assignments: [[Int]] = []
  private(set) var options: [[[SearchSpace.StageOption]]] = []
  private(set) var indices: [[[Int?]]] = []

  /// More assignments of the shared choices, or combinations within a stage, are refused.
  private static let maximumAssignments = 512
  private static let maximumCombinations = 200_000

  init(_ definition: SpaceDefinition) throws {
    self.definition = definition
    guard !definition.stages.isEmpty else {
      throw SpaceError.invalidDefinition(place: "stages", message: "a space needs a stage")
    }
    for assignment in try product(
      definition.shared.map(\.options.count), limit: Self.maximumAssignments, place: "shared")
    {
      try compile(assignment)
    }
    guard !assignments.isEmpty else {
      throw SpaceError.empty(reason: "the conditions leave no architecture in the space")
    }
    try requireDistinctAssignments()
  }

  /// The architecture with the definition's frame and `stages`.
  func frame(stages: [Stage]) throws -> Architecture {
    guard let activation = Activation(rawValue: definition.activation) else {
      let names = Activation.allCases.map(\.rawValue).joined(separator: ", ")
      throw SpaceError.invalidDefinition(
        place: "activation", message: "found '\(definition.activation)', expected one of \(names)")
    }
    guard let padding = PaddingConvention(rawValue: definition.padding) else {
      throw SpaceError.invalidDefinition(
        place: "padding", message: "found '\(definition.padding)', expected same or symmetric")
    }
    let (stem, head) = (definition.stem, definition.head)
    return try Architecture(
      name: definition.name, resolution: definition.resolution,
      inputChannels: definition.inputChannels ?? SpaceDefinition.standardInputChannels,
      padding: padding, activation: activation,
      stem: Stem(
        channels: stem.channels, kernelSize: stem.kernelSize, stride: stem.stride,
        hasPooling: stem.hasPooling),
      stages: stages,
      head: Head(
        channels: head.channels, dropoutRate: head.dropoutRate, classes: definition.classes))
  }

  private mutating func compile(_ assignment: [Int]) throws {
    var stageOptions: [[SearchSpace.StageOption]] = []
    var stageIndices: [[Int?]] = []
    for (index, stage) in definition.stages.enumerated() {
      let (options, indices) = try compile(stage, number: index + 1, assignment)
      // An assignment that a stage's conditions exclude is no part of the space.
      guard !options.isEmpty else { return }
      stageOptions.append(options)
      stageIndices.append(indices)
    }
    assignments.append(assignment)
    options.append(stageOptions)
    indices.append(stageIndices)
  }

  private func compile(
    _ stage: StageSpaceDefinition, number: Int, _ assignment: [Int]
  ) throws -> ([SearchSpace.StageOption], [Int?]) {
    var base: [String: SpaceValue] = [:]
    var template = StageTemplate(
      place: "stage \(number)", source: stage.source,
      builder: definition.blockStrings.flatMap(TimmBuilder.init(rawValue:)),
      activation: Activation(rawValue: definition.activation))
    for (key, name) in stage.shared {
      guard let position = definition.shared.firstIndex(where: { $0.name == name }) else {
        throw SpaceError.invalidDefinition(
          place: "stage \(number)", message: "\(key): there is no shared choice '\(name)'")
      }
      base[key] = definition.shared[position].options[assignment[position]]
    }
    for dimension in stage.dimensions where dimension.options.count == 1 {
      base.merge(dimension.options[0]) { _, new in new }
    }
    let free = stage.dimensions.filter { $0.options.count > 1 }
    var options: [SearchSpace.StageOption] = []
    var indices: [Int?] = []
    var known: [Stage: Int] = [:]
    for choices in try product(
      free.map(\.options.count), limit: Self.maximumCombinations, place: "stage \(number)")
    {
      var keys = base
      for (dimension, choice) in zip(free, choices) {
        keys.merge(dimension.options[choice]) { _, new in new }
      }
      guard definition.conditions.allSatisfy({ $0.allows(keys) }) else {
        indices.append(nil)
        continue
      }
      let stage = try template.stage(keys)
      let index = known[stage] ?? options.count
      if index == options.count {
        options.append(SearchSpace.StageOption(stage: stage, choices: choices))
        known[stage] = index
      }
      indices.append(index)
    }
    try template.finish()
    return (options, indices)
  }

  /// Every combination of choices, the last position running fastest.
  private func product(_ counts: [Int], limit: Int, place: String) throws -> [[Int]] {
    let total = counts.reduce(1.0) { $0 * Double($1) }
    guard total <= Double(limit) else {
      throw SpaceError.invalidDefinition(
        place: place, message: "found \(total) combinations of options, expected at most \(limit)")
    }
    return counts.reduce([[]]) { rows, count in
      rows.flatMap { row in (0..<count).map { row + [$0] } }
    }
  }

  /// Two assignments with a common architecture would count it twice.
  private func requireDistinctAssignments() throws {
    let sets = options.map { $0.map { Set($0.map(\.stage)) } }
    for a in sets.indices {
      for b in sets.indices.prefix(a)
      where zip(sets[a], sets[b]).allSatisfy({ !$0.isDisjoint(with: $1) }) {
        let differing = zip(assignments[a], assignments[b]).enumerated()
          .filter { $0.element.0 != $0.element.1 }.map { definition.shared[$0.offset].name }
        throw SpaceError.invalidDefinition(
          place: "shared",
          message: "the choice of \(differing.joined(separator: ", ")) makes no difference to "
            + "some architectures; remove it, or add a condition")
      }
    }
  }
}
