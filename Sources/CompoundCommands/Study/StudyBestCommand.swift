import ArgumentParser
import Interchange
import Reporting
import Searches
import Studies

struct StudyBestCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "best",
    abstract: "Shows the best trials, or writes the best architecture.",
    discussion: """
      `compound study best DIR --architecture > best.yaml` writes a file that summary, sweep, \
      compare, train and the key `model` of search files take.
      """)

  @OptionGroup var study: StudyArgument

  @Option(help: "How many trials to show.")
  var count = 10

  @Flag(help: "Write the best architecture as an architecture file, at target scale.")
  var architecture = false

  @Option(
    parsing: .unconditional,
    help: "With --architecture, the member of the scaled family at this φ.")
  var phi: Double?

  @OptionGroup var output: FormatOption

  func validate() throws {
    guard (1...1_000_000).contains(count) else {
      throw ValidationError("--count \(count): expected 1 to 1000000")
    }
    guard phi == nil || architecture else {
      throw ValidationError("--phi goes with --architecture")
    }
  }

  func run(_ streams: Streams) throws {
    guard architecture else {
      output.printStudies(try study.tables { StudyTables.best($0, count: count) }, to: streams)
      return
    }
    let studies = try study.studies()
    // Of a family, the baseline that was found, or what the coefficients make of it.
    let wanted = phi == nil ? studies.first : studies.last { $0.role == "coefficients" }
    guard let found = wanted?.study else {
      throw InputError("--phi: \(study.folder) has no coefficients to scale by")
    }
    guard let best = try StudyReport(found).best else {
      throw SearchError.emptySearch(reason: "no trial of \(found.folder) is finished yet")
    }
    let architecture = try StudyDefinition(found).architecture(of: best, in: found, phi: phi)
    streams.results(ArchitectureFile.text(of: architecture))
  }
}
