/// A tensor of numbers that a layer owns: what training changes, and the running statistics beside.
///
/// ``Network/parameters(of:)`` is where it is said what a layer has; costs, the layout in memory,
/// names in files and what is written to them derive from it.
public struct Parameter: Hashable, Sendable, Identifiable {
  /// What a parameter is to its layer.
  ///
  /// Raw values are the last part of a parameter's name; the order is that of a layer's parameters.
  public enum Role: String, Hashable, Sendable, CaseIterable {
    /// Of a convolution `[kernel.height, kernel.width, input / groups, output]`, of a
    /// fully-connected layer `[input, output]`, of a token embedding the positions
    /// `[tokens, channels]`.
    case weight
    /// `[output]`.
    case bias
    /// The factor of a normalisation or a channel scale, `[channels]`.
    case scale
    /// The offset of a normalisation, or the class token of an embedding, `[channels]`.
    case offset
    /// The mean that a batch normalisation uses in inference, `[channels]`.
    case runningMean
    /// The variance that a batch normalisation uses in inference, `[channels]`.
    case runningVariance

    /// Whether an optimizer changes it, so that it counts as a parameter of the network; running
    /// statistics follow the data instead.
    @inlinable public var isTrained: Bool {
      switch self {
      case .weight, .bias, .scale, .offset: true
      case .runningMean, .runningVariance: false
      }
    }
  }

  /// Its owner and role, which tell it from every other of its network.
  public let id: ParameterID
  /// The extents, outermost first; output channels are innermost.
  public let shape: ParameterShape

  /// The index of the layer that owns it.
  ///
  /// Layers that use its weights again (``Layer/weightSource``) have no parameters of their own.
  public var layer: Int { id.layer }
  /// What it is to its layer.
  public var role: Role { id.role }
  /// Whether an optimizer changes it.
  public var isTrained: Bool { id.role.isTrained }
  /// The scalars in it; `Int.max` beyond the range of `Int`.
  public var count: Int { shape.checkedElements ?? Int.max }
}

extension Parameter.Role: Comparable {
  public static func < (first: Self, second: Self) -> Bool { first.position < second.position }

  private var position: Int {
    switch self {
    case .weight: 0
    case .bias: 1
    case .scale: 2
    case .offset: 3
    case .runningMean: 4
    case .runningVariance: 5
    }
  }
}
