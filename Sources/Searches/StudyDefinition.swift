public import ArchitectureSearch
public import CoefficientSearch
public import Studies

/// What a study studies, read back from its folder: one case for each kind that there is.
public enum StudyDefinition: Hashable, Sendable {
  /// A grid search over the coefficients of compound scaling.
  case coefficients(CoefficientDefinition)
  /// A search for the coefficients of compound scaling by a response surface.
  case surface(SurfaceDefinition)
  /// A search through a space of architectures.
  case architecture(ArchitectureSearchDefinition)
  /// Short trainings beside long ones.
  case proxyCheck(ProxyCheckStudy)
  /// Ways of scaling at equal multiply-adds.
  case scaling(ScalingStudy)
  /// The best of a search beside other networks.
  case comparison(ComparisonStudy)
  /// The choice of a search by response surface beside other ways to grow.
  case verification(GrowthVerificationStudy)

  /// - Throws: `SearchError.notAStudy(path:reason:)` when the definition can't be read.
  public init(_ study: Study) throws {
    switch study.header.kind {
    case CoefficientDefinition.kind: self = .coefficients(try study.definition())
    case SurfaceDefinition.kind: self = .surface(try study.definition())
    case ArchitectureSearchDefinition.kind: self = .architecture(try study.definition())
    case ProxyCheckStudy.kind: self = .proxyCheck(try study.definition())
    case ScalingStudy.kind: self = .scaling(try study.definition())
    case ComparisonStudy.kind: self = .comparison(try study.definition())
    case GrowthVerificationStudy.kind: self = .verification(try study.definition())
    default:
      throw SearchError.notAStudy(
        path: study.folder, reason: "it is of the unknown kind '\(study.header.kind)'")
    }
  }

  /// The definition as one of its kind.
  public var kind: any StudyKind {
    switch self {
    case .coefficients(let definition): definition
    case .surface(let definition): definition
    case .architecture(let definition): definition
    case .proxyCheck(let study): study
    case .scaling(let study): study
    case .comparison(let study): study
    case .verification(let study): study
    }
  }
}
