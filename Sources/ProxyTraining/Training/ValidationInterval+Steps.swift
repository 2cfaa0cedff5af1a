import TrainingRecipes

extension ValidationInterval {
  /// The steps from one validation to the next; `nil` where only the end counts.
  func steps(batchesPerEpoch: Int) -> Int? {
    switch self {
    case .atEnd: nil
    case .every(let epochs): max(1, Int((epochs * Double(batchesPerEpoch)).rounded()))
    }
  }
}
