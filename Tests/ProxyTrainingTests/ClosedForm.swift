import Interchange

/// Weights and images that only their names decide, as `Fixtures/library-logits.py` states them: what
/// a network of a library computes with them needs no file of weights.
enum ClosedForm {
  /// Numbers in 0 ..< 1.
  private static func uniform(_ name: String, count: Int) -> [Double] {
    let start = name.utf8.reduce(UInt32(0)) { 31 &* $0 &+ UInt32($1) }
    return (0..<count).map { index in
      var bits = start &+ 2_654_435_761 &* UInt32(truncatingIfNeeded: index)
      bits ^= bits >> 16
      bits = bits &* 73_244_475
      bits ^= bits >> 16
      return Double(bits) / 4_294_967_296
    }
  }

  /// A tensor in the library's order of axes.
  static func values(_ name: WeightName) -> [Float] {
    let numbers = uniform(name.tensor, count: name.shape.reduce(1, *))
    guard name.shape.count == 1 else {
      let spread = (6 / Double(name.shape.dropFirst().reduce(1, *))).squareRoot()
      return numbers.map { Float((2 * $0 - 1) * spread) }
    }
    let isScale = name.tensor.hasSuffix("running_var") || name.tensor.hasSuffix("weight")
    return numbers.map { Float(isScale ? 0.5 + $0 : 0.2 * $0 - 0.1) }
  }

  /// Images that Python calls `name`, `[count, resolution, resolution, 3]` here.
  static func images(_ name: String, count: Int, _ resolution: Int) -> [Float] {
    let area = resolution * resolution
    let numbers = uniform(name, count: count * 3 * area)
    return (0..<numbers.count).map { index in
      let (position, channel) = index.quotientAndRemainder(dividingBy: 3)
      let (image, pixel) = position.quotientAndRemainder(dividingBy: area)
      return Float(2 * numbers[(image * 3 + channel) * area + pixel] - 1)
    }
  }
}
