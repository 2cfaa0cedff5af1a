import Networks

extension PlanBuilder {
  /// Multiply-adds of a run, and bytes of the matrices that each step reads and writes once.
  ///
  /// Bytes that a cache keeps between steps count here as well: it is what would move if it were
  /// infinitely small but for what a step works on.
  func work() -> (multiplyAdds: Int, bytes: Int) {
    var (multiplyAdds, floats) = (0, 0)
    for step in steps {
      switch step.operation {
      case .pointwiseForward(let step):
        multiplyAdds += step.rows.total * step.input * step.output
        floats += step.rows.total * (step.x.tensors * step.input + step.output)
        floats += step.store == nil ? 0 : step.rows.total * step.input
      case .pointwiseBackward(let step):
        let rows = step.rows.total * step.rowsPerUnit
        let products = (step.sink == nil ? 0 : 1) + (step.dw == nil ? 0 : 1)
        multiplyAdds += rows * step.input * step.output * products
        floats += rows * step.dz.tensors * step.output
        floats +=
          rows * step.input
          * ((step.sink?.tensors ?? 0) + (step.sharesView ? 0 : (step.x?.tensors ?? 0)))
      case .depthwiseForward(let step), .convolutionForward(let step):
        multiplyAdds += step.convolution.multiplyAdds(batch)
        floats +=
          batch
          * (step.x.tensors * step.convolution.input.elements + step.convolution.output.elements)
      case .depthwiseBackward(let step):
        multiplyAdds += 2 * step.convolution.multiplyAdds(batch)
        floats += batch * step.dz.tensors * step.convolution.output.elements
        floats +=
          batch * step.convolution.input.elements
          * ((step.sink?.tensors ?? 0) + (step.sharesView ? 0 : (step.x?.tensors ?? 0)))
      case .convolutionBackwardData(let step):
        multiplyAdds += step.convolution.multiplyAdds(batch)
        floats += batch * step.dz.tensors * step.convolution.output.elements
        floats += batch * step.sink.tensors * step.convolution.input.elements
      case .convolutionBackwardWeights(let step):
        multiplyAdds += step.convolution.multiplyAdds(batch)
        floats += batch * step.dz.tensors * step.convolution.output.elements
        floats += batch * step.x.tensors * step.convolution.input.elements
      case .pooling(let step):
        floats += batch * (step.x.tensors * step.input.elements + step.output.elements)
      case .poolingBackward(let step):
        floats += batch * (step.sink.tensors * step.input.elements + step.output.elements)
      case .globalAverage(let step):
        floats += batch * step.shape.elements * (step.x.tensors + (step.store == nil ? 0 : 1))
      case .applyView(let step):
        floats += step.rows.total * step.channels * (step.x.tensors + 1)
      case .applyGradient(let step):
        floats += step.rows.total * step.channels * (step.dz.tensors + 2)
      case .applySink(let step):
        floats += step.rows.total * step.rowsPerUnit * step.channels * (step.sink.tensors + 1)
      case .moments(let step): floats += step.rows.total * step.channels
      case .multiply(let step): floats += 3 * step.rows.total * step.channels
      case .shuffle(let step): floats += 2 * step.rows.total * step.channels
      case .pad(let step): floats += batch * (step.input.elements + step.output.elements)
      case .layerNormalization(let step): floats += 2 * step.rows.total * step.channels
      case .layerNormalizationBackward(let step):
        floats += step.rows.total * step.channels * (step.sink.tensors + 2)
      case .sumParts(let step): floats += step.elements.total * (step.parts + 1)
      case .pack(let steps): floats += steps.reduce(0) { $0 + 2 * $1.convolution.weights }
      case .clear(let step): floats += step.elements.total
      case .statistics, .runningStatistics, .normalizationBackward, .sumDoubles, .addInto,
        .survivalMask, .dropoutMask, .loss:
        break
      }
    }
    return (multiplyAdds, 4 * floats)
  }
}

extension ViewSpec {
  /// Tensors of full size read through the view.
  var tensors: Int { residual == nil ? 1 : 2 }
}

extension GradientSpec {
  var tensors: Int { z == nil ? 1 : 2 }
}

extension SinkSpec {
  /// Tensors of full size read and written: the result, what is added, and what the derivative and
  /// the sums need (once, where they are the same).
  var tensors: Int {
    var places = Set<Place>()
    if let z { places.insert(z.place) }
    if let view, view.activation != nil || gateSums != nil {
      places.insert(view.data.place)
      if let residual = view.residual { places.insert(residual.place) }
    }
    return places.count + (data == nil ? 0 : 1) + (addend == nil ? 0 : 1)
  }
}
