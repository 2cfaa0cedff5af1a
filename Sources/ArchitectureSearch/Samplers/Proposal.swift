public import SearchSpaces

/// What a sampler proposes.
public struct Proposal: Hashable, Sendable {
  /// A canonical encoding within the space and its band.
  public var encoding: SearchSpace.Encoding
  /// Drafts outside the space or the band that were dropped before this one.
  public var refused: Int

  /// Makes a proposal that so many drafts over a bound went before.
  public init(_ encoding: SearchSpace.Encoding, refused: Int = 0) {
    self.encoding = encoding
    self.refused = refused
  }
}
