/// A figure that a publication states, beside what it comes to when recomputed.
public struct AuditRow: Hashable, Sendable {
  /// How published and computed go together.
  public enum Verdict: Hashable, Sendable {
    /// The computed value rounds to the printed digits.
    case agrees
    /// It does not, for a known reason.
    case explained(Discrepancy)
    /// It does not, and nobody knows why.
    case unexplained
  }

  /// What is stated: `EfficientNet-B4`, `stage 6 (version 1)`.
  public let item: String
  /// Of which quantity: `parameters`, `multiply-adds`, `input resolution`.
  public let quantity: String
  /// `M`, `B`, `px`, `×`, `%`, or nothing for plain numbers.
  public let unit: String
  /// The figure as printed, in ``unit``.
  public let published: PrintedNumber
  /// In the unit of ``published``.
  public let computed: Double
  /// The exact count, where the computed value is one.
  public let exact: Int?
  /// Whether the two agree, and if not, why.
  public let verdict: Verdict

  /// Computed ÷ published − 1.
  public var deviation: Double { computed / published.value - 1 }

  init(
    _ item: String, _ quantity: String, _ unit: String, published: PrintedNumber,
    computed: Double, exact: Int? = nil, cause: Discrepancy? = nil
  ) {
    self.item = item
    self.quantity = quantity
    self.unit = unit
    self.published = published
    self.computed = computed
    self.exact = exact
    let deviation = computed / published.value - 1
    if published.isRounded(from: computed) {
      verdict = .agrees
    } else if let cause, cause.deviation.contains(deviation) {
      verdict = .explained(cause)
    } else {
      verdict = .unexplained
    }
  }

  /// A number of parameters, printed in millions.
  static func parameters(
    _ item: String, published: PrintedNumber, exact: Int, cause: Discrepancy? = nil
  ) -> AuditRow {
    AuditRow(
      item, "parameters", "M", published: published, computed: Double(exact) / 1e6, exact: exact,
      cause: cause)
  }

  /// A number of multiply-adds, printed in billions.
  static func multiplyAdds(
    _ item: String, published: PrintedNumber, exact: Int, cause: Discrepancy? = nil
  ) -> AuditRow {
    AuditRow(
      item, "multiply-adds", "B", published: published, computed: Double(exact) / 1e9,
      exact: exact, cause: cause)
  }
}
