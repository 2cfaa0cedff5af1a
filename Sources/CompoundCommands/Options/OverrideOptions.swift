import ArgumentParser

/// Options that stand in for keys of the search file; they become part of the study.
struct OverrideOptions: ParsableArguments {
  @Option(
    help:
      "Data in place of the file's: shapes, braids, or a folder of pictures, IDX or CIFAR files.")
  var data: String?

  @Option(help: "Seed in place of the file's.")
  var seed: Int?

  @Option(help: "Distinct candidates in place of the file's number.")
  var trials: Int?

  @Option(
    help: """
      For coefficients by response surface, so many trainings of the proxy baseline beyond the \
      budget, or as many as so many minutes have room for: 20, or 35m. They stay part of the study.
      """)
  var more: BudgetAddition?

  func validate() throws {
    if let seed, seed < 0 {
      throw ValidationError("--seed \(seed): expected 0 or more")
    }
    try SearchOverrides.check(trials: trials)
  }

  var values: SearchOverrides {
    SearchOverrides(data: data, seed: seed, trials: trials, more: more)
  }
}
