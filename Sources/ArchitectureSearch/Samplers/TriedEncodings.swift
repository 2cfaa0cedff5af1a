import SearchSpaces

/// The encodings of a history that only ever grows, without looking at all of it each time.
struct TriedEncodings: Sendable {
  private var count = 0
  private(set) var all: Set<SearchSpace.Encoding> = []

  /// Takes in what has come to the history.
  mutating func update(_ history: [ScoredTrial]) {
    while count < history.count {
      all.insert(history[count].encoding)
      count += 1
    }
  }
}
