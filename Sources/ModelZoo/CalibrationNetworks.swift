/// The networks that a machine is measured with: small enough to be timed in seconds, and bound by
/// different things (dense arithmetic, depthwise arithmetic, memory, the number of kernels).
public enum CalibrationNetworks {
  /// A network of the zoo at a resolution, and how many images go through it at once.
  public struct Case: Hashable, Sendable {
    /// The zoo's name.
    public let model: String
    /// Height and width of the input in pixels.
    public let resolution: Int
    /// How many images go through at once.
    public let batch: Int
    /// Left out of the calibration, to see how well it predicts.
    public let isHeldOut: Bool
  }

  /// Those to fit, then those held out, of other families or sizes.
  public static let all: [Case] =
    fitted.map { Case(model: $0.0, resolution: $0.1, batch: $0.2, isHeldOut: false) }
    + heldOut.map { Case(model: $0.0, resolution: $0.1, batch: $0.2, isHeldOut: true) }

  private static let fitted = [
    ("efficientnet-b0", 224, 1), ("efficientnet-b0", 96, 4), ("mobilenet-v2", 224, 1),
    ("mobilenet-v2", 64, 1), ("mobilenet-v1", 160, 4), ("mnasnet-0.5", 224, 1),
    ("resnet-18", 224, 1), ("resnet-50", 160, 2), ("alexnet", 224, 1), ("densenet-121", 128, 1),
    ("regnetx-400mf", 224, 1), ("shufflenet-v2-1.0", 224, 2),
  ]

  private static let heldOut = [
    ("efficientnet-b1", 240, 1), ("mobilenet-v3-large", 224, 1), ("resnet-34", 192, 1),
    ("regnety-800mf", 224, 1), ("densenet-169", 160, 1), ("ghostnet-1.0", 224, 2),
  ]
}
