/// Values of a network's parameters, in the order of their axes here (``Parameter/shape``).
///
/// Whatever is read from a file or taken from a training passes through this; whether a network has
/// these parameters, and as many scalars in each, is checked where a table is loaded.
public struct WeightTable: Hashable, Sendable {
  private var values: [ParameterID: [Float]]

  /// A table without values.
  public init() { values = [:] }

  /// The values of a parameter; `nil` where the table has none, and takes them away when set to it.
  public subscript(parameter: ParameterID) -> [Float]? {
    get { values[parameter] }
    set { values[parameter] = newValue }
  }

  /// The parameters that have values, in the order of layers.
  public var parameters: [ParameterID] { values.keys.sorted() }

  /// How many parameters have values.
  public var count: Int { values.count }
}
