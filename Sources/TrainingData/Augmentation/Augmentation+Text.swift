extension Augmentation: CustomStringConvertible {
  /// As ``init(_:)`` reads it: `crop, flip, randaugment(2,9), cutout(0.5)`.
  public var description: String {
    var parts: [String] = []
    switch crop {
    case .shift: parts.append("crop")
    case .resized(let area): parts.append("resizedcrop(\(area))")
    case nil: break
    }
    if flip { parts.append("flip") }
    switch policy {
    case .autoAugment(let learned): parts.append("autoaugment-\(learned.rawValue)")
    case .randAugment(let operations, let magnitude):
      parts.append("randaugment(\(operations),\(magnitude))")
    case nil: break
    }
    if let cutout { parts.append("cutout(\(cutout))") }
    switch mixing {
    case .mixup(let alpha): parts.append("mixup(\(alpha))")
    case .samplePairing(let share): parts.append("samplepairing(\(share))")
    case nil: break
    }
    return parts.isEmpty ? "none" : parts.joined(separator: ", ")
  }
}

extension Augmentation {
  /// What ``init(_:)`` takes, for help and messages.
  public static let grammar =
    "none, or some of crop | resizedcrop(0.08), flip, autoaugment-imagenet | autoaugment-cifar10 | "
    + "randaugment(2,9), cutout(0.5), mixup(0.2) | samplepairing(0.4), separated by commas"

  /// Reads what people write: changes separated by commas, in any order, each at most once, numbers
  /// in parentheses; `none` for no change.
  ///
  /// - Throws: ``TrainingDataError`` naming the word that is none, or the number out of range.
  public init(_ text: String) throws(TrainingDataError) {
    self.init(crop: nil, flip: false)
    let words = Self.split(text)
    if words == ["none"] { return }
    for word in words { try add(word, of: text) }
    try validate()
  }

  /// The parts between commas that stand outside parentheses, without spaces, in small letters.
  private static func split(_ text: String) -> [String] {
    var words = [""]
    var depth = 0
    for character in text.lowercased() where !character.isWhitespace {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if character == "," && depth == 0 {
        words.append("")
      } else {
        words[words.count - 1].append(character)
      }
    }
    return words
  }

  private mutating func add(_ word: String, of text: String) throws(TrainingDataError) {
    let name = String(word.prefix { $0 != "(" })
    let rest = word.dropFirst(name.count)
    let isWellFormed = rest.isEmpty || (rest.hasPrefix("(") && rest.hasSuffix(")"))
    let numbers =
      rest.isEmpty
      ? []
      : rest.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
        .map { Double($0) }
    guard isWellFormed, !numbers.contains(nil) else { throw Self.unknown(word, of: text) }
    let before = self
    switch (name, numbers.compactMap { $0 }) {
    case ("crop", []) where crop == nil: crop = .shift
    case ("resizedcrop", let values) where crop == nil && values.count <= 1:
      crop = .resized(smallestArea: values.first ?? 0.08)
    case ("flip", []): flip = true
    case ("randaugment", let values) where policy == nil && [0, 2].contains(values.count):
      guard let operations = Int(exactly: values.first ?? 2),
        let magnitude = Int(exactly: values.last ?? 9)
      else { throw Self.unknown(word, of: text) }
      policy = .randAugment(operations: operations, magnitude: magnitude)
    case ("cutout", let values) where cutout == nil && values.count <= 1:
      cutout = values.first ?? 0.5
    case ("mixup", let values) where mixing == nil && values.count <= 1:
      mixing = .mixup(alpha: values.first ?? 0.2)
    case ("samplepairing", let values) where mixing == nil && values.count <= 1:
      mixing = .samplePairing(share: values.first ?? 0.4)
    default:
      let learned = AugmentationPolicy.LearnedPolicy.allCases.first {
        name == "autoaugment-\($0.rawValue)" && numbers.isEmpty
      }
      if policy == nil, let learned { policy = .autoAugment(learned) }
    }
    if self == before { throw Self.unknown(word, of: text) }
  }

  private static func unknown(_ word: String, of text: String) -> TrainingDataError {
    TrainingDataError(
      .invalidParameter,
      "augmentation '\(text.prefix(200))': '\(word.prefix(80))' is not known, not complete, or of a "
        + "kind that is there already; expected \(grammar)")
  }
}
