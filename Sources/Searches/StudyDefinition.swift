public import ArchitectureSearch
public import Architectures
public import CoefficientSearch
import SearchSpaces
public import Studies

/// What a study searches, read back from its folder.
public enum StudyDefinition: Sendable {
  case coefficients(CoefficientDefinition)
  case architecture(ArchitectureSearchDefinition)

  /// What is searched, in a word: the space, or the model that is scaled.
  public var subject: String {
    switch self {
    case .coefficients(let definition): definition.model
    case .architecture(let definition): definition.space.name
    }
  }

  /// - Throws: ``SearchError/notAStudy(path:reason:)`` when the definition can't be read.
  public init(_ study: Study) throws {
    switch study.header.kind {
    case "coefficients":
      self = .coefficients(try study.definition(as: CoefficientDefinition.self))
    case "architecture":
      self = .architecture(try study.definition(as: ArchitectureSearchDefinition.self))
    default:
      throw SearchError.notAStudy(
        path: study.folder, reason: "it is of the unknown kind '\(study.header.kind)'")
    }
  }

  /// The architecture of a trial at target scale.
  ///
  /// - Parameters:
  ///   - study: where the definition was read.
  ///   - phi: for coefficient searches, the compound coefficient of the family member wanted; nil for
  ///     the one at which the search compared.
  /// - Throws: ``SearchError`` for a row without an architecture, or the scaling's error.
  public func architecture(
    of row: StudyReport.Row, in study: Study, phi: Double? = nil
  ) throws -> Architecture {
    switch self {
    case .architecture(let definition):
      guard let choices = row.choices else {
        throw SearchError.emptySearch(reason: "trial \(row.trial) has no architecture")
      }
      return try SearchSpace(definition.space).architecture(choices)
    case .coefficients(let definition):
      guard let alpha = row.values["alpha"], let beta = row.values["beta"],
        let gamma = row.values["gamma"]
      else { throw SearchError.emptySearch(reason: "trial \(row.trial) has no coefficients") }
      let (base, phi) = (try study.baseline(), phi ?? definition.phi)
      let scaling = try CompoundScaling(alpha: alpha, beta: beta, gamma: gamma)
      let name = Int(exactly: phi).map(String.init) ?? "\(phi)"
      return try base.scaled(by: scaling.coefficients(phi: phi)).architecture
        .with(name: "\(base.name)-phi\(name)")
    }
  }
}
