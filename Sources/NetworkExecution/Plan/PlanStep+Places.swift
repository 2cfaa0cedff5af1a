extension StepOperation {
  /// Every place that the step reads or writes; a buffer lives from the first step that names it
  /// to the last.
  var places: [Place] {
    switch self {
    case .pack(let steps): steps.flatMap { [$0.weights, $0.packed] }
    case .pointwiseForward(let step):
      step.x.places + [step.store?.place, step.packed, step.z.place, step.moments].present
    case .pointwiseBackward(let step):
      step.dz.places + (step.sink?.places ?? []) + (step.x?.places ?? [])
        + [step.packed, step.dw].present
    case .depthwiseForward(let step), .convolutionForward(let step):
      step.x.places + [step.weights, step.z.place, step.moments].present
    case .depthwiseBackward(let step):
      step.dz.places + (step.sink?.places ?? []) + (step.x?.places ?? [])
        + [step.weights, step.dw].present
    case .convolutionBackwardData(let step):
      step.dz.places + step.sink.places + [step.packed]
    case .convolutionBackwardWeights(let step): step.dz.places + step.x.places + [step.dw]
    case .pooling(let step): step.x.places + [step.y.place, step.winner].present
    case .poolingBackward(let step): step.sink.places + [step.dy.place, step.winner].present
    case .globalAverage(let step): step.x.places + [step.store?.place, step.mean.place].present
    case .applyView(let step): step.x.places + [step.y.place]
    case .applyGradient(let step):
      step.dz.places + [step.addend?.place, step.dx.place].present
    case .applySink(let step): step.sink.places + [step.dy.place]
    case .moments(let step): [step.z.place, step.moments]
    case .statistics(let step): step.normalization.forwardPlaces + [step.moments]
    case .runningStatistics(let normalization): normalization.forwardPlaces
    case .normalizationBackward(let step):
      step.normalization.backwardPlaces
        + [
          step.sums, step.scaleGradient, step.offsetGradient, step.pooled?.gradient.place,
          step.pooled?.slopes,
        ].present
    case .sumDoubles(let step): [step.x, step.y]
    case .sumParts(let step): [step.x, step.y]
    case .addInto(let step): [step.x, step.y]
    case .multiply(let step): [step.a.place, step.b.place, step.y.place]
    case .shuffle(let step): [step.x.place, step.y.place]
    case .pad(let step): [step.x.place, step.y.place]
    case .layerNormalization(let step):
      step.x.places + [step.scale, step.offset, step.y.place, step.mean, step.deviation]
    case .layerNormalizationBackward(let step):
      step.x.places + step.sink.places
        + [step.dy.place, step.mean, step.deviation, step.scale, step.sums]
    case .survivalMask(let step), .dropoutMask(let step): [step.mask.place]
    case .clear(let step): [step.place]
    case .loss(let step):
      [
        step.logits.place, step.labels, step.otherLabels, step.shares, step.losses, step.correct,
        step.dlogits?.place,
      ].present
    }
  }
}

extension NormalizationPlaces {
  var forwardPlaces: [Place] {
    [scaleParameter, offsetParameter, runningMean, runningVariance].present
      + [mean, variance, sinkMean, scale, shift]
  }

  var backwardPlaces: [Place] {
    [scaleParameter, mean, variance, sinkMean, c1, c2, c3].present
  }
}

extension Array where Element == Place? {
  fileprivate var present: [Place] { compactMap { $0 } }
}
