/// The fixed stem of a space.
public struct SpaceStem: Codable, Hashable, Sendable {
  public var channels: Int
  public var kernelSize: Int
  public var stride: Int
  public var hasPooling: Bool
}
