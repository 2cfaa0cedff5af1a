import Foundation

/// A value that stands in Python code, as it is written there.
enum PythonValue: Hashable {
  case none
  case bool(Bool)
  case int(Int)
  case double(Double)
  /// A name, or any other expression, as it stands.
  case source(String)
  case tuple([PythonValue])

  /// The code.
  var text: String {
    switch self {
    case .none: return "None"
    case .bool(let value): return value ? "True" : "False"
    case .int(let value): return String(value)
    case .double(let value): return Self.text(value)
    case .source(let text): return text
    case .tuple(let values):
      return "(" + values.map(\.text).joined(separator: ", ") + (values.count == 1 ? ",)" : ")")
    }
  }

  var integer: Int? {
    guard case .int(let value) = self else { return nil }
    return value
  }

  /// Two numbers as one where they agree, as PyTorch takes them.
  static func pair(_ first: Int, _ second: Int) -> PythonValue {
    first == second ? .int(first) : .tuple([.int(first), .int(second)])
  }

  /// Twelve digits, without what one minus a decimal fraction leaves behind them.
  private static func text(_ value: Double) -> String {
    let rounded = Double(String(format: "%.12g", value)) ?? value
    return rounded == rounded.rounded() && abs(rounded) < 1e15
      ? String(format: "%.1f", rounded) : "\(rounded)"
  }
}
