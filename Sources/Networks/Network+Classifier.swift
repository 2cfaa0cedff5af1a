extension Network {
  /// The index of the last fully-connected layer that inference runs, or of its last convolution
  /// where there is none; `nil` where there is neither.
  package var classifier: Int? {
    let layers = layers[inferenceLayers]
    return layers.lastIndex { if case .fullyConnected = $0.operation { true } else { false } }
      ?? layers.lastIndex { if case .convolution = $0.operation { true } else { false } }
  }
}
