extension Network {
  /// The index of the last fully-connected layer that inference runs, or of its last convolution
  /// where there is none; `nil` where there is neither.
  package var classifier: Int? { lastClassifier { !isAuxiliary($0) } }

  /// The classifiers of all outputs: what depends on the number of classes.
  package var classifiers: Set<Int> {
    guard outputs.count > 1 else { return Set([classifier].compactMap { $0 }) }
    let heads = outputs.dropFirst().map { output in
      let layers = dependencies(of: output.layer)
      return lastClassifier { layers[$0] }
    }
    return Set(([classifier] + heads).compactMap { $0 })
  }

  private func lastClassifier(among isIncluded: (Int) -> Bool) -> Int? {
    layers.indices.last {
      if case .fullyConnected = layers[$0].operation { isIncluded($0) } else { false }
    }
      ?? layers.indices.last {
        if case .convolution = layers[$0].operation { isIncluded($0) } else { false }
      }
  }

  /// Whether each layer is `end`, or one that it depends on.
  private func dependencies(of end: Int) -> [Bool] {
    var isNeeded = [Bool](repeating: false, count: layers.count)
    isNeeded[end] = true
    for index in layers.indices.reversed() where isNeeded[index] {
      for input in inputs(of: index) { isNeeded[input] = true }
    }
    return isNeeded
  }
}
