import Files

/// A sum of products over named axes, such as `bij,bjk->bik`.
struct EinsteinSum {
  private let terms: [[Character]]
  private let result: [Character]
  private var extents: [Character: Int] = [:]

  /// Names for the axes that `...` stands for, the last first; no letter is one of them.
  private static let hidden = (0..<64).compactMap { UnicodeScalar(0xE000 + $0).map(Character.init) }

  /// `nil` where an input's shape is not known.
  init?(_ node: NodeView) throws(FileError) {
    let equation = (node.text("equation") ?? "").filter { $0 != " " }
    let sides = equation.split(separator: ">", omittingEmptySubsequences: false)
    let left = sides[0].hasSuffix("-") ? sides[0].dropLast() : sides[0]
    let written = left.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let shapes = node.inputs.compactMap { $0?.shape }
    guard shapes.count == node.inputs.count else { return nil }
    guard written.count == shapes.count, sides.count <= 2 else {
      throw node.refused("equation '\(equation)' does not fit \(shapes.count) inputs")
    }
    var terms: [[Character]] = []
    var hiddenRank = 0
    for (term, shape) in zip(written, shapes) {
      let rank = shape.count - term.count { $0 != "." }
      guard let axes = Self.axes(term, hidden: max(0, rank)), axes.count == shape.count else {
        throw node.refused("'\(term)' does not fit an input of shape \(shape)")
      }
      if term.contains(".") { hiddenRank = max(hiddenRank, rank) }
      for (axis, extent) in zip(axes, shape) {
        let known = extents[axis] ?? 1
        guard known == 1 || extent == 1 || known == extent else {
          throw node.refused("'\(axis)' is \(known) and \(extent)")
        }
        extents[axis] = extent == 1 ? known : extent
      }
      terms.append(axes)
    }
    self.terms = terms
    guard sides.count == 2 else {
      result = Self.implied(terms, hidden: hiddenRank)
      return
    }
    let known = extents
    guard let axes = Self.axes(String(sides[1]), hidden: hiddenRank),
      axes.allSatisfy({ known[$0] != nil })
    else { throw node.refused("equation '\(equation)': an axis of the result is in no input") }
    result = axes
  }

  /// Without a right side, the result has what `...` stands for, and the letters that are there once.
  private static func implied(_ terms: [[Character]], hidden count: Int) -> [Character] {
    let all = terms.flatMap(\.self)
    let letters = Set(all).subtracting(hidden).filter { letter in all.count { $0 == letter } == 1 }
    return hidden.prefix(count).reversed() + letters.sorted()
  }

  /// The axes that a term names, `...` replaced by as many as it stands for.
  private static func axes(_ term: String, hidden count: Int) -> [Character]? {
    guard count <= hidden.count else { return nil }
    let parts = term.split(separator: ".", omittingEmptySubsequences: false)
    switch parts.count {
    case 1: return Array(term)
    case 4: return Array(parts[0]) + hidden.prefix(count).reversed() + Array(parts[3])
    default: return nil
    }
  }

  var outputShape: [Int] { result.map { extents[$0] ?? 1 } }

  /// Multiply-adds of the products of two operands after another, as PyTorch takes them; a product
  /// over no common axis that is summed is element by element, and none.
  func multiplyAdds(_ node: NodeView) throws(FileError) -> Int {
    var total = 0
    guard var left = terms.first.map(Set.init) else { return 0 }
    for index in terms.indices.dropFirst() {
      let later = Set(terms[(index + 1)...].flatMap(\.self)).union(result)
      let right = Set(terms[index])
      // What only one operand has, and nobody reads, is summed before the product.
      let first = left.filter { later.contains($0) || right.contains($0) }
      let second = right.filter { later.contains($0) || left.contains($0) }
      let all = first.union(second)
      if all.contains(where: { !later.contains($0) }) {
        let (sum, overflows) = total.addingReportingOverflow(
          try node.product(all.map { extents[$0] ?? 1 }))
        guard !overflows else { throw node.refused("more than 2^63 multiply-adds") }
        total = sum
      }
      left = all.intersection(later)
    }
    return total
  }
}
