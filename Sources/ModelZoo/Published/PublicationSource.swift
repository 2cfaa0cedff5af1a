/// The publications whose numbers the zoo cites.
public enum PublicationSource: String, Hashable, Sendable, CaseIterable {
  /// B0 to B7 and the networks they are compared with.
  case efficientNetV5 = "EfficientNet, arXiv:1905.11946v5 (2020), Table 2"
  /// B0 to B7: the same costs, other accuracies.
  case efficientNetV1 = "EfficientNet, arXiv:1905.11946v1 (2019), Table 2"
  /// Networks that the figures plot, read from their vector graphics.
  case efficientNetV5Figures = "EfficientNet, arXiv:1905.11946v5 (2020), Figures 1 and 5"
  /// Lite0 to Lite4.
  case efficientNetLite = "tensorflow/tpu, models/official/efficientnet/lite/README.md"
  /// EdgeTPU-S, M and L.
  case efficientNetEdgeTPU = "tensorflow/tpu, models/official/efficientnet/edgetpu"
  /// V2-B0 to B3, S, M and L.
  case efficientNetV2 = "google/automl, efficientnetv2/README.md"
  /// Four widths at 224 pixels.
  case mobileNetV1 = "MobileNets, arXiv:1704.04861, Tables 4, 6 and 7"
  /// Widths 1 and 1.4.
  case mobileNetV2 = "MobileNetV2, arXiv:1801.04381, Table 4"
  /// MnasNet-A1.
  case mnasNet = "MnasNet, arXiv:1807.11626, Table 1"
  /// MnasNet-small and MobileNetV2 of width 0.35.
  case mnasNetTable4 = "MnasNet, arXiv:1807.11626, Table 4"
  /// RegNetX and RegNetY by their multiply-adds.
  case regNet = "facebookresearch/pycls, dev/model_complexity.json and dev/model_error.json"
  /// AmoebaNet-A and the networks it is compared with.
  case amoebaNet = "Regularized Evolution, arXiv:1802.01548, Table 2"
  /// NASNet-A, mobile and large.
  case nasNetKeras = "Keras applications, NASNet"
  /// SENet-154 at 320 pixels.
  case seNet = "Squeeze-and-Excitation Networks (journal version), Table 9"
}
