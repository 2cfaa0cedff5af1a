import Foundation

/// Element-wise operators on known contents.
enum Arithmetic {
  /// What `name` makes of operands with as many elements each; `nil` where it is not followed, or the
  /// result is out of an integer's range.
  static func result(of name: String, _ operands: [TensorElements]) -> TensorElements? {
    if name == "Where" { return selected(operands) }
    guard var result = operands.first else { return nil }
    for operand in operands.dropFirst() {
      guard let next = pair(name, result, operand) else { return nil }
      result = next
    }
    return result
  }

  private static func selected(_ operands: [TensorElements]) -> TensorElements? {
    guard operands.count == 3, let conditions = operands[0].integers else { return nil }
    switch (operands[1], operands[2]) {
    case (.integers(let first), .integers(let second)):
      return .integers(conditions.indices.map { conditions[$0] != 0 ? first[$0] : second[$0] })
    case (.floats(let first), .floats(let second)):
      return .floats(conditions.indices.map { conditions[$0] != 0 ? first[$0] : second[$0] })
    default: return nil
    }
  }

  private static func pair(
    _ name: String, _ first: TensorElements, _ second: TensorElements
  ) -> TensorElements? {
    if let comparison = comparisons[name] {
      return .integers(zip(first.doubles, second.doubles).map { comparison($0, $1) ? 1 : 0 })
    }
    if case .integers(let first) = first, case .integers(let second) = second {
      guard let function = onIntegers[name] else { return nil }
      let results = zip(first, second).compactMap(function)
      return results.count == first.count ? .integers(results) : nil
    }
    return onFloats[name].map { .floats(zip(first.doubles, second.doubles).map($0)) }
  }

  private static let comparisons: [String: @Sendable (Double, Double) -> Bool] = [
    "Equal": { $0 == $1 }, "Greater": { $0 > $1 }, "GreaterOrEqual": { $0 >= $1 },
    "Less": { $0 < $1 }, "LessOrEqual": { $0 <= $1 }, "And": { $0 != 0 && $1 != 0 },
    "Or": { $0 != 0 || $1 != 0 }, "Xor": { ($0 != 0) != ($1 != 0) },
  ]

  private static let onIntegers: [String: @Sendable (Int, Int) -> Int?] = [
    "Add": { exact($0.addingReportingOverflow($1)) },
    "Sum": { exact($0.addingReportingOverflow($1)) },
    "Sub": { exact($0.subtractingReportingOverflow($1)) },
    "Mul": { exact($0.multipliedReportingOverflow(by: $1)) },
    "Div": { exact($0.dividedReportingOverflow(by: $1)) },
    "Mod": { modulo($0, $1) }, "Max": { max($0, $1) }, "Min": { min($0, $1) },
    "Pow": { Int(exactly: pow(Double($0), Double($1))) },
  ]

  private static let onFloats: [String: @Sendable (Double, Double) -> Double] = [
    "Add": { $0 + $1 }, "Sum": { $0 + $1 }, "Sub": { $0 - $1 }, "Mul": { $0 * $1 },
    "Div": { $0 / $1 }, "Max": { max($0, $1) }, "Min": { min($0, $1) }, "Pow": { pow($0, $1) },
  ]

  private static func exact(_ result: (partialValue: Int, overflow: Bool)) -> Int? {
    result.overflow ? nil : result.partialValue
  }

  /// The remainder with the divisor's sign, as Python has it.
  private static func modulo(_ value: Int, _ divisor: Int) -> Int? {
    guard let rest = exact(value.remainderReportingOverflow(dividingBy: divisor)) else {
      return nil
    }
    return rest != 0 && (rest < 0) != (divisor < 0) ? rest + divisor : rest
  }
}

extension TensorElements {
  /// `values` as integers, where those they were computed from and they themselves are exact.
  static func wholes(_ values: [Double], ifExact sources: [Int]) -> TensorElements? {
    guard sources.allSatisfy({ $0.magnitude <= 1 << 53 }) else { return nil }
    let wholes = values.compactMap { Int(exactly: $0) }
    return wholes.count == values.count ? .integers(wholes) : nil
  }
}
