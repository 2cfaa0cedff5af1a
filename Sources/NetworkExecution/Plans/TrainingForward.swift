import Networks

/// The forward half of a training plan: parameters in their store, packed anew in every run, batch
/// statistics, random masks, and what the backward half will need.
struct TrainingForward: ForwardBuilder {
  let graph: PlanGraph
  let layout: ParameterLayout
  var assembly: PlanAssembly
  var states: [ForwardState]
  private(set) var normalizations: [NormalizationPlaces] = []
  var packs: WeightPacks

  /// Emits everything up to the network's logits.
  init(_ graph: PlanGraph, layout: ParameterLayout, batch: Int) {
    self.graph = graph
    self.layout = layout
    assembly = PlanAssembly(batch: batch, externalFloats: layout.count)
    states = graph.nodes.map { _ in ForwardState() }
    packs = WeightPacks(layout)
    // What packs is known when everything else is; its place is the first.
    emit(PackWeights(matrices: []), layer: 0)
    for normalization in graph.normalizations {
      normalizations.append(
        NormalizationPlaces(
          normalization, channels: graph.nodes[normalization.node].shape.channels, in: &assembly,
          parameter: { layout.place(of: $0, of: normalization.parameters, in: .parameters) }))
    }
    emitMasks()
    emitNodes()
  }

  private mutating func emitMasks() {
    for (index, node) in graph.nodes.enumerated() {
      let channels = node.shape.channels
      if let survival = node.survival {
        let mask = Matrix(place: assembly.buffer(floats: batch * channels), stride: channels)
        states[index].survivalMask = mask
        emit(
          SurvivalMask(
            layer: survival.layer, keep: survival.probability, images: batch, channels: channels,
            mask: mask),
          layer: survival.layer)
      }
      if let dropout = node.dropout {
        let mask = assembly.matrix(node.shape)
        states[index].dropoutMask = mask
        emit(
          DropoutMask(
            layer: dropout.layer, keep: 1 - dropout.rate, images: batch,
            elements: node.shape.elements, mask: mask),
          layer: dropout.layer)
      }
    }
  }

  func parameter(_ role: Parameter.Role, of layer: Int) -> Place? {
    layout.place(of: role, of: layer, in: .parameters)
  }

  func map(ofNormalization index: Int) -> (scale: Place, shift: Place) {
    (normalizations[index].scale, normalizations[index].shift)
  }

  mutating func convolve(_ index: Int, _ source: Value, with layer: ConvolutionLayer) {
    if layer.isPointwise {
      multiply(index, source, with: layer)
      return
    }
    let z = allocateData(of: index)
    let (x, _) = read(source, storing: false)
    let lines = layer.forwardPartition(batch * layer.output.height, in: assembly)
    let moments = moments(of: index, parts: lines.parts)
    emit(
      ConvolutionForward(
        layer: layer, lines: lines, x: x,
        weights: layer.isDepthwise
          ? required(.weight, of: layer.parameters) : packedWeights(of: layer),
        z: z, moments: moments),
      layer: layer.layer)
    if let moments {
      emitStatistics(index, rows: lines, rowsPerUnit: layer.output.width, moments: moments)
    }
  }

  /// A convolution that is a product of matrices.
  private mutating func multiply(_ index: Int, _ source: Value, with layer: ConvolutionLayer) {
    let z = allocateData(of: index)
    let (x, store) = read(source, storing: true)
    let rows = layer.forwardPartition(rows(layer.output), in: assembly)
    let moments = moments(of: index, parts: rows.parts)
    emit(
      PointwiseForward(
        rows: rows, input: layer.input.channels, output: layer.output.channels, x: x,
        store: store, packed: packedWeights(of: layer), z: z, moments: moments,
        scratchFloats: layer.kernelScratch),
      layer: layer.layer)
    if let moments { emitStatistics(index, rows: rows, rowsPerUnit: 1, moments: moments) }
  }

  private mutating func packedWeights(of layer: ConvolutionLayer) -> Place {
    packs.place(of: WeightPacking(layer: layer, direction: .forward), in: &assembly)
  }

  /// Where `parts` parts of the step that writes node `index` leave its moments, doubles
  /// `[parts, 2, channels]`; `nil` where nobody wants them.
  private mutating func moments(of index: Int, parts: Int) -> Place? {
    guard case .normalization = node(index).affine else { return nil }
    return assembly.doubles(parts * 2 * node(index).shape.channels)
  }

  /// Emits what finds a normalisation's map from moments.
  private mutating func emitStatistics(
    _ index: Int, rows: Partition, rowsPerUnit: Int, moments: Place
  ) {
    guard case .normalization(let normalization) = node(index).affine else { return }
    emit(
      BatchStatistics(
        normalization: normalizations[normalization], rows: rows, rowsPerUnit: rowsPerUnit,
        moments: moments),
      layer: graph.normalizations[normalization].layer)
  }

  mutating func finishStatistics(_ index: Int) {
    let node = node(index)
    guard case .normalization(let normalization) = node.affine,
      !(node.producer is any ConvolutionOperator)
    else { return }
    let rows = assembly.elementwise(node.shape)
    let moments = assembly.doubles(rows.parts * 2 * node.shape.channels)
    emit(
      Moments(
        rows: rows, channels: node.shape.channels, z: states[index].data, moments: moments),
      layer: graph.normalizations[normalization].layer)
    emitStatistics(index, rows: rows, rowsPerUnit: 1, moments: moments)
  }

  mutating func winners(count: Int) -> Place? {
    assembly.buffer(floats: (count + 3) / 4)
  }
}

/// The weights that a training plan packs in its first step.
struct WeightPacks {
  private let layout: ParameterLayout
  private var matrices: [PackWeights.Entry] = []

  init(_ layout: ParameterLayout) {
    self.layout = layout
  }

  /// Memory for weights as a product wants them, the same for all layers that share them.
  mutating func place(of packing: WeightPacking, in assembly: inout PlanAssembly) -> Place {
    if let known = matrices.first(where: { $0.packing.isSame(as: packing) }) {
      return known.packed
    }
    guard let weights = layout.place(of: .weight, of: packing.layer.parameters, in: .parameters)
    else { preconditionFailure("a convolution has weights") }
    let packed = assembly.buffer(floats: packing.floats)
    matrices.append(PackWeights.Entry(packing: packing, weights: weights, packed: packed))
    return packed
  }

  /// The step, the largest matrices first, so that none is left over at the end.
  var step: PackWeights {
    PackWeights(
      matrices: matrices.enumerated().sorted {
        (-$0.element.packing.layer.weights, $0.offset)
          < (-$1.element.packing.layer.weights, $1.offset)
      }.map(\.element))
  }
}

extension ParameterLayout {
  /// Where a tensor stands in a block of this layout.
  func place(
    of role: Parameter.Role, of layer: Int, in block: ExternalBlock
  ) -> Place? {
    tensor(role, of: layer).map { Place(buffer: block.rawValue, offset: $0.offset) }
  }
}
