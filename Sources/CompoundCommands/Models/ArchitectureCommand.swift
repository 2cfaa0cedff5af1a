public import ArgumentParser
import Architectures
public import Interchange
import Networks
import Reporting

struct ArchitectureCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "architecture",
    abstract: "Writes a network as an architecture file, or its stages as block strings.",
    discussion: """
      The file can be edited and named wherever a model is. Block strings are the one-line notation \
      of the TensorFlow or the timm code base, a line for each stage, or for each list of stages \
      that timm counts as one.
      Example:
        compound architecture efficientnet-b0 --phi 1 --output b0-1.yaml
      """)

  @Argument(
    help: "A known network described by stages, or an architecture file.",
    completion: Completions.model)
  var model: String

  @Option(parsing: .unconditional, help: "Scales by α^φ, β^φ, γ^φ, after --width and --depth.")
  var phi: Double?

  @Option(help: "Write the stages only, as block strings: tensorflow or timm.")
  var blockStrings: BlockNotation?

  @Option(help: "The file to write. (default: standard output)")
  var output: String?

  @OptionGroup var compound: CompoundOptions
  @OptionGroup var changes: ModelChanges

  func run(_ streams: Streams) throws {
    let source = try ModelSource(model)
    let unscaled = try source.stages()
    var document = ArchitectureDocument(try changes.applied(to: unscaled))
    // What a file says of its network is true of the same one; a known network's accuracy would soon
    // stand in a file that has been edited.
    if document.architecture == unscaled, model.looksLikePath {
      (document.published, document.origin) = (source.accuracy, source.origin)
    }
    if let phi {
      let (base, scaling) = (document.architecture, try compound.scaling())
      document = ArchitectureDocument(
        try base.scaled(
          by: scaling.coefficients(phi: phi), rounding: changes.roundingRules()
        ).architecture.named(ScaledName.name(base.name, phi: phi)),
        origin: ArchitectureOrigin(baseline: base.name, scaling: scaling, phi: phi))
    }
    let architecture = document.architecture
    // What is written can be built: scaling alone does not show it.
    _ = try architecture.lowered()
    let text =
      if let blockStrings {
        try BlockString.text(of: architecture, in: blockStrings)
      } else {
        ArchitectureFile.text(of: document)
      }
    try streams.write(text, to: output)
  }
}

extension BlockNotation: ExpressibleByArgument {}
