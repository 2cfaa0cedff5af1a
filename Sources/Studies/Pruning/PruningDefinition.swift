/// When a training that lags behind earlier ones is ended: the median stopping rule of Google Vizier
/// (Golovin et al., KDD 2017, section 3.2.2).
public struct PruningDefinition: Codable, Hashable, Sendable {
  /// Epochs that every training gets.
  public var after: Int
  /// Earlier trainings that there must be before one is ended.
  public var trainings: Int

  /// Makes a definition.
  public init(after: Int, trainings: Int = 5) {
    (self.after, self.trainings) = (after, trainings)
  }
}
