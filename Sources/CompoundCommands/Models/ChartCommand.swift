public import ArgumentParser
import Interchange
public import ModelZoo
import Reporting

struct ChartCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "chart",
    abstract: "Draws a figure of the paper from its published points, as SVG.",
    discussion: """
      Charts of a study lie beside it, in its folder charts.
      Example:
        compound chart figure8 --output figure8.svg
      """)

  @Argument(help: "The figure.")
  var figure: PublishedFigure

  @Option(help: "The file to write. (default: standard output)")
  var output: String?

  func run(_ streams: Streams) throws {
    try streams.write(FigureCharts.render(figure), to: output)
  }
}

extension PublishedFigure: ExpressibleByArgument {}
