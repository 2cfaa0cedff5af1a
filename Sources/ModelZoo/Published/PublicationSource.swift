/// The publications whose numbers the zoo cites.
public enum PublicationSource: String, Hashable, Sendable, CaseIterable {
  case efficientNetV5 = "EfficientNet, arXiv:1905.11946v5 (2020), Table 2"
  case efficientNetV1 = "EfficientNet, arXiv:1905.11946v1 (2019), Table 2"
  case efficientNetV5Figures = "EfficientNet, arXiv:1905.11946v5 (2020), Figures 1 and 5"
  case efficientNetTable7 = "EfficientNet, arXiv:1905.11946v5 (2020), Table 7"
  case efficientNetLite = "tensorflow/tpu, models/official/efficientnet/lite/README.md"
  case efficientNetEdgeTPU = "tensorflow/tpu, models/official/efficientnet/edgetpu"
  case efficientNetV2 = "google/automl, efficientnetv2/README.md"
  case mobileNetV1 = "MobileNets, arXiv:1704.04861, Tables 4, 6 and 7"
  case mobileNetV2 = "MobileNetV2, arXiv:1801.04381, Table 4"
  case mnasNet = "MnasNet, arXiv:1807.11626, Table 1"
  case mnasNetTable4 = "MnasNet, arXiv:1807.11626, Table 4"
  case regNet = "facebookresearch/pycls, dev/model_complexity.json and dev/model_error.json"
  case amoebaNet = "Regularized Evolution, arXiv:1802.01548, Table 2"
  case nasNetKeras = "Keras applications, NASNet"
  case seNet = "Squeeze-and-Excitation Networks (journal version), Table 9"
}
