import Networks

/// One step of a plan: units of work that may run side by side, all of them done before the next
/// step begins, unless that one runs beside it.
package struct PlanStep {
  let operation: StepOperation
  /// How many units. A step of one unit is run by whichever thread finishes the step before.
  package let units: Int
  /// For measurements.
  package let layer: Int
  /// Whether the step needs nothing of the shared step before it, so that both are done at once.
  var runsBeside = false

  /// The operation's name.
  package var kind: String { operation.kind }
}

/// What a step does. Every case is run in `PlanExecutor+Steps.swift`.
enum StepOperation {
  /// One unit per matrix.
  case pack([PackStep])
  case pointwiseForward(PointwiseForwardStep)
  case pointwiseBackward(PointwiseBackwardStep)
  case depthwiseForward(WindowForwardStep)
  case depthwiseBackward(DepthwiseBackwardStep)
  case convolutionForward(WindowForwardStep)
  case convolutionBackwardData(ConvolutionBackwardDataStep)
  case convolutionBackwardWeights(ConvolutionBackwardWeightsStep)
  case pooling(PoolingStep)
  case poolingBackward(PoolingBackwardStep)
  case globalAverage(GlobalAverageStep)
  case applyView(ApplyViewStep)
  case applyGradient(ApplyGradientStep)
  case applySink(ApplySinkStep)
  case moments(MomentsStep)
  case statistics(StatisticsStep)
  case runningStatistics(NormalizationPlaces)
  case normalizationBackward(NormalizationBackwardStep)
  case sumDoubles(SumDoublesStep)
  case sumParts(SumPartsStep)
  case addInto(AddStep)
  case multiply(MultiplyStep)
  case shuffle(ShuffleStep)
  case pad(PadStep)
  case layerNormalization(LayerNormalizationStep)
  case layerNormalizationBackward(LayerNormalizationBackwardStep)
  case survivalMask(MaskStep)
  case dropoutMask(MaskStep)
  case clear(ClearStep)
  case loss(LossStep)
}

/// Weights to be laid out for the kernels, once a step.
struct PackStep {
  enum Layout { case forward, transposed }
  let convolution: ConvolutionLayer
  let weights: Place
  let packed: Place
  let layout: Layout
}

struct PointwiseForwardStep {
  let rows: Partition
  let input: Int
  let output: Int
  let x: ViewSpec
  let store: Matrix?
  let packed: Place
  let z: Matrix
  let moments: Place?
}

struct PointwiseBackwardStep {
  /// Rows, or images where sums over an image's rows are wanted.
  let rows: Partition
  let rowsPerUnit: Int
  let input: Int
  let output: Int
  let dz: GradientSpec
  let packed: Place?
  let sink: SinkSpec?
  let x: ViewSpec?
  /// Whether `x` and the sink's view are one.
  let sharesView: Bool
  /// `[parts, in, out]`.
  let dw: Place?
}

struct WindowForwardStep {
  let convolution: ConvolutionLayer
  let lines: Partition
  let x: ViewSpec
  let weights: Place
  let z: Matrix
  let moments: Place?
}

struct DepthwiseBackwardStep {
  let convolution: ConvolutionLayer
  let lines: Partition
  let dz: GradientSpec
  let weights: Place
  let sink: SinkSpec?
  let x: ViewSpec?
  let sharesView: Bool
  let dw: Place?
}

struct ConvolutionBackwardDataStep {
  let convolution: ConvolutionLayer
  let lines: Partition
  let dz: GradientSpec
  let packed: Place
  let sink: SinkSpec
}

struct ConvolutionBackwardWeightsStep {
  let convolution: ConvolutionLayer
  let lines: Partition
  /// Ranges of output channels, each a multiple of `CK_COLUMNS`; units are lines × columns.
  let columns: Partition
  let dz: GradientSpec
  let x: ViewSpec
  let dw: Place
}

struct PoolingStep {
  let pooling: Pooling
  let input: TensorShape
  let output: TensorShape
  let lines: Partition
  let x: ViewSpec
  let y: Matrix
  /// Bytes, `[rows, channels]`, of a maximum pooling in training.
  let winner: Place?
}

struct PoolingBackwardStep {
  let pooling: Pooling
  let input: TensorShape
  let output: TensorShape
  let lines: Partition
  let dy: Matrix
  let winner: Place?
  let sink: SinkSpec
}

struct GlobalAverageStep {
  let images: Partition
  let shape: TensorShape
  let x: ViewSpec
  let store: Matrix?
  let mean: Matrix
}

struct ApplyViewStep {
  let rows: Partition
  let channels: Int
  let x: ViewSpec
  let y: Matrix
}

struct ApplyGradientStep {
  let rows: Partition
  let channels: Int
  let dz: GradientSpec
  let addend: Matrix?
  let dx: Matrix
}

struct ApplySinkStep {
  /// Rows, or images where sums over an image's rows are wanted.
  let rows: Partition
  let rowsPerUnit: Int
  let channels: Int
  let dy: Matrix
  let sink: SinkSpec
}

struct MomentsStep {
  let rows: Partition
  let channels: Int
  let z: Matrix
  let moments: Place
}

/// What one batch normalisation keeps, `[channels]` each.
struct NormalizationPlaces {
  let channels: Int
  let epsilon: Double
  let momentum: Double
  let scaleParameter: Place?
  let offsetParameter: Place?
  let runningMean: Place
  let runningVariance: Place
  /// Doubles.
  let mean: Place
  let variance: Place
  /// The mean rounded to float.
  let sinkMean: Place
  let scale: Place
  let shift: Place
  /// The coefficients of `ck_gradient`.
  let c1: Place
  let c2: Place
  let c3: Place
}

struct StatisticsStep {
  let normalization: NormalizationPlaces
  let rows: Partition
  /// Rows of a part are this many times its range of `rows`.
  let rowsPerUnit: Int
  let moments: Place
}

struct NormalizationBackwardStep {
  let normalization: NormalizationPlaces
  let rows: Int
  let parts: Int
  let sums: Place
  let scaleGradient: Place?
  let offsetGradient: Place?
  /// What is still missing in the sums: a gradient by means over pixels, and its share.
  let pooled: PooledSums?
}

/// The gradient `[images, channels]` that all pixels of an image receive alike, and the sums over
/// those pixels, `[images, 2, channels]`, that it is a factor of.
struct PooledSums {
  let images: Int
  let gradient: Matrix
  let slopes: Place
}

struct SumDoublesStep {
  let count: Int
  let parts: Int
  /// Doubles from part to part.
  let stride: Int
  let x: Place
  let y: Place
}

struct SumPartsStep {
  let elements: Partition
  let parts: Int
  let stride: Int
  let x: Place
  let y: Place
}

struct AddStep {
  let count: Int
  let x: Place
  let y: Place
}

struct MultiplyStep {
  let rows: Partition
  let channels: Int
  let a: Matrix
  let b: Matrix
  let y: Matrix
}

struct ShuffleStep {
  let rows: Partition
  let channels: Int
  let groups: Int
  let x: Matrix
  let y: Matrix
}

/// Lines of `y` from those of `x`, `top` lines further down and `left` pixels to the right; what
/// has no source is zero.
struct PadStep {
  let lines: Partition
  let input: TensorShape
  let output: TensorShape
  let top: Int
  let left: Int
  let x: Matrix
  let y: Matrix
}

struct LayerNormalizationStep {
  let rows: Partition
  let channels: Int
  let epsilon: Double
  let x: ViewSpec
  let scale: Place
  let offset: Place
  let y: Matrix
  /// `[rows]` each.
  let mean: Place
  let deviation: Place
}

struct LayerNormalizationBackwardStep {
  let rows: Partition
  let channels: Int
  let dy: Matrix
  let x: ViewSpec
  let mean: Place
  let deviation: Place
  let scale: Place
  let sink: SinkSpec
  let sums: Place
}

/// Random factors of a layer that drops, from a counter: (seed, step, layer, image).
struct MaskStep {
  let layer: Int
  let keep: Double
  let images: Int
  let channels: Int
  let mask: Matrix
}

struct ClearStep {
  let elements: Partition
  let place: Place
}

struct LossStep {
  let rows: Partition
  let classes: Int
  let logits: Matrix
  /// Int32, `[rows]`.
  let labels: Place
  /// The second label and the first's share of a mixed image.
  let otherLabels: Place
  let shares: Place
  /// `[rows]`.
  let losses: Place
  /// Bytes, `[rows]`.
  let correct: Place
  let dlogits: Matrix?
}

extension StepOperation {
  /// The case's name.
  var kind: String {
    let text = String(describing: self)
    return String(text.prefix { $0 != "(" })
  }
}
