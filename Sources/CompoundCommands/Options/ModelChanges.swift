import ArgumentParser
import Architectures

/// Options that scale or resize a model before it is used.
struct ModelChanges: ParsableArguments {
  @Option(help: "Factor on the channels of every stage.")
  var width: Double?

  @Option(help: "Factor on the repeats of every stage.")
  var depth: Double?

  @Option(help: "Rounding of what is scaled: tensorflow, timm, torchvision or pycls.")
  var rounding = "tensorflow"

  @Option(help: "Height and width of the input in pixels.")
  var resolution: Int?

  @Option(help: "Outputs of the classifier.")
  var classes: Int?

  /// How scaled sizes become whole.
  func roundingRules() throws -> RoundingRules { try RoundingProfile.named(rounding).rules }

  /// The architecture scaled, at the resolution and with the classes asked for.
  func applied(to architecture: Architecture) throws -> Architecture {
    let rules = try roundingRules()
    var result = architecture
    if width != nil || depth != nil {
      let coefficients = try ScalingCoefficients(depth: depth ?? 1, width: width ?? 1)
      result = try result.scaled(by: coefficients, rounding: rules).architecture
    }
    if let resolution { result = try result.with(resolution: resolution) }
    if let classes { result = try result.with(head: result.head.with(classes: classes)) }
    return result
  }
}
