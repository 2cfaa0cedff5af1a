extension BinaryFloatingPoint {
  /// The number in messages; the sign of what is no number depends on the processor, and is left out.
  package var messageText: String { isNaN ? "nan" : "\(self)" }
}
