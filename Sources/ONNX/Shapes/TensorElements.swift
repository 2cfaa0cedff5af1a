/// The contents of a small tensor, in row-major order; truth values are 0 and 1.
package enum TensorElements: Hashable, Sendable {
  case integers([Int])
  case floats([Double])

  /// Shapes are computed from a handful of numbers; contents of larger tensors are not followed.
  static let greatestCount = 4096

  package var count: Int {
    switch self {
    case .integers(let values): values.count
    case .floats(let values): values.count
    }
  }

  /// The elements at `indices`.
  func picking(_ indices: [Int]) -> TensorElements {
    switch self {
    case .integers(let values): .integers(indices.map { values[$0] })
    case .floats(let values): .floats(indices.map { values[$0] })
    }
  }

  /// The elements as real numbers.
  package var doubles: [Double] {
    switch self {
    case .integers(let values): values.map(Double.init)
    case .floats(let values): values
    }
  }

  /// The elements where they are integers.
  package var integers: [Int]? {
    if case .integers(let values) = self { values } else { nil }
  }
}

/// What is known of a value: its shape, and its contents where they are few and constant.
package struct ValueFacts: Hashable, Sendable {
  package let shape: [Int]
  package let elements: TensorElements?

  init(_ shape: [Int], _ elements: TensorElements? = nil) {
    (self.shape, self.elements) = (shape, elements)
  }
}

extension [Int] {
  /// Axes are no longer than this, so that sums and products of two do not overflow.
  static let greatestExtent = 1 << 31

  /// How many elements a tensor of this shape has; `nil` where it is none, or they cannot be counted.
  package var elementCount: Int? {
    guard allSatisfy({ (0...Self.greatestExtent).contains($0) }) else { return nil }
    guard !contains(0) else { return 0 }
    return self[...].checkedProduct
  }
}

extension Sequence<Int> {
  /// The product of all; `nil` where it overflows.
  var checkedProduct: Int? {
    var product = 1
    for factor in self {
      let (next, overflows) = product.multipliedReportingOverflow(by: factor)
      guard !overflows else { return nil }
      product = next
    }
    return product
  }
}
