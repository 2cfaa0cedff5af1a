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
    var table = Table(columns: [.text("model", "Model"), .text("family", "Family")])
    for name in ModelZoo.names {
      table.append([.text(name), .text(try ModelZoo.model(named: name).family)])
    }
    output.print(table, to: streams)
  }
}
