import Networks

/// A network of searched cells for ImageNet: a 3×3 stem convolution, two stem cells that halve the
/// resolution, then three stacks of cells with the filters doubled between them.
///
/// Follows the TensorFlow implementations (tensorflow/models `slim/nets/nasnet`, tensorflow/tpu
/// `official/amoeba_net`): the stem convolution is unpadded, everything else pads `SAME`, batch
/// normalisation has ε 1e-3 and decay 0.9997. The auxiliary head is left out.
struct CellNetwork {
  var normalCell: Cell
  /// The cell between stacks and in the stem; `nil` where normal cells take the stride themselves
  /// (PNASNet).
  var reductionCell: Cell?
  /// Normal cells in all three stacks together.
  var cells: Int
  /// Channels of each state of a cell of the first stack.
  var filters: Int
  /// Channels of the stem's convolution.
  var stemFilters: Int
  /// Whether the cell after a reduction reads, beside the reduction, the cell two before it
  /// instead of the one before (NASNet-A large).
  var skipsReductionInput = false
  /// Whether padding is explicit, as in the PyTorch ports of Cadene's pretrained-models.pytorch.
  var padsExplicitly = false

  func network(_ request: NetworkRequest) throws(NetworkError) -> Network {
    var graph = try GraphWriter(
      request, padding: padsExplicitly ? .symmetric : .same,
      normalization: BatchNormalization(epsilon: 1e-3, momentum: padsExplicitly ? 0.9 : 0.9997),
      capacity: (cells + 4) * 72)
    let stem = try graph.normalized(
      graph.input, stemFilters, 3, stride: 2, padding: .valid)
    var outputs: (previous: Int?, current: Int) = (nil, stem)
    for index in 0..<2 {
      let next = try graph.cell(
        reductionCell ?? normalCell, name: "stem\(index + 1)", current: outputs.current,
        previous: outputs.previous, filters: index == 0 ? filters / 4 : filters / 2, stride: 2,
        padding: padding(of: graph.shape(of: outputs.current)))
      outputs = (outputs.current, next)
    }
    var filters = filters
    let reductions = Self.reductionIndices(cells: cells)
    for index in 0..<cells {
      let isReduction = reductions.contains(index)
      if isReduction { filters *= 2 }
      var previous = outputs.previous
      if isReduction, let reductionCell {
        let reduced = try graph.cell(
          reductionCell, name: "reduction\(index == reductions[0] ? 1 : 2)",
          current: outputs.current, previous: outputs.previous, filters: filters, stride: 2,
          padding: padding(of: graph.shape(of: outputs.current)))
        if !skipsReductionInput { previous = outputs.current }
        outputs = (outputs.current, reduced)
      }
      let isStrided = isReduction && reductionCell == nil
      let next = try graph.cell(
        normalCell, name: "cell\(index + 1)", current: outputs.current, previous: previous,
        filters: filters, stride: isStrided ? 2 : 1,
        padding: isStrided ? padding(of: graph.shape(of: outputs.current)) : .none)
      outputs = (outputs.current, next)
    }
    graph.stage("head")
    let activated = try graph.activation(outputs.current)
    let output = try graph.classifier(activated, classes: request.classes, dropout: 0.5)
    return try graph.finish(output)
  }

  /// The ports pad in front where a map of an even size is halved.
  ///
  /// - Throws: `NetworkError` for an even side beside an odd one: the ports pad both alike.
  private func padding(of input: TensorShape) throws(NetworkError) -> CellPadding {
    guard padsExplicitly else { return .none }
    let halvesEvenly = input.resolution.sides.map { $0.isMultiple(of: 2) }
    guard halvesEvenly[0] == halvesEvenly[1] else {
      throw NetworkError(
        .invalidShape,
        "a map of \(input.height)×\(input.width) pixels, one side even and the other odd, is halved "
          + "by padding that suits one of them; expected both even or both odd: use another "
          + "resolution, or the network of TensorFlow's padding")
    }
    guard halvesEvenly[0] else { return .none }
    return .cropped(innerStates: reductionCell != nil)
  }

  /// The normal cells before which the resolution is halved: at ⌊n/3⌋ and ⌊2n/3⌋, in binary64 as
  /// the reference computes them.
  static func reductionIndices(cells: Int) -> [Int] {
    [Int(1.0 / 3.0 * Double(cells)), Int(2.0 / 3.0 * Double(cells))]
  }
}

extension Cell {
  /// NASNet-A's normal cell (arXiv:1707.07012, figure 4).
  static let nasnetANormal = Cell(
    steps: [
      Step(.separable(5), 0, .separable(3), 1), Step(.separable(5), 1, .separable(3), 1),
      Step(.averagePooling, 0, .identity, 1), Step(.averagePooling, 1, .averagePooling, 1),
      Step(.separable(3), 0, .identity, 0),
    ], outputs: [1, 2, 3, 4, 5, 6])

  /// NASNet-A's reduction cell.
  static let nasnetAReduction = Cell(
    steps: [
      Step(.separable(5), 0, .separable(7), 1), Step(.maximumPooling(3), 0, .separable(7), 1),
      Step(.averagePooling, 0, .separable(5), 1), Step(.identity, 3, .averagePooling, 2),
      Step(.separable(3), 2, .maximumPooling(3), 0),
    ], outputs: [3, 4, 5, 6])

  /// PNASNet-5's only cell (arXiv:1712.00559, figure 1).
  static let pnasnet5 = Cell(
    steps: [
      Step(.separable(5), 1, .maximumPooling(3), 1), Step(.separable(7), 0, .maximumPooling(3), 0),
      Step(.separable(5), 0, .separable(3), 0), Step(.separable(3), 4, .maximumPooling(3), 0),
      Step(.separable(3), 1, .identity, 0),
    ], outputs: [2, 3, 4, 5, 6])

  static let amoebaANormal = Cell(
    steps: [
      Step(.averagePooling, 0, .maximumPooling(3), 0), Step(.separable(3), 1, .identity, 1),
      Step(.identity, 0, .averagePooling, 1), Step(.separable(3), 0, .separable(5), 2),
      Step(.averagePooling, 5, .separable(3), 0),
    ], outputs: [1, 3, 4, 6])

  static let amoebaAReduction = Cell(
    steps: [
      Step(.separable(3), 1, .averagePooling, 0), Step(.maximumPooling(3), 0, .separable(7), 2),
      Step(.maximumPooling(3), 1, .maximumPooling(3), 0),
      Step(.separable(3), 4, .bottleneck1x7, 0), Step(.averagePooling, 1, .separable(7), 0),
    ], outputs: [2, 3, 4, 5, 6])

  static let amoebaBNormal = Cell(
    steps: [
      Step(.pointwise, 1, .maximumPooling(3), 1), Step(.identity, 1, .separable(3), 0),
      Step(.pointwise, 1, .separable(3), 0), Step(.pointwise, 2, .identity, 2),
      Step(.averagePooling, 1, .pointwise, 5),
    ], outputs: [0, 3, 4, 6])

  /// The dilated 5×5 of the paper is built without dilation by the public code; the counts agree.
  static let amoebaBReduction = Cell(
    steps: [
      Step(.maximumPooling(2), 0, .maximumPooling(3), 0), Step(.identity, 2, .bottleneck3x3, 1),
      Step(.separable(5), 2, .maximumPooling(3), 2), Step(.identity, 3, .separable(3), 1),
      Step(.averagePooling, 4, .pointwise, 3),
    ], outputs: [5, 6])

  static let amoebaCNormal = Cell(
    steps: [
      Step(.averagePooling, 0, .separable(3), 0), Step(.identity, 0, .separable(3), 0),
      Step(.averagePooling, 2, .separable(3), 1), Step(.identity, 0, .separable(3), 1),
      Step(.averagePooling, 3, .separable(3), 0),
    ], outputs: [1, 2, 4, 5, 6])

  static let amoebaCReduction = Cell(
    steps: [
      Step(.maximumPooling(3), 0, .maximumPooling(3), 0), Step(.separable(7), 2, .separable(3), 0),
      Step(.separable(7), 0, .maximumPooling(3), 1), Step(.separable(5), 4, .separable(5), 4),
      Step(.maximumPooling(3), 1, .separable(3), 1),
    ], outputs: [0, 2, 3, 4, 5, 6])

  static let amoebaDNormal = Cell(
    steps: [
      Step(.pointwise, 1, .maximumPooling(3), 1), Step(.identity, 1, .bottleneck1x7, 0),
      Step(.pointwise, 0, .bottleneck1x7, 0), Step(.maximumPooling(3), 2, .identity, 2),
      Step(.averagePooling, 1, .pointwise, 5),
    ], outputs: [0, 3, 4, 6])

  static let amoebaDReduction = Cell(
    steps: [
      Step(.maximumPooling(2), 0, .maximumPooling(3), 0), Step(.identity, 2, .bottleneck3x3, 1),
      Step(.bottleneck1x7, 2, .maximumPooling(3), 2), Step(.identity, 3, .maximumPooling(2), 1),
      Step(.averagePooling, 2, .pointwise, 3),
    ], outputs: [4, 5, 6])
}
