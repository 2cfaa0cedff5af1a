/// The filters of a 3×3 convolution as Winograd's F(2×2, 3×3) multiplies with them: element (i, j) of
/// G · w · Gᵀ for every pair of channels (Lavin and Gray, arXiv:1509.09308, section 4.1).
struct WinogradFilters {
  /// Products of a tile.
  static let products = 16
  /// G, which makes four of three.
  private static let rows: [[Double]] = [
    [1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1],
  ]

  /// In the order of 4 i + j, `[inputs, outputs]` each.
  let matrices: [[Float]]

  /// The filters of weights, `[3, 3, inputs, outputs]`.
  init(_ weights: UnsafePointer<Float>, inputs: Int, outputs: Int) {
    let count = inputs * outputs
    var matrices: [[Float]] = []
    for left in Self.rows {
      for right in Self.rows {
        let factors = left.flatMap { l in right.map { l * $0 } }
        matrices.append(
          [Float](unsafeUninitializedCapacity: count) { buffer, filled in
            for index in 0..<count {
              var sum = 0.0
              for tap in 0..<9 { sum += factors[tap] * Double(weights[tap * count + index]) }
              buffer[index] = Float(sum)
            }
            filled = count
          })
      }
    }
    self.matrices = matrices
  }
}
