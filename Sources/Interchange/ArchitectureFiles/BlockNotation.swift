/// The code bases that write stages as strings.
public enum BlockNotation: String, Hashable, Sendable, CaseIterable {
  /// EfficientNet's TensorFlow code: `r1_k3_s11_e1_i32_o16_se0.25`.
  case tensorflow
  /// pytorch-image-models: `ds_r1_k3_s1_e1_c16_se0.25`.
  case timm
}
