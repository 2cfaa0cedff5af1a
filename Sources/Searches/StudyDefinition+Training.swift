import ArchitectureSearch
import CoefficientSearch
public import Studies

extension StudyDefinition {
  /// How networks are trained: data, seeds and recipe.
  public var training: TrainingDefinition {
    switch self {
    case .architecture(let search): search.training
    case .coefficients(let search): search.training
    case .surface(let search): search.training
    case .proxyCheck(let study): study.trainings.training
    case .scaling(let study): study.trainings.training
    case .comparison(let study): study.trainings.training
    case .verification(let study): study.trainings.training
    }
  }

  /// For how many epochs: one length, or several.
  public var epochs: [Int] {
    switch self {
    case .architecture, .coefficients, .surface: [training.epochs]
    case .proxyCheck(let study): study.trainings.epochs
    case .scaling(let study): study.trainings.epochs
    case .comparison(let study): study.trainings.epochs
    case .verification(let study): study.trainings.epochs
    }
  }
}
