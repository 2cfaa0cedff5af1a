/// What goes round a block and is added to its output.
public enum Shortcut: String, Hashable, Sendable, CaseIterable {
  /// Nothing.
  case none
  /// The input, where stride and channels allow.
  case identity
  /// A 3×3 maximum pooling of the input with the block's stride, where the channels allow (the
  /// pooling of MnasNet's search space, arXiv:1807.11626, section 4.1).
  case pool
}
