package import Networks

extension Resolution {
  /// Height and width multiplied, and rounded each by itself under the same rule, so that their
  /// ratio stays but for what rounding does to either.
  ///
  /// - Parameters:
  ///   - coefficient: What both are multiplied by; exactly 1 leaves them as they are.
  ///   - rounding: How they become whole.
  /// - Returns: The scaled resolution, and what rounding did to it.
  /// - Throws: ``ArchitectureError`` where a side would shrink to nothing or outgrow the limits.
  package func scaled(
    by coefficient: Double, rounding: RoundingRules
  ) throws(ArchitectureError) -> (resolution: Resolution, changes: [RoundingChange]) {
    guard coefficient != 1 else { return (self, []) }
    var changes: [RoundingChange] = []
    func side(_ base: Int, _ quantity: String) throws(ArchitectureError) -> Int {
      let exact = Double(base) * coefficient
      return try changes.note(
        "input", quantity, exact, rounding.resolution(exact), limit: NetworkLimits.resolution)
    }
    guard !isSquare else { return (Resolution(try side(height, "resolution")), changes) }
    let sides = (height: try side(height, "height"), width: try side(width, "width"))
    return (Resolution(height: sides.height, width: sides.width), changes)
  }
}
