/// Which constants of a model are its parameters.
///
/// ONNX has constants, and does not tell parameters from other ones. PyTorch's newer exporter says
/// which is which; elsewhere a constant in floating point is one unless the node that reads it takes
/// it as a setting or a statistic, or it is a single number, as those that stand in the code are.
struct WeightReading {
  /// A constant, and whether it has been counted.
  private struct Constant {
    let count: Int
    let isFloat: Bool
    let kind: String?
    var isCounted = false
  }

  private var constants: [Constant] = []
  /// PyTorch's older exporter has numbers of the code as nodes: a single number among the constants
  /// is one of the module's own.
  private let countsScalars: Bool
  private let isPyTorch: Bool

  init(_ model: ModelMessage) {
    let namesKinds = model.graph.values.contains { $0.metadata[Self.kindKey] != nil }
    isPyTorch = model.producer == "pytorch"
    countsScalars = isPyTorch && !namesKinds
  }

  private static let kindKey = "pkg.torch.export.graph_signature.InputSpec.kind"

  /// What each value of a graph is by the exporter's word.
  static func kinds(in graph: GraphMessage) -> [String: String] {
    graph.values.reduce(into: [:]) { $0[$1.name] = $1.metadata[kindKey] }
  }

  /// Inputs that are settings or running statistics, or of which only the shape or type is read.
  private static let settings: [String: Set<Int>] = [
    "BatchNormalization": [3, 4], "CastLike": [1], "Clip": [1, 2], "DequantizeLinear": [1, 2],
    "Dropout": [1, 2],
    "OneHot": [1, 2], "Pad": [1, 2, 3], "Pow": [1], "QuantizeLinear": [1, 2], "Range": [0, 1, 2],
    "Resize": [1, 2, 3], "Shape": [0], "Size": [0], "Upsample": [1],
  ]

  /// Adds a constant.
  ///
  /// - Returns: its index.
  mutating func add(_ tensor: TensorMessage, kind: String?) -> Int {
    constants.append(
      Constant(
        count: tensor.shape.elementCount ?? 0, isFloat: tensor.type.isFloat, kind: kind))
    return constants.count - 1
  }

  /// Adds a constant that stands among the nodes.
  ///
  /// - Returns: its index; `nil` where it is none of the module's own, as PyTorch never writes one so.
  mutating func addConstant(_ tensor: TensorMessage) -> Int? {
    isPyTorch ? nil : add(tensor, kind: nil)
  }

  /// Parameters that are new when a node reads the constant `index` as input `position`.
  mutating func parameters(_ index: Int, readBy node: NodeMessage, as position: Int) -> Int {
    let constant = constants[index]
    let isParameter =
      constant.kind.map { $0 == "PARAMETER" }
      ?? (constant.isFloat && (constant.count > 1 || countsScalars)
        && !(Self.settings[node.operatorName]?.contains(position) ?? false))
    guard isParameter, !constant.isCounted else { return 0 }
    constants[index].isCounted = true
    return constant.count
  }
}
