/// What a publication prints for a network.
///
/// Data, not computed here; `nil` where it prints nothing.
public struct PublishedResult: Hashable, Sendable {
  /// Where the numbers stand.
  public let source: PublicationSource
  /// Height and width of the input the numbers refer to, in pixels.
  public let resolution: Int?
  /// ImageNet validation accuracy in percent.
  public let top1: Double?
  /// ImageNet validation accuracy, among five guesses, in percent.
  public let top5: Double?
  /// Parameters in millions, as printed: `26`, `5.3`.
  public let parametersInMillions: PrintedNumber?
  /// Multiply-adds in billions, as printed (the papers call them FLOPs, FLOPS or MAdds).
  public let multiplyAddsInBillions: PrintedNumber?

  init(
    _ source: PublicationSource, resolution: Int? = nil, top1: Double? = nil, top5: Double? = nil,
    parameters: PrintedNumber? = nil, multiplyAdds: PrintedNumber? = nil
  ) {
    self.source = source
    self.resolution = resolution
    self.top1 = top1
    self.top5 = top5
    parametersInMillions = parameters
    multiplyAddsInBillions = multiplyAdds
  }
}

/// A number as a publication prints it; its digits say how exact it is.
public struct PrintedNumber: Hashable, Sendable, ExpressibleByStringLiteral,
  CustomStringConvertible
{
  /// The digits as printed.
  public let text: String
  public let value: Double

  /// Digits that are no number make 0; the tables are tested for it.
  public init(stringLiteral text: String) {
    self.text = text
    value = Double(text) ?? 0
  }

  public var description: String { text }

  /// One unit of the last digit printed.
  var lastDigit: Double {
    guard let point = text.firstIndex(of: ".") else { return 1 }
    var unit = 1.0
    for _ in text[point...].dropFirst() { unit /= 10 }
    return unit
  }

  /// Whether `exact` rounds to the digits printed.
  public func isRounded(from exact: Double) -> Bool {
    // A hair more than half a unit, so that decimal halves held in binary count as halves.
    abs(exact - value) <= 0.5 * lastDigit * (1 + 1e-9)
  }

  /// Whether `exact` becomes the digits printed when further digits are cut.
  func isTruncated(from exact: Double) -> Bool {
    exact >= value && exact < value + lastDigit
  }
}

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
