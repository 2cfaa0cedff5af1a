import ArgumentParser
import Architectures
import CostModel
import Interchange
import Networks
import Reporting

struct SweepCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Scales a network along φ, or in several ways to equal FLOPs.",
    discussion: """
      Without --scaling: depth α^φ, width β^φ, resolution γ^φ, a row for each φ.
      With --scaling, once for each way: depth, width, resolution, compound; fast, fast:0.8 or \
      d1_w8_g8_r1 (fast compound scaling); or coefficients such as d=1.4,w=1.2,r=1.3. Each way but \
      coefficients is taken to the FLOPs of every --flops, or to those of compound scaling at every \
      φ of --phi (2 where there is neither).
      A graph, such as densenet-121, has no stages: its resolution alone is scaled, by resolution or \
      r=1.3, and for a φ to (α·β²·γ²)^φ times its own FLOPs.
      Examples, the last the paper's Table 7:
        compound sweep my-net.yaml --phi -1...2:0.5
        compound sweep efficientnet-b0 --flops 1.8B --scaling depth --scaling compound
        compound sweep densenet-121 --flops 2B --scaling resolution
        compound sweep efficientnet-b0 --scaling d=4 --scaling w=2 --scaling r=2 \
      --scaling d=1.4,w=1.2,r=1.3
      """)

  @Argument(help: "A known network, or an architecture file.", completion: Completions.model)
  var model: String

  @OptionGroup var compound: CompoundOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Values of φ: a list, a range, a range with a step (0...7, -1...2:0.5, 0,0.5,2). "
        + "(default: 0...7)"))
  var phi: NumberList?

  @Option(help: "A way to scale, instead of φ alone; may be given several times.")
  var scaling: [String] = []

  @Option(help: "Multiply-adds to scale to, such as 1.8B; may be given several times.")
  var flops: [String] = []

  @Option(help: "A device or device file, to show times.", completion: Completions.device)
  var device: String?

  @OptionGroup var changes: ModelChanges
  @OptionGroup var output: FormatOption

  func validate() throws {
    guard !scaling.isEmpty || (flops.isEmpty && device == nil) else {
      throw ValidationError("--flops and --device go with --scaling, such as --scaling compound")
    }
    guard phi == nil || flops.isEmpty else {
      throw ValidationError("both --phi and --flops; give one of them")
    }
  }

  func run(_ streams: Streams) throws {
    let baseline = try changes.applied(to: ModelSource(model).description)
    if scaling.isEmpty { try sweep(baseline, streams) } else { try compare(baseline, streams) }
  }

  private func sweep(_ baseline: some ScalableArchitecture, _ streams: Streams) throws {
    let scaling = try compound.scaling()
    let rounding = try changes.roundingRules()
    let rows = try (phi ?? NumberList(0...7)).values.map {
      try SweepTable.Row(baseline, by: scaling, phi: $0, rounding: rounding)
    }
    output.print(
      SweepTable.table(
        model: baseline.name, scaling: scaling,
        baseline: try NetworkCost.total(of: baseline.lowered()), rows: rows), to: streams)
  }

  private func compare(_ baseline: some ScalableArchitecture, _ streams: Streams) throws {
    let device = try device.map(DeviceFile.device)
    let choices = try scaling.map {
      ($0, try ScalingChoice(parsing: $0, compound: compound.scaling()))
    }
    func row(
      _ name: String, _ point: ScaledPoint<some ScalableArchitecture>, target: Int?
    ) throws -> EqualCostTable.Row {
      EqualCostTable.Row(
        scaling: name, point: point, target: target,
        seconds: try device.map {
          try Latency(of: point.scaled.architecture.lowered(), on: $0).seconds
        })
    }
    let rounding = try changes.roundingRules()
    var groups = [[try row("baseline", baseline.point(at: .identity), target: nil)]]
    let paths = choices.compactMap { name, choice in choice.path.map { (name, $0) } }
    if !paths.isEmpty {
      for target in try targets(baseline) {
        groups.append(
          try paths.map { name, path in
            try row(name, point(baseline, path, target, name), target: target.multiplyAdds)
          })
      }
    }
    groups.append(
      try choices.compactMap { name, choice in
        try choice.coefficients.map {
          try row(name, baseline.point(at: $0, rounding: rounding), target: nil)
        }
      })
    output.print(
      EqualCostTable.table(model: baseline.name, groups: groups, device: device), to: streams)
  }

  /// What the ways are taken to: multiply-adds, and the φ that gives them under compound scaling.
  private typealias Target = (multiplyAdds: Int, phi: Double?)

  private func targets(_ baseline: some ScalableArchitecture) throws -> [Target] {
    guard flops.isEmpty else { return try flops.map { (try Quantity.count($0), nil) } }
    let scaling = try compound.scaling()
    return try (phi ?? NumberList(2...2)).values.map { phi in
      let coefficients = try scaling.coefficients(phi: phi)
      guard baseline.scales(by: coefficients) else {
        // What the coefficients ask for, where no network of this kind has them.
        let cost = try NetworkCost.total(of: baseline.lowered()).multiplyAdds
        return (try Self.whole(Double(cost) * coefficients.multiplyAddsRatio), phi)
      }
      let point = try baseline.point(at: coefficients, rounding: changes.roundingRules())
      return (point.cost.multiplyAdds, phi)
    }
  }

  private static func whole(_ multiplyAdds: Double) throws -> Int {
    guard let count = Int(exactly: multiplyAdds.rounded()) else {
      throw InputError("\(multiplyAdds) multiply-adds; expected fewer: use a smaller φ")
    }
    return count
  }

  private func point<Baseline: ScalableArchitecture>(
    _ baseline: Baseline, _ path: ScalingPath, _ target: Target, _ name: String
  ) throws -> ScaledPoint<Baseline> {
    let rounding = try changes.roundingRules()
    if case .compound(let scaling) = path, let phi = target.phi {
      return try baseline.point(at: scaling.coefficients(phi: phi), rounding: rounding)
    }
    do {
      return try baseline.scaled(
        along: path, toMultiplyAdds: target.multiplyAdds, rounding: rounding)
    } catch let error as CostError {
      throw CostError(error.reason, "scaling '\(name)': \(error.message)")
    }
  }
}

extension ScalingChoice {
  fileprivate var path: ScalingPath? {
    switch self {
    case .path(let path): path
    case .coefficients: nil
    }
  }

  fileprivate var coefficients: ScalingCoefficients? {
    switch self {
    case .path: nil
    case .coefficients(let coefficients): coefficients
    }
  }
}
