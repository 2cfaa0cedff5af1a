/// What random numbers are drawn for.
///
/// Draws for different purposes are independent, so that adding one kind of draw never changes
/// another. Each target defines its own: data numbers below 1000, training numbers from 1000 up.
public struct RandomPurpose: RawRepresentable, Hashable, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }
}
