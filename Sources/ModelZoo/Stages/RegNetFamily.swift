import Architectures
import Foundation
import Networks

/// RegNetX and RegNetY (arXiv:2003.13678) from their four parameters and a group width, after
/// pycls; `/torchvision` rounds widths to groups as torchvision does.
struct RegNetFamily: ModelFamily {
  /// Widths grow by `slope` a block from `initialWidth` on, are quantised to powers of
  /// `multiplier`, and blocks of equal width make a stage (section 3.3).
  private struct Parameters {
    var slope: Double
    var initialWidth: Int
    var multiplier: Double
    var depth: Int
    var groupWidth: Int

    init(
      _ slope: Double, _ initialWidth: Int, _ multiplier: Double, _ depth: Int, _ groupWidth: Int
    ) {
      self.slope = slope
      self.initialWidth = initialWidth
      self.multiplier = multiplier
      self.depth = depth
      self.groupWidth = groupWidth
    }
  }

  private static let x: [(size: String, parameters: Parameters)] = [
    ("200mf", Parameters(36.44, 24, 2.49, 13, 8)), ("400mf", Parameters(24.48, 24, 2.54, 22, 16)),
    ("600mf", Parameters(36.97, 48, 2.24, 16, 24)), ("800mf", Parameters(35.73, 56, 2.28, 16, 16)),
    ("1.6gf", Parameters(34.01, 80, 2.25, 18, 24)), ("3.2gf", Parameters(26.31, 88, 2.25, 25, 48)),
    ("4gf", Parameters(38.65, 96, 2.43, 23, 40)), ("6.4gf", Parameters(60.83, 184, 2.07, 17, 56)),
    ("8gf", Parameters(49.56, 80, 2.88, 23, 120)), ("12gf", Parameters(73.36, 168, 2.37, 19, 112)),
    ("16gf", Parameters(55.59, 216, 2.1, 22, 128)), ("32gf", Parameters(69.86, 320, 2.0, 23, 168)),
  ]

  private static let y: [(size: String, parameters: Parameters)] = [
    ("200mf", Parameters(36.44, 24, 2.49, 13, 8)), ("400mf", Parameters(27.89, 48, 2.09, 16, 8)),
    ("600mf", Parameters(32.54, 48, 2.32, 15, 16)), ("800mf", Parameters(38.84, 56, 2.4, 14, 16)),
    ("1.6gf", Parameters(20.71, 48, 2.65, 27, 24)), ("3.2gf", Parameters(42.63, 80, 2.66, 21, 24)),
    ("4gf", Parameters(31.41, 96, 2.24, 22, 64)), ("6.4gf", Parameters(33.22, 112, 2.27, 25, 72)),
    ("8gf", Parameters(76.82, 192, 2.19, 17, 56)), ("12gf", Parameters(73.36, 168, 2.37, 19, 112)),
    ("16gf", Parameters(106.23, 200, 2.48, 18, 112)),
    ("32gf", Parameters(115.89, 232, 2.53, 20, 232)),
  ]

  let names = x.map { "regnetx-\($0.size)" } + y.map { "regnety-\($0.size)" }

  func model(named name: String) throws -> ZooModel? {
    let isY = name.hasPrefix("regnety")
    guard isY || name.hasPrefix("regnetx") else { return nil }
    let rest = name.dropFirst("regnetx".count)
    let parameters: Parameters
    var rounding = Rounding.nearestEven
    if rest.first == ":" {
      parameters = try Self.parse(rest.dropFirst(), of: name)
    } else {
      guard let parsed = ModelName(name, after: isY ? "regnety" : "regnetx"),
        parsed.parts.count == 1,
        let row = (isY ? Self.y : Self.x).first(where: {
          // Both `8gf` and the papers' `8.0GF`.
          $0.size == parsed.parts[0].replacingOccurrences(of: ".0gf", with: "gf")
        })
      else { return nil }
      switch parsed.variant {
      case nil: break
      case "torchvision": rounding = .guarded
      default: return nil
      }
      parameters = row.parameters
    }
    return ZooModel(
      family: isY ? "RegNetY" : "RegNetX",
      architecture: try Self.architecture(
        parameters, name: name, isSqueezed: isY, rounding: rounding))
  }

  /// `wa=24.48,w0=24,wm=2.54,d=22,g=16`, in any order.
  private static func parse(_ text: Substring, of name: String) throws -> Parameters {
    let ranges: [String: ClosedRange<Double>] = [
      "wa": 0...10_000, "w0": 8...65_536, "wm": 1.001...100, "d": 1...1000, "g": 1...65_536,
    ]
    let expected = "wa=, w0=, wm=, d= and g= with numbers, separated by commas"
    var values: [String: Double] = [:]
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2, let range = ranges[String(pair[0])], values[String(pair[0])] == nil
      else {
        throw ZooError.invalidName(name: name, found: "'\(item)'", expected: expected)
      }
      guard let value = Double(pair[1]), range.contains(value) else {
        throw ZooError.invalidName(
          name: name, found: "'\(item)'",
          expected: "\(pair[0]) from \(range.lowerBound) to \(range.upperBound)")
      }
      values[String(pair[0])] = value
    }
    guard let slope = values["wa"], let width = values["w0"], let multiplier = values["wm"],
      let depth = values["d"], let group = values["g"]
    else {
      throw ZooError.invalidName(name: name, found: "'\(text)'", expected: expected)
    }
    return Parameters(slope, Int(width), multiplier, Int(depth), Int(group))
  }

  /// How a width becomes a multiple of the group width.
  private enum Rounding {
    /// To the nearest, halves to the even one (pycls).
    case nearestEven
    /// To the nearest, but never below 0.9 of the width (torchvision).
    case guarded
  }

  private static func architecture(
    _ parameters: Parameters, name: String, isSqueezed: Bool, rounding: Rounding
  ) throws -> Architecture {
    let block = Block.bottleneckResidual(
      BottleneckResidual(
        innerRatio: 1, groups: .width(parameters.groupWidth),
        squeeze: isSqueezed ? SqueezeExcitation(ratio: 0.25) : nil, squeezePosition: .inner))
    return try Architecture(
      name: name, resolution: 224, padding: .symmetric,
      normalization: BatchNormalization(epsilon: 1e-5, momentum: 0.9), activation: .relu,
      stem: Stem(channels: 32),
      stages: stages(parameters, rounding).map {
        try Stage(
          block: block, kernelSize: 3, stride: 2, channels: $0.width, repeats: $0.repeats)
      },
      head: Head())
  }

  private static func stages(
    _ parameters: Parameters, _ rounding: Rounding
  ) -> [(width: Int, repeats: Int)] {
    var stages: [(width: Int, repeats: Int)] = []
    let initial = Double(parameters.initialWidth)
    for block in 0..<parameters.depth {
      let linear = initial + parameters.slope * Double(block)
      let power = (log(linear / initial) / log(parameters.multiplier)).rounded(.toNearestOrEven)
      let quantised = initial * pow(parameters.multiplier, power) / 8
      let width = Int(quantised.rounded(.toNearestOrEven)) * 8
      if let last = stages.last, last.width == width {
        stages[stages.count - 1].repeats += 1
      } else {
        stages.append((width, 1))
      }
    }
    return stages.map { (fit($0.width, parameters.groupWidth, rounding), $0.repeats) }
  }

  /// A width that groups divide; a narrower stage is one group of its own width.
  private static func fit(_ width: Int, _ groupWidth: Int, _ rounding: Rounding) -> Int {
    let group = min(groupWidth, width)
    switch rounding {
    case .nearestEven:
      let groups = (Double(width) / Double(group)).rounded(.toNearestOrEven)
      return max(group, Int(groups) * group)
    case .guarded:
      return RoundingRules(divisor: group).channels(Double(width))
    }
  }
}
