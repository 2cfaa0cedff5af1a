public import Networks

/// Sizes asked of a network beside its description: what is `nil` stays as the architecture file, or
/// the zoo's entry, says.
public struct RequestedSizes: Hashable, Sendable {
  /// Height and width of the input in pixels.
  public var resolution: Resolution?
  /// Channels of the input image.
  public var inputChannels: Int?
  /// Outputs of the classifier.
  public var classes: Int?

  /// Asks for the sizes that are given.
  public init(
    resolution: Resolution? = nil, inputChannels: Int? = nil, classes: Int? = nil
  ) {
    self.resolution = resolution
    self.inputChannels = inputChannels
    self.classes = classes
  }
}

extension Architecture {
  /// The same architecture with the sizes that are asked for, and its own where none is.
  ///
  /// - Throws: ``ArchitectureError`` for a size out of range.
  public func with(_ sizes: RequestedSizes) throws(ArchitectureError) -> Architecture {
    try with(
      resolution: sizes.resolution, inputChannels: sizes.inputChannels,
      head: try head.with(classes: sizes.classes))
  }
}
