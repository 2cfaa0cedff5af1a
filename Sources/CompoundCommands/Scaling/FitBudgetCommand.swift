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
      Looks along φ, or, where --depth, --width or --resolution give coefficients to choose from, \
      for the best combination of them.
      Numbers are read as people write them: 2B, '2 GFLOPs', 10M, 512MB, 512MiB, 20ms@nvidia-t4, \
      20ms@my-device.yaml. Known devices: \(Device.documented.map(\.name).joined(separator: ", ")).
      Examples:
        compound fit-budget efficientnet-b0 --flops 2B --latency 20ms@nvidia-t4
        compound fit-budget efficientnet-b0 --flops 2B --depth 1...2:0.1 --width 1...1.5:0.05
      """)

  @Argument(help: "A known network described by stages, or an architecture file.")
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
    guard batch >= 1 else { throw ValidationError("--batch \(batch): expected 1 or more") }
  }

  func run(_ streams: Streams) throws {
    let (bounds, device) = try bounds()
    let baseline = try ModelSource(model).scalable().with(channels.requested)
    let rules = try RoundingProfile.named(rounding).rules
    let scaling = try compound.scaling()
    guard depth != nil || width != nil || resolution != nil else {
      let fit = try BudgetFit(
        of: baseline, along: .compound(scaling), within: bounds, batch: batch, on: device,
        rounding: rules)
      output.print(BudgetTable.sections(fit, baseline: baseline, scaling: scaling), to: streams)
      return
    }
    let fit = try FreeBudgetFit(
      of: baseline, depths: depth?.values ?? [1], widths: width?.values ?? [1],
      resolutions: resolution?.values ?? [1], within: bounds, batch: batch, on: device,
      direction: scaling, rounding: rules)
    output.print(BudgetTable.sections(fit, baseline: baseline), to: streams)
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
