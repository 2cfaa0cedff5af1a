import ArgumentParser
import Architectures
import CostModel
import Interchange
import Networks
import Reporting

struct FitBudgetCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "fit-budget",
    abstract: "Finds the largest scaling of a network that meets all budgets, and which one binds.",
    discussion: """
      Looks along φ, or along the way that --scaling names: depth, width, resolution, compound, \
      fast, fast:0.8 or d1_w8_g8_r1. A graph, such as densenet-121, has no stages: it is looked for \
      along its resolution. Where --depth, --width or --resolution give coefficients to choose from, \
      looks for the best combination of them.
      Numbers are read as people write them: 2B, '2 GFLOPs', 10M, 512MB, 512MiB, 20ms@nvidia-t4, \
      20ms@my-device.yaml. Known devices: \(Device.documented.map(\.name).joined(separator: ", ")).
      Examples:
        compound fit-budget efficientnet-b0 --flops 2B --latency 20ms@nvidia-t4
        compound fit-budget densenet-121 --flops 2B --scaling resolution
        compound fit-budget efficientnet-b0 --flops 2B --depth 1...2:0.1 --width 1...1.5:0.05
      """)

  @Argument(help: "A known network, or an architecture file.")
  var model: String

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

  @Option(help: "Resolution coefficients to choose from.")
  var resolution: NumberList?

  @Option(help: "Rounding of what is scaled: tensorflow, timm, torchvision or pycls.")
  var rounding = "tensorflow"

  @OptionGroup var channels: ChannelOptions
  @OptionGroup var compound: CompoundOptions
  @OptionGroup var output: FormatOption

  func validate() throws {
    guard flops != nil || parameters != nil || memory != nil || latency != nil else {
      throw ValidationError("no budget; give --flops, --parameters, --memory or --latency")
    }
    guard scaling == nil || !choosesCoefficients else {
      throw ValidationError("--scaling with coefficients to choose from; give one of them")
    }
    guard batch >= 1 else { throw ValidationError("--batch \(batch): expected 1 or more") }
  }

  func run(_ streams: Streams) throws {
    try fit(ModelSource(model).description.with(channels.requested), streams)
  }

  private func fit(_ baseline: some ScalableArchitecture, _ streams: Streams) throws {
    let (bounds, device) = try bounds()
    let rules = try RoundingProfile.named(rounding).rules
    guard choosesCoefficients else {
      let path = try path(of: baseline)
      let fit = try BudgetFit(
        of: baseline, along: path, within: bounds, batch: batch, on: device, rounding: rules)
      output.print(BudgetTable.sections(fit, model: baseline.name, path: path), to: streams)
      return
    }
    let fit = try FreeBudgetFit(
      of: baseline, depths: depth?.values ?? [1], widths: width?.values ?? [1],
      resolutions: resolution?.values ?? [1], within: bounds, batch: batch, on: device,
      direction: compound.scaling(), rounding: rules)
    output.print(BudgetTable.sections(fit, model: baseline.name), to: streams)
  }

  /// Whether coefficients are given to choose from, each by itself.
  private var choosesCoefficients: Bool { depth != nil || width != nil || resolution != nil }

  /// The way that is asked for.
  ///
  /// Of a graph there is one; whoever gives constants of compound scaling asks for that.
  private func path(of baseline: some ScalableArchitecture) throws -> ScalingPath {
    let constants = try compound.scaling()
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
