/// How weights begin.
public enum Initialization: String, Codable, Hashable, Sendable, CaseIterable {
  /// EfficientNet's: convolutions normal with variance 2 / (k² · output channels per group),
  /// fully-connected layers uniform within ±1 / √outputs; no bias.
  case fanOut
  /// Convolutions normal with variance 2 / (k² · input channels per group) (arXiv:1502.01852),
  /// fully-connected layers uniform within ±1 / √inputs.
  case fanIn
  /// For short runs, in which the first hundred steps decide much. As ``fanOut``, but
  /// - the last fully-connected layer begins at zero, so that the loss begins at ln(classes) instead
  ///   of first unlearning random logits;
  /// - so do the scales of normalisations that end a residual branch, so that blocks begin as
  ///   identities (arXiv:1706.02677, section 5.1);
  /// - the other normalisations' scales begin at 0.4, where SiLU is nearly linear, so that a chain of
  ///   narrow blocks passes on what it reads.
  ///
  /// Networks that begin otherwise stay on a plateau for a time that depends on the seed, and end
  /// short runs many points apart.
  case quickStart
}
