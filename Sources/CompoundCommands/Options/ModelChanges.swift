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

  @OptionGroup var sizes: SizeOptions

  /// The names of the options that are given.
  ///
  /// - Parameter other: an option that is not meant.
  /// - Returns: each with its dashes.
  func given(besides other: String? = nil) -> [String] {
    let own = [
      (width != nil, "--width"), (depth != nil, "--depth"),
      (rounding != "tensorflow", "--rounding"),
    ].filter { $0.0 && $0.1 != other }.map(\.1)
    return own + sizes.given
  }

  /// How scaled sizes become whole.
  func roundingRules() throws -> RoundingRules { try RoundingProfile.named(rounding).rules }

  /// The architecture scaled, with the sizes asked for, under a name that says so.
  ///
  /// - Throws: `ArchitectureError` where it cannot be scaled so, or a size is out of range.
  func applied<Described: ScalableArchitecture>(to architecture: Described) throws -> Described {
    let rules = try roundingRules()
    var result = architecture
    if width != nil || depth != nil {
      let coefficients = try ScalingCoefficients(depth: depth ?? 1, width: width ?? 1)
      result = try result.scaled(by: coefficients, rounding: rules).architecture
        .named(ScaledName.name(result.name, coefficients))
    }
    let resolution = result.resolution
    result = try result.with(sizes.requested)
    guard result.resolution != resolution else { return result }
    return try result.named(ScaledName.name(result.name, at: result.resolution))
  }
}
