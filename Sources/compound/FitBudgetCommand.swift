import ArgumentParser
import Architectures
import CostModel
import Networks
import Reporting

struct FitBudgetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit-budget",
    abstract: "Finds the largest scaling of a network that meets all budgets, and which one binds.",
    discussion: """
      Numbers are read as people write them: 2B, 10M, 512MB, 512MiB, 20ms@nvidia-t4. Known devices: \
      \(Device.documented.map(\.name).joined(separator: ", ")).
      """)

  @Argument(help: "A known network described by stages, or an architecture file.")
  var model: String

  @Option(help: "Multiply-adds of one image.")
  var flops: String?

  @Option(help: "Trainable parameters.")
  var parameters: String?

  @Option(help: "Weights and feature maps of one inference.")
  var memory: String?

  @Option(help: "Time of one inference on a device.")
  var latency: String?

  @Option(help: "Growth of depth per unit of φ.")
  var alpha = 1.2

  @Option(help: "Growth of width per unit of φ.")
  var beta = 1.1

  @Option(help: "Growth of resolution per unit of φ.")
  var gamma = 1.15

  @OptionGroup var output: FormatOption

  func run() throws {
    var budgets: [Budget] = []
    if let flops { budgets.append(.multiplyAdds(try Quantity.count(flops))) }
    if let parameters { budgets.append(.parameters(try Quantity.count(parameters))) }
    if let memory { budgets.append(.memory(bytes: try Quantity.bytes(memory), batch: 1)) }
    if let latency { budgets.append(try .latency(latency)) }
    guard !budgets.isEmpty else {
      throw ValidationError("no budget; give --flops, --parameters, --memory or --latency")
    }
    let baseline = try ModelSource(model).scalable()
    let scaling = try CompoundScaling(alpha: alpha, beta: beta, gamma: gamma)
    let fit = try BudgetFit(of: baseline, along: .compound(scaling), within: budgets)
    output.print([
      ("fit", BudgetTable.fit(fit, baseline: baseline, scaling: scaling)),
      ("budgets", BudgetTable.budgets(fit)),
    ])
  }
}
