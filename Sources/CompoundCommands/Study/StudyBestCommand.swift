import ArgumentParser
import Architectures
import CoefficientSearch
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

  @OptionGroup var output: TableFilesOption

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
      return try output.printStudies(
        study.tables { try StudySections.best($0, count: count, isDetailed: output.isForPrograms) },
        named: "best", to: streams)
    }
    let studies = try study.studies()
    // Of a family, the baseline that was found, or what the coefficients make of it.
    let kinds = [CoefficientDefinition.kind, SurfaceDefinition.kind]
    let wanted = phi == nil ? studies.first : studies.last { kinds.contains($0.role) }
    guard let found = wanted?.study else {
      throw InputError("--phi: \(study.folder) has no coefficients to scale by")
    }
    let kind = try StudyDefinition(found).kind
    // Its score is no published accuracy, being of a proxy: the trial says where to look it up.
    let document = ArchitectureDocument(
      try kind.bestArchitecture(in: found, phi: phi), origin: try origin(in: found, kind))
    streams.results(ArchitectureFile.text(of: document))
  }
  /// The study, with the trial where the best is one, and the constants where it was scaled by some.
  private func origin(in study: Study, _ kind: any StudyKind) throws -> ArchitectureOrigin {
    var origin = ArchitectureOrigin(study: self.study.folder)
    // The answer of a surface is learnt from all trials, and is none of them.
    guard !(kind is SurfaceDefinition), let best = try kind.report(of: study).best else {
      origin.phi = phi ?? 1
      return origin
    }
    origin.trial = best.trial
    guard let grid = kind as? CoefficientDefinition, let alpha = best.values["alpha"],
      let beta = best.values["beta"], let gamma = best.values["gamma"]
    else { return origin }
    origin.baseline = grid.model
    origin.scaling = try CompoundScaling(alpha: alpha, beta: beta, gamma: gamma)
    origin.phi = phi ?? grid.phi
    return origin
  }
}
