package import Networks

/// A small classifier around the operators under test: whatever `body` builds, then pooling and a
/// fully-connected layer.
package func smallNetwork(
  _ name: String, height: Int = 7, width: Int = 6, channels: Int = 3, classes: Int = 4,
  _ body: (inout NetworkBuilder, Int) throws -> Int
) throws -> Network {
  var builder = try NetworkBuilder(
    name: name, input: TensorShape(height: height, width: width, channels: channels))
  var current = try body(&builder, builder.input)
  if builder.shape(of: current).pixels > 1 {
    current = try builder.add(.globalAveragePooling, to: current, name: "pooling")
  }
  current = try builder.add(.flatten, to: current, name: "flatten")
  current = try builder.add(
    .fullyConnected(FullyConnected(outputs: classes)), to: current, name: "logits")
  return try builder.finish(output: current)
}

extension NetworkBuilder {
  /// A convolution, by default one whose output no normalisation follows.
  package mutating func convolve(
    _ input: Int, _ name: String, channels: Int, kernel: Extent = 3, stride: Extent = 1,
    dilation: Extent = 1, groups: Int = 1, padding: Padding = .same, bias: Bool = false
  ) throws -> Int {
    try add(
      .convolution(
        Convolution(
          outputChannels: channels, kernelSize: kernel, stride: stride, dilation: dilation,
          groups: groups, padding: padding, hasBias: bias)),
      to: input, name: name)
  }

  package mutating func normalize(_ input: Int, _ name: String) throws -> Int {
    try add(.batchNormalization(BatchNormalization()), to: input, name: name)
  }

  package mutating func activate(
    _ input: Int, _ name: String, _ activation: Activation = .silu
  ) throws -> Int {
    try add(.activation(activation), to: input, name: name)
  }

  /// Convolution, normalisation, activation.
  package mutating func unit(
    _ input: Int, _ name: String, channels: Int, kernel: Extent = 1, stride: Extent = 1,
    groups: Int = 1, padding: Padding = .same, activation: Activation = .silu
  ) throws -> Int {
    var current = try convolve(
      input, name, channels: channels, kernel: kernel, stride: stride, groups: groups,
      padding: padding)
    current = try normalize(current, "\(name).norm")
    return try activate(current, "\(name).act", activation)
  }

  /// Squeeze-and-excitation of `input`.
  package mutating func squeeze(_ input: Int, _ name: String, hidden: Int) throws -> Int {
    let channels = shape(of: input).channels
    var gate = try add(.globalAveragePooling, to: input, name: "\(name).pool")
    gate = try convolve(gate, "\(name).reduce", channels: hidden, kernel: 1, bias: true)
    gate = try activate(gate, "\(name).reduce.act")
    gate = try convolve(gate, "\(name).expand", channels: channels, kernel: 1, bias: true)
    gate = try activate(gate, "\(name).gate", .sigmoid)
    return try add(.multiply, joining: [input, gate], name: "\(name).scale")
  }
}

/// A network per operator and per way in which operators meet.
package enum OperatorCase: String, CaseIterable {
  case pointwise, pointwiseBias, strided, dilated, rectangular, grouped, depthwise, depthwise5
  case depthwiseStrided, symmetricPadding, normalizationWithoutScale, biasThenNormalization
  case relu, relu6, silu, sigmoid, hardSigmoid, hardSwish, tanh, gelu
  case maximumPooling, averagePooling, averageIncludingPadding, poolingRoundsUp
  case adaptiveGrowing, adaptiveShrinking
  case residual, residualProjection, residualProjectionLast, preActivation, sumOfThree
  case sumWithItself, mbConv, mbConvStage
  case squeezeResidual, squeezeTwoReaders, productOfTwo, concatenation, denseBlock, sliceAndShuffle
  case pads, layerNormalization, channelScale, constantScale, flattenPixels, sharedWeights
  case dropout, stochasticDepth, deadBranch, normalizationOfPooling, gateWithoutPixels

  package func network() throws -> Network {
    switch self {
    case .pointwise: try single { try $0.unit($1, "a", channels: 5) }
    case .pointwiseBias:
      try single { try $0.activate($0.convolve($1, "a", channels: 5, kernel: 1, bias: true), "s") }
    case .strided:
      try single { try $0.unit($1, "a", channels: 5, kernel: 3, stride: 2) }
    case .dilated:
      try single { b, x in
        try b.activate(b.convolve(x, "a", channels: 5, dilation: 2, bias: true), "s", .tanh)
      }
    case .rectangular:
      try single { b, x in
        let first = try b.unit(
          x, "a", channels: 4, kernel: Extent(height: 1, width: 5),
          padding: .symmetric(height: 0, width: 2))
        return try b.unit(
          first, "b", channels: 5, kernel: Extent(height: 3, width: 2),
          stride: Extent(height: 2, width: 1), padding: .valid)
      }
    case .grouped:
      try single { b, x in
        try b.unit(
          b.unit(x, "a", channels: 6), "b", channels: 9, kernel: 3, stride: 2, groups: 3)
      }
    case .depthwise: try depthwise(kernel: 3, stride: 1)
    case .depthwise5: try depthwise(kernel: 5, stride: 1)
    case .depthwiseStrided: try depthwise(kernel: 5, stride: 2)
    case .adaptiveGrowing: try adaptive(Extent(height: 9, width: 11))
    case .adaptiveShrinking: try adaptive(Extent(height: 3, width: 4))
    case .symmetricPadding:
      try single { b, x in
        try b.unit(
          b.unit(x, "a", channels: 4, kernel: 3, stride: 2, padding: .symmetric(1)), "b",
          channels: 5, kernel: 3, stride: 2, padding: .symmetric(1))
      }
    case .normalizationWithoutScale: try halfNormalized()
    case .biasThenNormalization:
      try single { b, x in
        try b.activate(b.normalize(b.convolve(x, "a", channels: 5, bias: true), "n"), "s")
      }
    case .relu, .relu6, .silu, .sigmoid, .hardSigmoid, .hardSwish, .tanh, .gelu, .maximumPooling,
      .averagePooling, .averageIncludingPadding, .poolingRoundsUp:
      try activatedOrPooled()
    case .residual, .residualProjection, .residualProjectionLast, .preActivation, .sumOfThree,
      .sumWithItself, .mbConv,
      .mbConvStage, .squeezeResidual, .squeezeTwoReaders, .productOfTwo:
      try joined()
    case .concatenation, .denseBlock, .sliceAndShuffle, .pads, .layerNormalization, .channelScale,
      .constantScale, .flattenPixels, .sharedWeights, .dropout, .stochasticDepth, .deadBranch,
      .normalizationOfPooling, .gateWithoutPixels:
      try rearranged()
    }
  }

  /// A map of 7×6 pixels pooled to a size that does not divide it, between two convolutions.
  private func adaptive(_ size: Extent) throws -> Network {
    try single { b, x in
      let first = try b.unit(x, "a", channels: 5)
      let pooled = try b.add(
        .adaptiveAveragePooling(AdaptivePooling(outputSize: size)), to: first, name: "pool")
      return try b.unit(pooled, "b", channels: 4, kernel: 3)
    }
  }

  /// Normalisations without a scale, and without an offset.
  private func halfNormalized() throws -> Network {
    try single { b, x in
      let z = try b.convolve(x, "a", channels: 5)
      let n = try b.add(
        .batchNormalization(BatchNormalization(hasScale: false)), to: z, name: "n")
      let m = try b.add(
        .batchNormalization(BatchNormalization(hasScale: true, hasOffset: false)),
        to: b.convolve(b.activate(n, "s"), "c", channels: 4), name: "m")
      return try b.activate(m, "t")
    }
  }

  private func activatedOrPooled() throws -> Network {
    switch self {
    case .relu: try activation(.relu)
    case .relu6: try activation(.relu6)
    case .silu: try activation(.silu)
    case .sigmoid: try activation(.sigmoid)
    case .hardSigmoid: try activation(.hardSigmoid)
    case .hardSwish: try activation(.hardSwish)
    case .tanh: try activation(.tanh)
    case .gelu: try activation(.gelu)
    case .maximumPooling: try pooling(.maximum, padding: .same)
    case .averagePooling: try pooling(.average, padding: .same)
    case .averageIncludingPadding: try pooling(.averageIncludingPadding, padding: .symmetric(1))
    default: try pooling(.average, padding: .valid, roundsUp: true)
    }
  }

  private func single(_ body: (inout NetworkBuilder, Int) throws -> Int) throws -> Network {
    try smallNetwork(rawValue, body)
  }

  private func depthwise(kernel: Extent, stride: Extent) throws -> Network {
    try single { b, x in
      let wide = try b.unit(x, "a", channels: 9)
      let deep = try b.unit(wide, "d", channels: 9, kernel: kernel, stride: stride, groups: 9)
      return try b.unit(deep, "p", channels: 5)
    }
  }

  private func activation(_ kind: Activation) throws -> Network {
    try single { b, x in
      let first = try b.unit(x, "a", channels: 5, kernel: 3, activation: kind)
      return try b.activate(b.convolve(first, "b", channels: 4, kernel: 1, bias: true), "t", kind)
    }
  }

  private func pooling(
    _ kind: Pooling.Kind, padding: Padding, roundsUp: Bool = false
  ) throws -> Network {
    try single { b, x in
      let first = try b.unit(x, "a", channels: 5, kernel: 3)
      let pooled = try b.add(
        .pooling(
          Pooling(kind, kernelSize: 3, stride: 2, padding: padding, roundsUp: roundsUp)),
        to: first, name: "pool")
      return try b.unit(pooled, "b", channels: 4)
    }
  }

  private func joined() throws -> Network {
    try single { b, x in
      let a = try b.unit(x, "a", channels: 6, kernel: 3)
      switch self {
      case .residual:
        let inner = try b.unit(a, "b", channels: 6, kernel: 3)
        let branch = try b.normalize(b.convolve(inner, "c", channels: 6), "c.norm")
        let sum = try b.activate(b.add(.add, joining: [a, branch], name: "add"), "s")
        return try b.unit(sum, "d", channels: 5)
      case .residualProjection:
        let branch = try b.normalize(b.convolve(a, "b", channels: 8, stride: 2), "b.norm")
        let short = try b.normalize(
          b.convolve(a, "c", channels: 8, kernel: 1, stride: 2), "c.norm")
        return try b.activate(b.add(.add, joining: [branch, short], name: "add"), "s")
      case .residualProjectionLast:
        // As residual networks are lowered: the branch's layers come before the shortcut's.
        let first = try b.normalize(b.convolve(a, "b", channels: 8, stride: 2), "b.norm")
        let second = try b.normalize(
          b.convolve(a, "c", channels: 8, kernel: 1, stride: 2), "c.norm")
        return try b.activate(b.add(.add, joining: [second, first], name: "add"), "s")
      case .preActivation:
        let trunk = try b.convolve(a, "trunk", channels: 6)
        let inner = try b.activate(b.normalize(trunk, "n1"), "s1")
        let branch = try b.convolve(inner, "b", channels: 6)
        let sum = try b.add(.add, joining: [trunk, branch], name: "add")
        return try b.activate(b.normalize(sum, "n2"), "s2")
      case .sumOfThree:
        let first = try b.convolve(a, "b", channels: 6)
        let second = try b.unit(a, "c", channels: 6)
        return try b.activate(b.add(.add, joining: [a, first, second], name: "add"), "s", .tanh)
      case .sumWithItself:
        let sum = try b.add(.add, joining: [a, a], name: "add")
        return try b.unit(sum, "b", channels: 5)
      case .mbConv: return try mbConv(&b, a, "b", 6)
      case .mbConvStage:
        return try mbConv(&b, mbConv(&b, mbConv(&b, a, "b", 6), "c", 6), "d", 6)
      case .squeezeResidual:
        let branch = try b.squeeze(
          b.normalize(b.convolve(a, "b", channels: 6), "b.norm"), "se", hidden: 2)
        return try b.activate(b.add(.add, joining: [a, branch], name: "add"), "s")
      case .squeezeTwoReaders:
        let gated = try b.squeeze(a, "se", hidden: 2)
        let first = try b.unit(gated, "b", channels: 5)
        let second = try b.unit(gated, "c", channels: 5, kernel: 3)
        return try b.add(.add, joining: [first, second], name: "add")
      default:
        let other = try b.unit(x, "b", channels: 6)
        let product = try b.add(.multiply, joining: [a, other], name: "product")
        return try b.unit(product, "c", channels: 5)
      }
    }
  }

  private func mbConv(
    _ b: inout NetworkBuilder, _ input: Int, _ name: String, _ channels: Int
  ) throws -> Int {
    let inner = channels * 3
    let wide = try b.unit(input, "\(name).expand", channels: inner)
    let deep = try b.unit(
      wide, "\(name).depthwise", channels: inner, kernel: 3, groups: inner)
    let gated = try b.squeeze(deep, "\(name).se", hidden: 2)
    let out = try b.normalize(
      b.convolve(gated, "\(name).project", channels: channels, kernel: 1), "\(name).project.norm")
    return try b.add(.add, joining: [input, out], name: "\(name).add")
  }

  private func rearranged() throws -> Network {
    try single { b, x in
      let a = try b.unit(x, "a", channels: 6, kernel: 3)
      switch self {
      case .concatenation:
        let first = try b.unit(a, "b", channels: 5)
        let joined = try b.add(.concatenate, joining: [a, first, a], name: "join")
        return try b.unit(joined, "c", channels: 4, kernel: 3)
      case .denseBlock:
        var trunk = try b.convolve(a, "trunk", channels: 5)
        for layer in 0..<3 {
          let inner = try b.activate(b.normalize(trunk, "n\(layer)"), "s\(layer)")
          let new = try b.convolve(inner, "c\(layer)", channels: 3)
          trunk = try b.add(.concatenate, joining: [trunk, new], name: "join\(layer)")
        }
        return try b.activate(b.normalize(trunk, "last"), "lastAct")
      case .sliceAndShuffle:
        let left = try b.add(.slice(start: 0, count: 3), to: a, name: "left")
        let right = try b.add(.slice(start: 2, count: 4), to: a, name: "right")
        let branch = try b.unit(right, "b", channels: 3)
        let joined = try b.add(.concatenate, joining: [left, branch], name: "join")
        let mixed = try b.add(.channelShuffle(groups: 2), to: joined, name: "shuffle")
        return try b.unit(mixed, "c", channels: 5)
      case .pads:
        let grown = try b.add(.pad(top: 1, left: -1, bottom: -2, right: 2), to: a, name: "pad")
        return try b.unit(grown, "b", channels: 5, kernel: 3, padding: .valid)
      case .layerNormalization:
        let n = try b.add(.layerNormalization(epsilon: 1e-6), to: a, name: "ln")
        return try b.unit(n, "b", channels: 5)
      case .channelScale:
        let s = try b.add(
          .channelScale(initialValue: 0.3), to: b.convolve(a, "b", channels: 6), name: "scale")
        return try b.add(.add, joining: [a, s], name: "add")
      case .constantScale:
        let s = try b.add(.scale(0.17), to: b.convolve(a, "b", channels: 6), name: "scale")
        return try b.activate(b.add(.add, joining: [a, s], name: "add"), "s")
      case .flattenPixels:
        let pooled = try b.add(
          .pooling(Pooling(.average, kernelSize: 3, stride: 3, padding: .valid)), to: a,
          name: "pool")
        return try b.add(.flatten, to: pooled, name: "flat")
      default:
        return try rearranged(&b, a)
      }
    }
  }

  private func rearranged(_ b: inout NetworkBuilder, _ a: Int) throws -> Int {
    switch self {
    case .sharedWeights:
      let c = try b.convolve(a, "b", channels: 6)
      let n = try b.activate(c, "b.act", .tanh)
      let layer = Convolution(outputChannels: 6, kernelSize: 3, padding: .same)
      let again = try b.add(.convolution(layer), to: n, name: "again", sharing: c)
      return try b.add(.add, joining: [a, again], name: "add")
    case .dropout:
      let dropped = try b.add(.dropout(rate: 0.4), to: a, name: "drop")
      return try b.unit(dropped, "b", channels: 5)
    case .stochasticDepth:
      let branch = try b.add(
        .stochasticDepth(survivalProbability: 0.6),
        to: b.normalize(b.convolve(a, "b", channels: 6), "b.norm"), name: "depth")
      let sum = try b.add(.add, joining: [a, branch], name: "add")
      return try b.unit(sum, "c", channels: 5)
    case .deadBranch:
      _ = try b.unit(a, "unused", channels: 9)
      return try b.unit(a, "b", channels: 5)
    case .normalizationOfPooling:
      let pooled = try b.add(.globalAveragePooling, to: a, name: "mean")
      return try b.activate(b.normalize(pooled, "n"), "s")
    default:
      let pooled = try b.add(.globalAveragePooling, to: a, name: "mean")
      return try b.squeeze(pooled, "se", hidden: 3)
    }
  }
}
