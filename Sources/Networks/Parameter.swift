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

/// Which parameter of a network is meant: the layer that owns it, and its role there.
public struct ParameterID: Hashable, Sendable {
  /// The index of the owner in ``Network/layers``.
  public let layer: Int
  /// What the parameter is to its layer.
  public let role: Parameter.Role

  /// The parameter of that role of that layer, whether or not a network has it.
  public init(layer: Int, role: Parameter.Role) {
    self.layer = layer
    self.role = role
  }
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

extension ParameterID: Comparable {
  /// In the order of ``Network/parameters``: by layer, then by role.
  public static func < (first: Self, second: Self) -> Bool {
    (first.layer, first.role) < (second.layer, second.role)
  }
}

extension ParameterID: CustomStringConvertible {
  /// For messages where no network is at hand to name the layer: `weight of layer 3`.
  public var description: String { "\(role.rawValue) of layer \(layer)" }
}

/// The extents of a parameter, outermost first: one, two or four.
///
/// Held in place, so that counting the parameters of a candidate allocates nothing.
public struct ParameterShape: Hashable, Sendable {
  /// The extents, moved to the end of four; the ones in front are no axes.
  @usableFromInline let extents: (Int32, Int32, Int32, Int32)
  @usableFromInline let rank: Int32

  @inlinable
  init(_ count: Int) {
    extents = (1, 1, 1, Int32(truncatingIfNeeded: count))
    rank = 1
  }

  @inlinable
  init(_ rows: Int, _ columns: Int) {
    extents = (1, 1, Int32(truncatingIfNeeded: rows), Int32(truncatingIfNeeded: columns))
    rank = 2
  }

  @inlinable
  init(kernel: Extent, inputs: Int, outputs: Int) {
    extents = (
      Int32(truncatingIfNeeded: kernel.height), Int32(truncatingIfNeeded: kernel.width),
      Int32(truncatingIfNeeded: inputs), Int32(truncatingIfNeeded: outputs)
    )
    rank = 4
  }

  /// The elements behind each of the innermost extent's: of a linear layer's weights, how many go
  /// into one output.
  ///
  /// At most 2^48 within ``NetworkLimits``.
  @inlinable public var fanIn: Int { Int(extents.0) * Int(extents.1) * Int(extents.2) }

  /// The innermost extent: output channels.
  @inlinable public var outputs: Int { Int(extents.3) }

  /// The product of the extents, or `nil` beyond the range of `Int`.
  @inlinable public var checkedElements: Int? {
    let (product, overflow) = fanIn.multipliedReportingOverflow(by: outputs)
    return overflow ? nil : product
  }

  public static func == (first: Self, second: Self) -> Bool {
    first.extents == second.extents && first.rank == second.rank
  }

  public func hash(into hasher: inout Hasher) {
    for extent in self { hasher.combine(extent) }
  }
}

extension ParameterShape: RandomAccessCollection {
  public var startIndex: Int { 0 }
  /// The number of axes: 1, 2 or 4.
  public var endIndex: Int { Int(rank) }
  public subscript(axis: Int) -> Int {
    precondition(indices.contains(axis), "axis \(axis) of a shape with \(rank)")
    return switch axis + 4 - Int(rank) {
    case 0: Int(extents.0)
    case 1: Int(extents.1)
    case 2: Int(extents.2)
    default: Int(extents.3)
    }
  }
}

extension ParameterShape: CustomStringConvertible {
  /// `[3, 3, 32, 64]`.
  public var description: String { Array(self).description }
}
