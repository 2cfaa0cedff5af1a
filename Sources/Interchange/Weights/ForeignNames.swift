/// Names that no network here has, told by what only they contain.
enum ForeignNames {
  private static let marks: [(mark: String, origin: String)] = [
    (
      "se_module.",
      "those of pretrained-models.pytorch's SE networks (timm's legacy_se…), which convert by renaming"
    ),
    ("last_linear.", "those of pretrained-models.pytorch; its classifier is 'last_linear'"),
    ("features.init_block.", "those of pytorchcv"),
    ("embedder.embedder.", "those of Hugging Face's transformers"),
    ("embeddings.convolution.", "those of Hugging Face's transformers"),
    ("encoder.blocks.", "those of Hugging Face's transformers"),
    ("/conv2d/kernel", "those of TensorFlow's checkpoints"),
    ("/kernel:0", "those of Keras"),
    ("_expand_conv/", "those of Keras"),
    ("_blocks.0._depthwise_conv", "those of EfficientNet-PyTorch (--naming efficientnet-pytorch)"),
    ("trunk_output.block1.", "torchvision's for a RegNet"),
    ("s1.b1.conv1.", "timm's for a RegNet"),
    ("blocks.0.0.conv_", "timm's for a network of its EfficientNet builder"),
    ("layers.8.0.layers.0.", "torchvision's for an MNASNet"),
    ("features.1.conv.0.", "torchvision's for a MobileNetV2"),
    ("features.1.0.block.", "torchvision's for an EfficientNet or MobileNetV3"),
    ("layer1.0.conv1.", "torchvision's and timm's for a ResNet"),
  ]

  /// Whose names they are, as the end of a sentence; `nil` where none is known.
  static func origin(of names: some Sequence<String>) -> String? {
    let all = Array(names)
    return marks.first { mark in all.contains { $0.contains(mark.mark) } }?.origin
  }
}
