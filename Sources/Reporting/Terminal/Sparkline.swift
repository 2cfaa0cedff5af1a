/// A series of numbers as one line of text, for terminals.
package enum Sparkline {
  /// A bar per value between the least and the greatest of them; values that are not finite leave a
  /// gap.
  ///
  /// Longer series are averaged down to `columns`.
  package static func text(_ values: [Double], columns: Int, usesUnicode: Bool) -> String {
    let levels = Array(usesUnicode ? "▁▂▃▄▅▆▇█" : "_.-=*#")
    let values = resample(values, to: max(1, columns))
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else {
      return String(repeating: " ", count: values.count)
    }
    return String(
      values.map { value in
        guard value.isFinite else { return " " }
        // Halving first keeps the range of huge values finite.
        let range = high / 2 - low / 2
        let share = range > 0 ? (value / 2 - low / 2) / range : 0.5
        return levels[min(levels.count - 1, Int(share * Double(levels.count)))]
      })
  }

  /// Means of equal runs of `values`, as many as there are columns, or the values if they are fewer.
  private static func resample(_ values: [Double], to columns: Int) -> [Double] {
    guard values.count > columns else { return values }
    return (0..<columns).map { column in
      let run = values[(column * values.count / columns)..<((column + 1) * values.count / columns)]
      let finite = run.filter(\.isFinite)
      return finite.isEmpty ? .nan : finite.reduce(0) { $0 + $1 / Double(finite.count) }
    }
  }
}
