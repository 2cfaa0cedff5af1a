public import ArgumentParser
public import Networks

/// `224` or `224x160`, height first.
extension Resolution: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
