public import Architectures
public import ModelZoo

/// What an architecture file holds: the network, and beside it what is said of it.
///
/// The account is no part of the network: two files that differ in it alone describe the same one.
public struct ArchitectureDocument: Hashable, Sendable {
  /// The network.
  public var architecture: Architecture
  /// The accuracy that is stated of it, the key `published`.
  public var published: PublishedAccuracy?
  /// How it was made, the key `origin`.
  public var origin: ArchitectureOrigin?

  /// A network with what is said of it.
  public init(
    _ architecture: Architecture, published: PublishedAccuracy? = nil,
    origin: ArchitectureOrigin? = nil
  ) {
    self.architecture = architecture
    self.published = published
    self.origin = origin
  }
}

/// How an architecture was made: what was scaled, by which constants, or which trial of a study it is.
public struct ArchitectureOrigin: Hashable, Sendable {
  /// The name of the network that was scaled.
  public var baseline: String?
  /// α, β and γ of compound scaling.
  public var scaling: CompoundScaling?
  /// φ of compound scaling.
  public var phi: Double?
  /// The folder of the study.
  public var study: String?
  /// The trial's number in the study.
  public var trial: Int?

  /// An origin of which nothing is known that is not given.
  public init(
    baseline: String? = nil, scaling: CompoundScaling? = nil, phi: Double? = nil,
    study: String? = nil, trial: Int? = nil
  ) {
    self.baseline = baseline
    self.scaling = scaling
    self.phi = phi
    self.study = study
    self.trial = trial
  }
}
