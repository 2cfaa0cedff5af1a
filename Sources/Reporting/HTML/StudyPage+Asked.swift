import ArchitectureSearch
import CoefficientSearch
import CostModel
import Searches
import Studies
import TrainingRecipes

extension StudyPage.Chapter {
  /// The definition, the data, and how to do it again.
  func asked(_ context: StudyPage.Context) -> ReportSection {
    var facts: [(name: String, value: String)] = [
      ("Study", study.folder), ("Kind", study.header.kind), ("Subject", subject),
      ("Seed", "\(study.header.seed)"),
    ]
    let training = definition.training
    let epochs = definition.epochs.map(String.init).joined(separator: " and ")
    facts += [
      ("Data", training.data),
      (
        "Trainings",
        "\(epochs) epochs under \(training.seeds == 1 ? "one seed" : "\(training.seeds) seeds") each"
      ),
      (
        "Recipe",
        training.recipe.entries.map { "\($0.key.rawValue) \($0.value)" }.joined(separator: ", ")
      ),
    ]
    facts += objective + context.data
    facts.append(("To repeat it", repeating))
    var blocks: [ReportBlock] = [.facts(facts)]
    if !context.samples.isEmpty { blocks.append(.pictures(context.samples)) }
    let source = study.source
    if isSearch, !source.isEmpty {
      blocks.append(.details("The search file", [.source(source)]))
    }
    return ReportSection("What was asked", blocks)
  }

  /// What a search aims at, and how it goes about it.
  private var objective: [(name: String, value: String)] {
    switch definition {
    case .architecture(let search):
      let reward = search.objective.reward
      let number = NumberStyle.plain
      let (alpha, beta) = (number.text(reward.alpha), number.text(reward.beta))
      let cost = search.objective.cost
      let unit = CostAxis.axis(cost).unit
      let target = "\(number.text(reward.target / unit)) \(CostAxis.unitName(cost))"
      let form =
        reward.alpha == 0 && reward.beta == 0
        ? "accuracy alone"
        : "accuracy · (cost ÷ \(target))^w with w = \(alpha)"
          + (alpha == beta ? "" : " up to that and \(beta) beyond")
      return [
        ("Objective", form), ("Trials asked for", "\(search.trials)"),
        ("Sampler", search.sampler.kind.rawValue),
      ]
    case .surface(let search):
      let more = search.more.reduce(0, +)
      return [
        ("Method", "response surface"),
        (
          "Budget",
          "\(NumberStyle.plain.text(search.budget + more)) times the training of the proxy baseline"
        ),
        ("Growth", "\(NumberStyle.plain.text(search.growth))-fold"),
      ]
    case .coefficients(let search):
      return [
        ("Method", "grid"), ("φ", NumberStyle.plain.text(search.phi)),
        ("Constraint", "alpha·beta²·gamma² ≈ \(NumberStyle.plain.text(search.constraint.target))"),
      ]
    case .proxyCheck, .scaling, .comparison, .verification: return []
    }
  }

  private var isSearch: Bool {
    switch definition {
    case .architecture, .coefficients, .surface: true
    case .proxyCheck, .scaling, .comparison, .verification: false
    }
  }

  private var repeating: String {
    isSearch
      ? "compound search \(study.folder)/search.yaml --output another-folder"
      : study.source.split(separator: "\n").first.map(String.init) ?? ""
  }
}
