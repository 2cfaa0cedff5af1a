/// A layer's name: its place and role in an architecture, or a text of the builder's.
public struct LayerName: Hashable, Sendable {
  enum Storage: Hashable, Sendable {
    case role(LayerRole)
    case block(Int32, LayerRole)
    case share(Int32, LayerRole, UInt8)
    case unit(Int32, LayerRole)
    case label(Int32)
  }
  let storage: Storage

  /// A layer outside blocks: `stem.convolution`.
  public static func role(_ role: LayerRole) -> LayerName { LayerName(storage: .role(role)) }

  /// A layer of the block with that number (from 0) in its stage: `stage3.block1.expand`.
  public static func block(_ number: Int, _ role: LayerRole) -> LayerName {
    LayerName(storage: .block(Int32(clamping: number), role))
  }

  /// A layer of a block that works on one share of the channels, by number (from 0):
  /// `stage3.block1.depthwise.1` for the first of a mixed depthwise convolution.
  public static func block(_ number: Int, _ role: LayerRole, share: Int) -> LayerName {
    LayerName(storage: .share(Int32(clamping: number), role, UInt8(clamping: share)))
  }

  /// A layer of the unit with that number (from 0) in its stage, where a stage is a cell or module
  /// of a graph rather than a run of blocks: `cell3.unit5.depthwise`.
  public static func unit(_ number: Int, _ role: LayerRole) -> LayerName {
    LayerName(storage: .unit(Int32(clamping: number), role))
  }
}
