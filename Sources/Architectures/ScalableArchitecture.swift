public import Networks

/// A description of a network that can be scaled, in all dimensions or in some.
///
/// An ``Architecture`` scales in all of them. A graph, which has no stages to repeat or widen, scales
/// in ``ScalingDimension/resolution`` alone.
public protocol ScalableArchitecture: Hashable, Sendable {
  /// What reports and errors call it.
  var name: String { get }
  /// Height and width of the input in pixels.
  var resolution: Resolution { get }
  /// What can be scaled of it.
  static var scalableDimensions: Set<ScalingDimension> { get }

  /// The same description under another name.
  ///
  /// - Throws: nothing that a valid description does not.
  func named(_ name: String) throws(ArchitectureError) -> Self

  /// The same description with the sizes that are asked for, and its own where none is.
  ///
  /// - Throws: ``ArchitectureError`` for a size out of range.
  func with(_ sizes: RequestedSizes) throws(ArchitectureError) -> Self

  /// This description with its sizes multiplied and rounded; a coefficient of exactly 1 leaves its
  /// dimension untouched.
  ///
  /// - Throws: ``ArchitectureError`` where a dimension cannot be scaled, or a size would shrink to
  ///   nothing or outgrow the limits.
  func scaled(
    by coefficients: ScalingCoefficients, rounding: RoundingRules
  ) throws(ArchitectureError) -> ScaledArchitecture<Self>

  /// The layer graph.
  ///
  /// - Throws: What the network cannot be built for at its sizes.
  func lowered() throws -> Network
}

extension ScalableArchitecture {
  /// Whether this can be scaled in every dimension that the coefficients change.
  public func scales(by coefficients: ScalingCoefficients) -> Bool {
    Self.scalableDimensions.isSuperset(of: coefficients.dimensions)
  }

  /// Refuses coefficients that change what cannot be scaled, naming each such dimension.
  ///
  /// - Throws: ``ArchitectureError``.
  public func requireDimensions(of coefficients: ScalingCoefficients) throws(ArchitectureError) {
    let missing = coefficients.dimensions.filter { !Self.scalableDimensions.contains($0) }
    guard !missing.isEmpty else { return }
    throw ArchitectureError(
      place: name, key: "scaling",
      found: missing.map(\.rawValue).joined(separator: " and ")
        + ", of a graph that has no stages to repeat or widen",
      expected: "resolution alone: --resolution, or the scaling 'resolution' or 'r=1.4'")
  }
}

extension Architecture: ScalableArchitecture {
  /// All: stages have repeats, channels and groups.
  public static var scalableDimensions: Set<ScalingDimension> { Set(ScalingDimension.allCases) }
}
