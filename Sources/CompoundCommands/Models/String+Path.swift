extension String {
  /// Whether a name is meant as a path.
  ///
  /// A slash alone does not make one: `resnet-50/caffe-v1` is a network of the zoo.
  var looksLikePath: Bool {
    hasSuffix(".yaml") || hasSuffix(".yml") || hasPrefix("/") || hasPrefix(".")
  }
}
