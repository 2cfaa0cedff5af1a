/// When a training is validated on its way; its end always is.
public enum ValidationInterval: Hashable, Sendable {
  case atEnd
  /// Whenever so many epochs, above 0, have passed; fractions of one count.
  case every(epochs: Double)

  /// The steps from one validation to the next; `nil` where only the end counts.
  func steps(batchesPerEpoch: Int) -> Int? {
    switch self {
    case .atEnd: nil
    case .every(let epochs): max(1, Int((epochs * Double(batchesPerEpoch)).rounded()))
    }
  }
}

extension ValidationInterval: CustomStringConvertible {
  public var description: String {
    switch self {
    case .atEnd: "none, at the end only"
    case .every(let epochs): "\(epochs) epochs"
    }
  }
}
