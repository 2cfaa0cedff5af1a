/// The last stage of a search: its best are trained again, under seeds that it has not used.
///
/// The largest of many noisy accuracies is luck as much as merit. What a candidate reaches here was
/// not chosen for being large, so this alone decides among the candidates confirmed.
public struct ConfirmationDefinition: Codable, Hashable, Sendable {
  /// How many of the best; those that are one network at proxy scale count once.
  public var best: Int
  /// Trainings of each.
  public var seeds: Int
  /// Epochs of each training; nil for as many as in the search.
  public var epochs: Int?
}
