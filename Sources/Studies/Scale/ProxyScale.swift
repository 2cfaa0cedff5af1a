public import Architectures
public import Networks

/// The small scale at which candidates are trained.
///
/// Costs and budgets refer to the target scale; accuracy is measured here. Both settings stand in
/// the search file.
public struct ProxyScale: Codable, Hashable, Sendable {
  /// Factor on the channels.
  public var width: Double
  /// Factor on the repeats.
  public var depth: Double
  /// Height and width of the training images in pixels.
  public var resolution: Resolution
  /// Channels become a multiple of this; narrow networks need less than the usual 8.
  public var divisor: Int
  /// Scaled resolutions become a multiple of this.
  ///
  /// At odd sizes a halving rounds up, which makes a small image cost far more than its resolution
  /// says.
  public var resolutionDivisor: Int
  /// How scaled repeats become whole: `up` as in EfficientNet's code, or `nearest`, under which
  /// shallow proxies follow a depth coefficient more closely.
  public var repeatRounding: RepeatRounding
  /// The stem's stride; nil keeps the model's.
  public var stemStride: Int?
  /// Whether the stem's pooling stays, where the model has one.
  public var keepsStemPooling: Bool
  /// The stages' strides, one per stage; nil keeps the model's.
  ///
  /// Small images can't be halved five times.
  public var strides: [Int]?
  /// The classifier's dropout; short trainings do better without.
  ///
  /// With regularisation kept, 0 stands for the model's own.
  public var dropout: Double
  /// The share of the old running statistics that batch normalisation keeps at each step.
  public var batchNormMomentum: Double

  /// How a scaled number of repeats becomes whole.
  public enum RepeatRounding: String, Codable, Hashable, Sendable, CaseIterable {
    /// To the next whole number, as in EfficientNet's code.
    case up
    /// To the nearest whole number.
    case nearest
  }

  /// Makes a scale; what is left out keeps repeats, strides and pooling as the model has them.
  public init(
    width: Double, depth: Double = 1, resolution: Resolution, divisor: Int = 8,
    resolutionDivisor: Int = 1, repeatRounding: RepeatRounding = .up, stemStride: Int? = nil,
    keepsStemPooling: Bool = true, strides: [Int]? = nil, dropout: Double = 0,
    batchNormMomentum: Double = 0.9
  ) {
    self.width = width
    self.depth = depth
    self.resolution = resolution
    self.divisor = divisor
    self.resolutionDivisor = resolutionDivisor
    self.repeatRounding = repeatRounding
    self.stemStride = stemStride
    self.keepsStemPooling = keepsStemPooling
    self.strides = strides
    self.dropout = dropout
    self.batchNormMomentum = batchNormMomentum
  }

  /// The rounding that networks of this scale are built with.
  public var rounding: RoundingRules {
    RoundingRules(
      divisor: divisor, repeatMode: repeatRounding == .up ? .up : .nearest,
      resolutionDivisor: resolutionDivisor)
  }

  /// `architecture` at this scale, for `classes` classes and images of `inputChannels` channels.
  ///
  /// - Parameters:
  ///   - architecture: The network at target scale.
  ///   - classes: Classes of the data set.
  ///   - inputChannels: Channels of its images.
  ///   - regularizes: Whether the model's dropout and stochastic depth stay.
  /// - Returns: The network to train.
  /// - Throws: an error that names the key of this scale, or the stage, that does not fit.
  public func apply(
    to architecture: Architecture, classes: Int, inputChannels: Int, regularizes: Bool = false
  ) throws -> Architecture {
    let factors = try ScalingCoefficients(depth: depth, width: width)
    let scaled = try architecture.scaled(by: factors, rounding: rounding).architecture
    var stages = scaled.stages
    if let strides {
      guard strides.count == stages.count else {
        throw SearchError.invalidDefinition(
          place: "proxy.strides",
          message: "found \(strides.count) strides, expected one for each of the "
            + "\(stages.count) stages of \(architecture.name)")
      }
      stages = try zip(stages, strides).map { try $0.with(stride: $1) }
    }
    var normalization = architecture.normalization
    normalization.momentum = batchNormMomentum
    let keepsDropout = regularizes && dropout == 0
    return try scaled.with(
      resolution: resolution, inputChannels: inputChannels, normalization: normalization,
      stem: try stem(scaled.stem), stages: stages,
      head: scaled.head.with(
        dropoutRate: keepsDropout ? scaled.head.dropoutRate : dropout, classes: classes),
      survivalProbability: regularizes ? scaled.survivalProbability : 1)
  }

  private func stem(_ stem: Stem) throws -> Stem {
    var layers = stem.layers
    if let stemStride {
      layers[0] = try Stem.Layer(
        channels: layers[0].channels, kernelSize: layers[0].kernelSize, stride: stemStride)
    }
    return try Stem(
      layers: layers, activation: stem.activation,
      hasPooling: stem.hasPooling && keepsStemPooling, poolingRoundsUp: stem.poolingRoundsUp)
  }
}
