/// How a step's work is cut.
///
/// The cut depends on shapes alone, never on the number of threads: that is what makes results the
/// same, bit for bit, on any number.
struct Partition: Hashable {
  /// Rows, lines or images.
  let total: Int
  let parts: Int

  init(_ total: Int, parts: Int) {
    self.total = total
    self.parts = max(1, min(parts, total))
  }

  func range(_ part: Int) -> Range<Int> {
    (part * total / parts)..<((part + 1) * total / parts)
  }
}
