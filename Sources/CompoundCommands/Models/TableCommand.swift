import ArgumentParser
import ModelZoo
import Reporting

struct TableCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "table",
    abstract: "Prints the paper's Table 2, recomputed: EfficientNet-B0 to B7 and all baselines.")

  @Flag(help: "List the names of all known networks instead.")
  var names = false

  @OptionGroup var output: FormatOption

  func run(_ streams: Streams) throws {
    guard names else {
      output.print(PaperTable2.table(try Table2.rows()), to: streams)
      return
    }
    let table = Table(
      columns: [.text("model", "Model") { $0.name }, .text("family", "Family") { $0.family }],
      rows: try ModelZoo.names.map { (name: $0, family: try ModelZoo.model(named: $0).family) })
    output.print(table, to: streams)
  }
}
