public import Architectures

/// A kind of study: by what one is defined, and what its records say.
///
/// A value is a definition as it ran; it stands in the study's `definition.json`, and the kind's name
/// in the journal's header.
public protocol StudyKind: Codable, Hashable, Sendable {
  /// The name in the journal's header, such as `architecture`.
  static var kind: String { get }
  /// Key paths of the definition that may change when a study goes on, each with all below it.
  static var growing: Set<String> { get }
  /// Why no trial of such a study is its best; nil where one is.
  static var lacksBest: String? { get }
  /// Why such a study has no front of accuracy and cost; nil where it has one.
  static var lacksFront: String? { get }

  /// The seed of everything random.
  var seed: UInt64 { get }
  /// What is studied, in a few words: a space, or a model.
  var subject: String { get }

  /// The trials of `study`, running or finished.
  ///
  /// - Throws: ``SearchError`` where a record does not fit the definition.
  func report(of study: Study) throws -> StudyReport

  /// The architecture of a trial.
  ///
  /// - Parameters:
  ///   - row: the trial, as the study's report has it.
  ///   - study: where the definition was read.
  ///   - phi: for coefficient searches, the compound coefficient of the family member wanted; nil
  ///     for the one at which the search compared.
  /// - Returns: the network at target scale.
  /// - Throws: ``SearchError`` for a row without an architecture, or the scaling's error.
  func architecture(
    of row: StudyReport.Row, in study: Study, phi: Double?
  ) throws -> Architecture

  /// The architecture that the study as a whole recommends: that of its best trial, where it does not
  /// learn more from all of them.
  ///
  /// - Parameters:
  ///   - study: where the definition was read.
  ///   - phi: as for ``architecture(of:in:phi:)``.
  /// - Returns: the network at target scale.
  /// - Throws: ``SearchError`` for a kind without a best, or a study that has not come so far.
  func bestArchitecture(in study: Study, phi: Double?) throws -> Architecture
}

extension StudyKind {
  public static var lacksBest: String? { nil }
  public static var lacksFront: String? { nil }

  public func bestArchitecture(in study: Study, phi: Double?) throws -> Architecture {
    if let reason = Self.lacksBest {
      throw SearchError.unanswerable(path: study.folder, reason: reason)
    }
    guard let best = try report(of: study).best else {
      throw SearchError.emptySearch(reason: "no trial of \(study.folder) is finished yet")
    }
    return try architecture(of: best, in: study, phi: phi)
  }
}

extension Study {
  /// Opens the study in `folder` for writing, starting it when there is none.
  ///
  /// - Parameters:
  ///   - folder: the path of the folder.
  ///   - definition: the definition as it will run; must equal the one of an existing study but for
  ///     the keys in which its kind may grow.
  ///   - source: the text of the search file, or the command, kept beside the journal.
  /// - Returns: the study, locked until it is released.
  /// - Throws: ``SearchError`` when another process has the study, the definition changed, or the
  ///   folder can't be written.
  public static func open<Kind: StudyKind>(
    folder: String, definition: Kind, source: String
  ) throws -> Study {
    try open(
      folder: folder, kind: Kind.kind, definition: definition, growing: Kind.growing,
      seed: definition.seed, source: source)
  }

  /// What is studied, as it ran.
  ///
  /// - Throws: ``SearchError/notAStudy(path:reason:)`` when the study is of another kind, or its
  ///   definition can't be read.
  public func definition<Kind: StudyKind>(as kind: Kind.Type = Kind.self) throws -> Kind {
    guard header.kind == kind.kind else {
      throw SearchError.notAStudy(
        path: folder, reason: "it is of the kind '\(header.kind)', expected '\(kind.kind)'")
    }
    return try decodedDefinition()
  }
}
