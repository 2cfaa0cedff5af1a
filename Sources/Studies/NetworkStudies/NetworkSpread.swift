public import Architectures
import CostModel
import Foundation

/// A spread of networks: some families at sizes spaced evenly over a range of multiply-adds, at full
/// and half depth in turn, so that neither multiply-adds nor depth nor family alone decides.
public struct NetworkSpread: Hashable, Sendable {
  /// How many networks.
  public var count: Int
  /// Multiply-adds of the smallest, at proxy scale.
  public var smallest: Int
  /// Multiply-adds of the largest ÷ those of the smallest.
  public var range: Double

  /// Makes a spread, by default of 20 networks from 0.75 to 12 million multiply-adds.
  public init(count: Int = 20, smallest: Int = 750_000, range: Double = 16) {
    self.count = count
    self.smallest = smallest
    self.range = range
  }

  /// The networks, smallest first.
  ///
  /// - Parameters:
  ///   - families: What is scaled in width; each size takes the next.
  ///   - scale: The proxy scale; its width and depth do not count.
  ///   - classes: Classes of the data set.
  ///   - inputChannels: Channels of its images.
  /// - Returns: The networks at proxy scale.
  /// - Throws: ``SearchError`` for numbers out of range, or where a family cannot have a size.
  public func members(
    of families: [Architecture], scale: ProxyScale, classes: Int, inputChannels: Int
  ) throws -> [NetworkStudy.Member] {
    guard (2...1000).contains(count), !families.isEmpty, smallest > 0, range > 1, range <= 1e6
    else {
      throw SearchError.invalidDefinition(
        place: "networks",
        message: "found \(count) networks from \(smallest) multiply-adds over a range of \(range), "
          + "expected 2 to 1000 networks, 1 or more, and a range above 1")
    }
    return try (0..<count).map { index in
      let (round, number) = index.quotientAndRemainder(dividingBy: families.count)
      let target = Double(smallest) * pow(range, Double(index) / Double(count - 1))
      var scale = scale
      scale.width = 1
      scale.depth = round % 2 == 0 ? 1 : 0.5
      let base = try scale.apply(
        to: families[number], classes: classes, inputChannels: inputChannels)
      let point = try base.scaled(
        along: .width, toMultiplyAdds: Int(target), rounding: scale.rounding)
      let family = families[number].name
      let depth = scale.depth == 1 ? "" : ", half depth"
      let name = "\(family)\(depth), width \((point.value * 1000).rounded() / 1000)"
      return try NetworkStudy.Member(
        name: name, group: family,
        architecture: point.scaled.architecture.with(name: name))
    }
  }
}
