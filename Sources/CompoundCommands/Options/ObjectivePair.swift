import ArchitectureSearch
import ArgumentParser
import CostModel
import SearchSpaces

/// Two costs, each to be small or large: `multiplyAdds,most parameters`.
struct ObjectivePair: ExpressibleByArgument {
  let text: String
  let first: SpaceObjective
  let second: SpaceObjective

  static let standard = ObjectivePair(
    text: "least multiplyAdds, most parameters", first: SpaceObjective(.multiplyAdds),
    second: SpaceObjective(.parameters, isMaximised: true))

  private init(text: String, first: SpaceObjective, second: SpaceObjective) {
    self.text = text
    self.first = first
    self.second = second
  }

  init?(argument: String) {
    let objectives = argument.split(separator: ",").map(Self.objective)
    guard objectives.count == 2, let first = objectives[0], let second = objectives[1] else {
      return nil
    }
    self.init(text: argument, first: first, second: second)
  }

  var defaultValueDescription: String { text }

  private static func objective(_ text: Substring) -> SpaceObjective? {
    let words = text.split(separator: " ")
    guard let name = words.last, let metric = Metric(rawValue: String(name)),
      metric.isAdditive
    else {
      return nil
    }
    switch words.dropLast() {
    case [], ["least"]: return SpaceObjective(metric)
    case ["most"]: return SpaceObjective(metric, isMaximised: true)
    default: return nil
    }
  }
}
