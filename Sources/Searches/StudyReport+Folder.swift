public import Studies

extension StudyReport {
  /// The report of the study in `folder`, running or finished.
  ///
  /// - Throws: `SearchError` when there is no study, or its files can't be read.
  public init(folder: String) throws {
    try self.init(Study.read(folder: folder))
  }

  /// The report of `study`, running or finished.
  ///
  /// - Throws: `SearchError` when its definition can't be read.
  public init(_ study: Study) throws {
    self = try StudyDefinition(study).kind.report(of: study)
  }
}
