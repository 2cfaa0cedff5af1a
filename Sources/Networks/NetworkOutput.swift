/// A result that a network puts out, by name.
public struct NetworkOutput: Hashable, Sendable {
  /// Unique among the network's outputs: `logits`, `auxiliary`.
  public let name: String
  /// The index of the layer that puts it out.
  public let layer: Int

  /// An output; whether there is such a layer is checked when a network is finished.
  public init(name: String, layer: Int) {
    self.name = name
    self.layer = layer
  }
}
