import Architectures
import Files
import Networks

/// The stages of an architecture as timm's `arch_def`: a list of strings for each of its stages.
///
/// timm reckons a block's inner and hidden widths from ratios, each rounded in its own way; a string
/// here has the shortest ratio that leads to the network's widths. Blocks of a stage that need
/// different ones stand in two strings of one list, which changes neither the network nor the names
/// of its weights.
struct TimmDefinition {
  /// What timm's `SqueezeExcite` is told beside its ratio.
  struct Squeeze: Hashable {
    var gate: Activation
    /// The activation inside, where it is not the block's.
    var activation: Activation?
    /// Whether hidden widths are multiples of eight.
    var roundsToEight: Bool

    static let efficientNet = Squeeze(gate: .sigmoid, activation: nil, roundsToEight: false)
    static let mobileNetV3 = Squeeze(gate: .hardSigmoid, activation: .relu, roundsToEight: true)
  }

  /// A list of strings for each of timm's stages.
  private(set) var lists: [[String]] = []
  /// Whose strings they are: what `se` in them is a share of.
  let builder: TimmBuilder
  /// What every gate of the network is; the builder's own where there is none.
  let squeeze: Squeeze
  /// Whether every width is one that timm's rounding leaves alone.
  let hasRoundWidths: Bool

  /// - Parameters:
  ///   - architecture: What to write.
  ///   - takesArguments: Whether code goes with the strings that may tell timm's builder of other
  ///     gates and other widths than its own.
  /// - Throws: `FileError` naming the stage and what timm's builder has no words for.
  init(_ architecture: Architecture, takesArguments: Bool = false) throws(FileError) {
    builder = BlockString.builder(of: architecture)
    let standard: Squeeze = builder == .mobileNetV3 ? .mobileNetV3 : .efficientNet
    squeeze =
      takesArguments ? try Self.commonSqueeze(of: architecture) ?? standard : standard
    hasRoundWidths = ([architecture.stem.channels] + architecture.stages.map(\.channels))
      .allSatisfy { TimmBlock.rounding.channels(Double($0)) == $0 }
    var input = architecture.stem.channels
    for (index, stage) in architecture.stages.enumerated() {
      do throws(FileError) {
        try append(
          stage, input: input, activation: architecture.activation,
          checksWidth: !takesArguments)
      } catch {
        throw FileError(
          error.reason, file: architecture.name, "stage \(index + 1): \(error)")
      }
      input = stage.channels
    }
    if architecture.head.isMobileNetV3s, let channels = architecture.head.channels {
      lists.append(["cn_r1_k1_s1_c\(channels)"])
    }
    if !takesArguments { try checkReading(architecture) }
  }

  /// The gate that all squeezed stages have; `nil` where none is squeezed.
  private static func commonSqueeze(of architecture: Architecture) throws(FileError) -> Squeeze? {
    let squeezes = architecture.stages.compactMap { stage in
      stage.block.squeeze.map { squeeze in
        let activation = stage.activation ?? architecture.activation
        return (squeeze, inside: squeeze.activation ?? activation, outside: activation)
      }
    }
    guard let first = squeezes.first else { return nil }
    let followsBlock = squeezes.allSatisfy { $0.inside == $0.outside }
    let squeeze = Squeeze(
      gate: first.0.gate, activation: followsBlock ? nil : first.inside,
      roundsToEight: first.0.divisor == 8)
    let areAlike = squeezes.allSatisfy {
      $0.0.gate == squeeze.gate && ($0.0.divisor == 8) == squeeze.roundsToEight
        && (followsBlock || $0.inside == first.inside)
    }
    guard areAlike else {
      throw FileError(
        .mismatch, file: architecture.name,
        "squeeze-and-excitation of several kinds; timm's builder takes one gate, one activation "
          + "inside and one rounding for the network")
    }
    return squeeze
  }

  private mutating func append(
    _ stage: Stage, input: Int, activation: Activation, checksWidth: Bool
  ) throws(FileError) {
    guard !stage.joinsStageBefore || stage.stride == 1 else {
      throw BlockString.inexpressible(
        "a stride of \(stage.stride) within what counts as one stage", in: "timm")
    }
    let own = stage.activation ?? activation
    func text(_ stage: Stage, input: Int) throws(FileError) -> String {
      try TimmBlock.text(
        of: said(stage, input: input, activation: own), checksWidth: checksWidth,
        beside: activation)
    }
    var strings: [String]
    do {
      let whole = try stage.with(joinsStageBefore: false)
      let first = try text(whole, input: input)
      strings = [first]
      if stage.repeats > 1, input != stage.channels,
        try text(whole, input: stage.channels) != first
      {
        strings = [
          try text(whole.with(repeats: 1), input: input),
          try text(
            whole.with(stride: 1, repeats: stage.repeats - 1), input: stage.channels),
        ]
      }
    } catch let error as FileError {
      throw error
    } catch {
      throw FileError(.outOfRange, file: "block string", "\(error)")
    }
    guard stage.joinsStageBefore, var last = lists.popLast() else { return lists.append(strings) }
    for string in strings {
      if let before = last.last, let both = Self.joined(before, string) {
        last[last.count - 1] = both
      } else {
        last.append(string)
      }
    }
    lists.append(last)
  }

  /// One string for two that differ in repeats and stride alone; `nil` for others.
  private static func joined(_ first: String, _ second: String) -> String? {
    func words(_ text: String) -> (repeats: Int, others: [Substring], stride: Substring) {
      let words = text.split(separator: "_")
      let isRepeats: (Substring) -> Bool = { $0.first == "r" && Int($0.dropFirst()) != nil }
      let isStride: (Substring) -> Bool = { $0.first == "s" && Int($0.dropFirst()) != nil }
      return (
        words.first(where: isRepeats).flatMap { Int($0.dropFirst()) } ?? 1,
        words.filter { !isRepeats($0) && !isStride($0) }, words.first(where: isStride) ?? ""
      )
    }
    let (before, after) = (words(first), words(second))
    guard before.others == after.others, after.stride == "s1" else { return nil }
    return first.split(separator: "_").map {
      $0 == "r\(before.repeats)" ? "r\(before.repeats + after.repeats)" : String($0)
    }.joined(separator: "_")
  }

  /// The strings must lead to the same layers, however they are said.
  private func checkReading(_ architecture: Architecture) throws(FileError) {
    var stages: [Stage] = []
    var input = architecture.stem.channels
    for list in lists {
      for string in list {
        let stage = try BlockString.stage(string, inputChannels: input, builder: builder)
        stages.append(stage)
        input = stage.channels
      }
    }
    let isSame: Bool
    do {
      let head =
        architecture.head.isMobileNetV3s
        ? try Head(
          hiddenUnits: architecture.head.hiddenUnits, activation: architecture.head.activation,
          dropoutRate: architecture.head.dropoutRate, classes: architecture.head.classes)
        : architecture.head
      let read = try architecture.with(stages: stages, head: head).lowered()
      let own = try architecture.lowered()
      isSame =
        read.layers.map(\.operation).filter { !$0.isStochasticDepth }
        == own.layers.map(\.operation).filter { !$0.isStochasticDepth }
    } catch let error as FileError {
      throw error
    } catch {
      throw FileError(.mismatch, file: architecture.name, "\(error)")
    }
    guard isSame else {
      throw FileError(
        .mismatch, file: architecture.name,
        "timm's notation cannot say this network: its strings would read as another")
    }
  }
}

extension Operation {
  /// What a layer adds in training alone depends on the number of blocks, which is counted otherwise
  /// where a head's convolution is a block.
  fileprivate var isStochasticDepth: Bool {
    if case .stochasticDepth = self { true } else { false }
  }
}
