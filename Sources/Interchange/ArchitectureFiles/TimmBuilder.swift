/// Which class of timm's block strings are for: what `se0.25` means is not in the string, but in the
/// code that reads it.
public enum TimmBuilder: String, Hashable, Sendable, CaseIterable {
  /// `efficientnet.py`: a share of the block's input channels, the block's activation, a sigmoid.
  case efficientNet = "efficientnet"
  /// `mobilenetv3.py`, `_gen_mobilenet_v3`: a share of the expanded channels in multiples of eight
  /// (`se_from_exp`, `round_channels`), a ReLU, a hard sigmoid.
  case mobileNetV3 = "mobilenetv3"
}
