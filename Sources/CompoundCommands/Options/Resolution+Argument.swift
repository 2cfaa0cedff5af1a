public import ArgumentParser
public import Networks

extension Resolution: ExpressibleByArgument {
  /// Reads `224` or `224x160`, height first.
  public init?(argument: String) { self.init(argument) }
}
