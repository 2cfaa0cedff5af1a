import ArgumentParser
import Architectures
import CostModel
import Files
import Interchange
import Networks
import Reporting

struct FitBudgetCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "fit-budget",
    abstract: "Finds the largest scaling of networks that meets all budgets, and which one binds.",
    discussion: """
      Looks along φ, or along the way that --scaling names: depth, width, resolution, compound, \
      fast, fast:0.8 or d1_w8_g8_r1. A graph, such as densenet-121, has no stages: it is looked for \
      along its resolution. Where --depth, --width or --resolution give coefficients to choose from, \
      looks for the best combination of them. A single --resolution stays as it is, and depth and \
      width are scaled.
      Numbers are read as people write them: 2B, '2 GFLOPs', 10M, 512MB, 512MiB, 20ms@nvidia-t4, \
      20ms@my-device.yaml. Known devices: \(Device.documented.map(\.name).joined(separator: ", ")).
      Examples:
        compound fit-budget efficientnet-b0 --flops 2B --latency 20ms@nvidia-t4
        compound fit-budget densenet-121 --flops 2B --scaling resolution
        compound fit-budget efficientnet-b0 --flops 2B --depth 1...2:0.1 --width 1...1.5:0.05
        compound fit-budget efficientnet-b0 mobilenet-v2 --flops 600M --resolution 160 --classes 10
      """)

  @Argument(
    help: "Known networks, ranges of them such as efficientnet-b0..b3, or architecture files.",
    completion: Completions.model)
  var models: [String]

  @Option(help: "Multiply-adds of one image.")
  var flops: String?

  @Option(help: "Trainable parameters.")
  var parameters: String?

  @Option(help: "Weights and feature maps of one inference.")
  var memory: String?

  @Option(help: "Time of one inference on a device or device file.")
  var latency: String?

  @Option(help: "Images that go through the network at once, for --memory and --latency.")
  var batch = 1

  @Option(help: "The way to scale. (default: compound; of graphs, resolution)")
  var scaling: String?

  @Option(help: "Depth coefficients to choose from: a list or a range, such as 1...2:0.1.")
  var depth: NumberList?

  @Option(help: "Width coefficients to choose from.")
  var width: NumberList?

  @Option(
    help: """
      Pixels of the input: one that stays, or several to choose from, such as 128...256:32.
      """)
  var resolution: NumberList?

  @Option(help: "Rounding of what is scaled: tensorflow, timm, torchvision or pycls.")
  var rounding = "tensorflow"

  @Option(
    name: .customLong("output"), help: "An architecture file to write what is found of one network."
  )
  var path: String?

  @OptionGroup var channels: ChannelOptions
  @OptionGroup var compound: CompoundOptions
  @OptionGroup var output: TablesOption

  func validate() throws {
    guard flops != nil || parameters != nil || memory != nil || latency != nil else {
      throw ValidationError("no budget; give --flops, --parameters, --memory or --latency")
    }
    guard scaling == nil || !choosesCoefficients else {
      throw ValidationError("--scaling with coefficients to choose from; give one of them")
    }
    guard batch >= 1 else { throw ValidationError("--batch \(batch): expected 1 or more") }
    for pixels in resolution?.values ?? [] {
      guard let size = Int(exactly: pixels), size >= 1 else {
        throw ValidationError("--resolution \(pixels): expected whole pixels")
      }
    }
  }

  func run(_ streams: Streams) throws {
    let names = try CostedModel.names(models)
    guard path == nil || names.count == 1 else {
      throw InputError("--output is one network's file; found \(names.count) networks")
    }
    if let path { try OutputFile.check(path) }
    let results = try names.map {
      try fit(ModelSource($0).description.with(channels.requested))
    }
    if let path, let result = results.first {
      guard let architecture = result.architecture else {
        throw InputError(
          "--output: '\(names[0])' is a graph without stages, which no file describes")
      }
      try streams.write(
        ArchitectureFile.text(of: ArchitectureDocument(architecture)), to: path)
    }
    try output.print(
      BudgetTable.sections(results.map(\.fit)), to: path.map { streams.beside($0) } ?? streams)
  }

  /// The largest network within the budgets, and its stages where it has any.
  private func fit(
    _ description: some ScalableArchitecture
  ) throws -> (fit: BudgetTable.Fit, architecture: Architecture?) {
    let (bounds, device) = try bounds()
    let rules = try RoundingProfile.named(rounding).rules
    let baseline = try fixed(description)
    func named(
      _ scaled: ScaledArchitecture<some ScalableArchitecture>, _ name: String
    ) throws -> Architecture? {
      try (scaled.architecture as? Architecture)?.named(name)
    }
    guard choosesCoefficients else {
      let path = try path(of: baseline)
      let fit = try BudgetFit(
        of: baseline, along: path, within: bounds, batch: batch, on: device, rounding: rules)
      let result = BudgetTable.Fit(fit, model: baseline.name, path: path)
      return (result, try named(fit.point.scaled, result.name))
    }
    let height = Double(baseline.resolution.height)
    let fit = try FreeBudgetFit(
      of: baseline, depths: depth?.values ?? [1], widths: width?.values ?? [1],
      resolutions: resolution?.values.map { $0 / height } ?? [1], within: bounds, batch: batch,
      on: device, direction: compound.scaling(), rounding: rules)
    let result = BudgetTable.Fit(fit, model: baseline.name)
    return (result, try named(fit.point.scaled, result.name))
  }

  /// A baseline at the one resolution that is asked for.
  private func fixed<Scaled: ScalableArchitecture>(_ baseline: Scaled) throws -> Scaled {
    guard let fixedResolution else { return baseline }
    return try baseline.with(RequestedSizes(resolution: fixedResolution))
  }

  /// The resolution that stays as it is, where one alone is given.
  private var fixedResolution: Resolution? {
    guard depth == nil, width == nil, let resolution, resolution.values.count == 1 else {
      return nil
    }
    return Resolution(Int(resolution.values[0]))
  }

  /// Whether coefficients are given to choose from, each by itself.
  private var choosesCoefficients: Bool {
    depth != nil || width != nil || (resolution != nil && fixedResolution == nil)
  }

  /// The way that is asked for.
  ///
  /// Of a graph there is one; whoever gives constants of compound scaling asks for that.
  private func path<Scaled: ScalableArchitecture>(of baseline: Scaled) throws -> ScalingPath {
    var constants = try compound.scaling()
    if let fixedResolution {
      guard Scaled.scalableDimensions.contains(.depth), scaling != "resolution" else {
        throw InputError(
          "'\(baseline.name)': with --resolution \(fixedResolution) nothing is left to scale; expected "
            + "a network with stages, and another --scaling than resolution")
      }
      constants = try CompoundScaling(alpha: compound.alpha, beta: compound.beta, gamma: 1)
    }
    guard let scaling else {
      let isScalable = baseline.scales(by: try constants.coefficients(phi: 1))
      return isScalable || constants != .paper ? .compound(constants) : .resolution
    }
    guard case .path(let path) = try ScalingChoice(parsing: scaling, compound: constants) else {
      throw ValidationError(
        "--scaling \(scaling): expected a way without coefficients, such as resolution; "
          + "to choose from coefficients give --depth, --width or --resolution")
    }
    return path
  }

  /// The budgets, and the device that the latency's is for.
  private func bounds() throws -> (Bounds, Device?) {
    var bounds = Bounds()
    var device: Device?
    bounds.multiplyAdds.most = try flops.map(Quantity.count)
    bounds.parameters.most = try parameters.map(Quantity.count)
    bounds.memory.most = try memory.map(Quantity.bytes)
    if let latency {
      let budget = try Quantity.latency(latency, device: DeviceFile.device)
      (bounds.latency.most, device) = (budget.seconds, budget.device)
    }
    return (bounds, device)
  }
}
