/// The parts of ``Block/convolution(_:)``.
public struct ConvolutionBlock: Hashable, Sendable {
  /// Divides the input's and the output's channels.
  public var groups: Int
  /// What is added to the output.
  public var shortcut: Shortcut

  /// A plain convolution by default: one group, nothing added.
  public init(groups: Int = 1, shortcut: Shortcut = .none) {
    self.groups = groups
    self.shortcut = shortcut
  }
}
