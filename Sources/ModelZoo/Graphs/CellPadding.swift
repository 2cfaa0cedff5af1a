/// How a cell pads where TensorFlow's `SAME` would pad more behind than in front.
enum CellPadding {
  /// `SAME` itself, or the same amount on both sides.
  case none
  /// As the PyTorch ports do: a row and a column of zeros in front, (k − 1)/2 on each side, and what
  /// the first row and column come to cut off again; counted with them. Operations on the cell's
  /// inputs only (PNASNet), or separable convolutions on its inner states, too (NASNet).
  case cropped(innerStates: Bool)
}

extension CellPadding {
  func crops(_ operation: CellOperation, of state: Int) -> Bool {
    guard case .cropped(let innerStates) = self else { return false }
    switch operation {
    case .separable: return state < 2 || innerStates
    case .averagePooling, .maximumPooling: return state < 2
    case .identity, .pointwise, .bottleneck3x3, .bottleneck1x7: return false
    }
  }
}
