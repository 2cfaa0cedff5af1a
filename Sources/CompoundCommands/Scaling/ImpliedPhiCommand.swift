import ArgumentParser
import Architectures
import ModelZoo
import Reporting

struct ImpliedPhiCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "implied-phi",
    abstract: "Shows the φ that depth, width and resolution of each released EfficientNet imply.")

  @OptionGroup var compound: CompoundOptions
  @OptionGroup var output: FormatOption

  func run(_ streams: Streams) throws {
    output.print(
      ImpliedPhiTable.table(
        try ModelZoo.releasedCoefficients, scaling: try compound.scaling()), to: streams)
  }
}
