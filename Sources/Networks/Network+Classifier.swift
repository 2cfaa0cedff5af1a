extension Network {
  /// The index of the last fully-connected layer, or the last convolution where there is none; `nil`
  /// where there is neither.
  package var classifier: Int? {
    layers.lastIndex { if case .fullyConnected = $0.operation { true } else { false } }
      ?? layers.lastIndex { if case .convolution = $0.operation { true } else { false } }
  }
}
