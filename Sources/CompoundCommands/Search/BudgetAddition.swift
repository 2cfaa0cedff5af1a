import ArgumentParser
import CoefficientSearch
import Studies

/// What `--more` adds to the budget of a search by response surface.
enum BudgetAddition: Hashable, ExpressibleByArgument {
  /// Trainings of the proxy baseline.
  case trainings(Double)
  /// Time, in minutes.
  case minutes(Double)

  /// The most of either.
  private static let most = 100_000.0

  /// `20` for trainings, `35m` for minutes.
  init?(argument: String) {
    let isTime = argument.hasSuffix("m")
    guard let number = Double(isTime ? String(argument.dropLast()) : argument),
      (isTime ? 0.1...Self.most : 1...Self.most).contains(number)
    else { return nil }
    self = isTime ? .minutes(number) : .trainings(number)
  }

  /// Trainings of the proxy baseline; as many as the time has room for, by what those of the study in
  /// `folder` took.
  ///
  /// - Throws: `InputError` where nothing was trained there yet, `SearchError` where it is no study.
  func trainings(of folder: String, workers: Int) throws -> Double {
    switch self {
    case .trainings(let count): return count
    case .minutes(let minutes):
      let study = try? Study.read(folder: folder)
      guard let study,
        let seconds = try SurfacePace(study.definition(as: SurfaceDefinition.self), study: study)?
          .seconds(trainings: 1, workers: workers)
      else {
        throw InputError(
          "--more \(minutes)m: nothing is trained in \(folder) yet that tells how long a training takes; "
            + "run the search first, or give trainings of the proxy baseline: --more 20")
      }
      let count = (minutes * 60 / seconds).rounded(.down)
      guard count >= 1 else {
        throw InputError(
          "--more \(minutes)m: one training of the proxy baseline takes \(Int(seconds.rounded(.up))) "
            + "seconds here; give more time")
      }
      return count
    }
  }
}
