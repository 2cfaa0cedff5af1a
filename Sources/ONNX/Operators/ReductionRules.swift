import Files
import Foundation

extension OperatorRule {
  /// Operators that make one number of all along some axes.
  static let reductions: [String: OperatorRule] = {
    var rules: [String: OperatorRule] = [:]
    for name in names {
      rules[name] = OperatorRule { node throws(FileError) in try reduced(node) }
    }
    for name in ["ArgMax", "ArgMin"] {
      rules[name] = OperatorRule { node throws(FileError) in
        guard let shape = node.shape(0) else { return nil }
        let axis = try node.axis(node.integer("axis") ?? 0, of: shape.count)
        return [ValueFacts(without([axis], of: shape, keeping: keepsAxes(node)))]
      }
    }
    return rules
  }()

  private static let names = [
    "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean",
    "ReduceMin", "ReduceProd", "ReduceSum", "ReduceSumSquare",
  ]

  private static func keepsAxes(_ node: NodeView) -> Bool { node.flag("keepdims", default: true) }

  private static func without(_ axes: [Int], of shape: [Int], keeping keeps: Bool) -> [Int] {
    keeps
      ? shape.indices.map { axes.contains($0) ? 1 : shape[$0] }
      : shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
  }

  private static func reduced(_ node: NodeView) throws(FileError) -> [ValueFacts]? {
    guard let input = node.input(0), let setting = node.setting("axes", orInput: 1) else {
      return nil
    }
    let given = setting.values ?? []
    if given.isEmpty, node.flag("noop_with_empty_axes") { return [input] }
    let all = Array(input.shape.indices)
    let axes = given.isEmpty ? all : try node.axes(given, of: input.shape.count)
    let shape = without(axes, of: input.shape, keeping: keepsAxes(node))
    guard axes.count == all.count, let elements = input.elements else {
      return [ValueFacts(shape)]
    }
    return [ValueFacts(shape, folded(node.node.operatorName, elements))]
  }

  /// All elements as one, where shapes are computed so.
  private static func folded(_ name: String, _ elements: TensorElements) -> TensorElements? {
    let function = [
      "ReduceProd": "Mul", "ReduceSum": "Add", "ReduceMax": "Max", "ReduceMin": "Min",
    ]
    guard let function = function[name], elements.count > 0 else { return nil }
    return Arithmetic.result(of: function, (0..<elements.count).map { elements.picking([$0]) })
  }
}
