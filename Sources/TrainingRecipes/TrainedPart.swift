/// What a training changes.
public enum TrainedPart: String, Codable, Hashable, Sendable, CaseIterable {
  /// Every layer.
  case all
  /// The last fully-connected layer of every output. The others keep their weights; their running
  /// statistics follow the new data.
  case head
}
