import ArgumentParser
import Architectures
import CostModel
import Networks
import Reporting

struct RoundingCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "rounding",
    abstract: "Shows where the rounding rules of well-known code bases part on a scaled network.",
    discussion: RoundingProfile.all.map { "\($0.name): \($0.summary)." }.joined(separator: "\n"))

  @Argument(
    help: "A known network described by stages, or an architecture file.",
    completion: Completions.model)
  var model: String

  @Option(parsing: .unconditional, help: "Scales by α^φ, β^φ, γ^φ.")
  var phi = 1.0

  @Option(help: "Coefficients instead of φ, such as d=1.4,w=1.2,r=1.3.")
  var scaling: String?

  @OptionGroup var sizes: SizeOptions
  @OptionGroup var compound: CompoundOptions
  @OptionGroup var output: TableFilesOption

  func run(_ streams: Streams) throws {
    let baseline = try ModelSource(model).stages().with(sizes.requested)
    let comparison = try RoundingComparison(of: baseline, by: coefficients())
    let costs = try comparison.architectures.map { try NetworkCost.total(of: $0.lowered()) }
    try output.print(
      [
        ("sizes", RoundingTables.sizes(comparison, model: baseline.name)),
        ("costs", RoundingTables.costs(comparison, costs: costs)),
      ], to: streams)
  }

  private func coefficients() throws -> ScalingCoefficients {
    guard let scaling else { return try compound.scaling().coefficients(phi: phi) }
    switch try ScalingChoice(parsing: scaling) {
    case .coefficients(let coefficients): return coefficients
    case .path:
      throw ValidationError("--scaling \(scaling): expected coefficients such as d=1.4,w=1.2,r=1.3")
    }
  }
}
