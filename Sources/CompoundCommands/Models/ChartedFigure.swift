import ArgumentParser
import ModelZoo

/// A figure of the paper that can be drawn: from its published points, or, Figure 2, for any network.
enum ChartedFigure: Hashable, Sendable, ExpressibleByArgument {
  case scalings
  case published(PublishedFigure)

  init?(argument: String) {
    if argument == Self.scalings.name {
      self = .scalings
    } else if let figure = PublishedFigure(rawValue: argument) {
      self = .published(figure)
    } else {
      return nil
    }
  }

  var name: String {
    switch self {
    case .scalings: "figure2"
    case .published(let figure): figure.rawValue
    }
  }

  static var allValueStrings: [String] {
    ([Self.scalings.name] + PublishedFigure.allCases.map(\.rawValue)).sorted()
  }
}
