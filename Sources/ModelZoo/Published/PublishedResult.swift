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
