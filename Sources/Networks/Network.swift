/// A directed acyclic graph of layers with inferred shapes, in an order in which every layer
/// follows those it reads.
///
/// Made by a ``NetworkBuilder``.
///
/// Cost, training, inference, export and drawing are readings of this one description.
public struct Network: Hashable, Sendable {
  /// For messages, reports and exported files; of any form.
  public let name: String
  /// The layers in topological order; the first is the input, and the only one of its kind.
  public let layers: [Layer]
  /// The names of the stages, in order: `stem`, `stage1` …, `head` for a lowered architecture.
  public let stages: [String]
  /// What the network puts out, one at least.
  ///
  /// The first is the main one, which inference runs; the others are training's, each with a loss
  /// of its own (Inception's auxiliary heads).
  public let outputs: [NetworkOutput]
  let edges: [Int32]
  let labels: [String]
  /// Whether each layer is auxiliary; empty where none is.
  @usableFromInline let auxiliary: [Bool]

  /// The index of the layer whose output is the network's main one.
  public var output: Int { outputs[0].layer }

  /// The shape of one input image.
  public var inputShape: TensorShape { layers[0].output }

  /// The shape of the network's output for one image: `[1, 1, classes]` for a classifier.
  public var outputShape: TensorShape { layers[output].output }

  /// The layers that inference runs, ascending: all that are not auxiliary.
  public var inferenceLayers: LazyFilterSequence<Range<Int>> {
    layers.indices.lazy.filter { !isAuxiliary($0) }
  }

  /// The layers that only training runs, ascending: those that other outputs depend on and the main
  /// one does not; none in most networks.
  ///
  /// Their parameters are the network's; inference leaves them out.
  public var auxiliaryLayers: [Int] { auxiliary.indices.filter { auxiliary[$0] } }

  /// Whether layer `index` is one that only training runs.
  @inlinable
  public func isAuxiliary(_ index: Int) -> Bool { !auxiliary.isEmpty && auxiliary[index] }

  /// The indices of the layers that layer `index` reads, in order; empty for the input.
  public func inputs(of index: Int) -> LayerInputs {
    let layer = layers[index]
    let start = Int(layer.firstInput)
    return LayerInputs(edges: edges[start..<start + Int(layer.inputCount)])
  }

  /// The shape of the first (for most layers the only) input of layer `index`; the input layer's own
  /// shape for the input layer.
  @inlinable
  public func inputShape(of index: Int) -> TensorShape { layers[index].input }

  /// The name of layer `index`, unique in the network: `stage3.block1.expand`.
  public func name(of index: Int) -> String {
    let layer = layers[index]
    return Self.text(of: layer.name, stage: stages[layer.stage], labels: labels)
  }

  static func text(of name: LayerName, stage: String, labels: [String]) -> String {
    switch name.storage {
    case .role(let role): "\(stage).\(role.rawValue)"
    case .block(let block, let role): "\(stage).block\(block + 1).\(role.rawValue)"
    case .share(let block, let role, let share):
      "\(stage).block\(block + 1).\(role.rawValue).\(share + 1)"
    case .unit(let unit, let role): "\(stage).unit\(unit + 1).\(role.rawValue)"
    case .label(let index): labels[Int(index)]
    }
  }

  /// For each layer, the indices of the layers that read it, ascending.
  public func consumers() -> [[Int]] {
    var consumers = [[Int]](repeating: [], count: layers.count)
    for index in layers.indices {
      for input in inputs(of: index) where consumers[input].last != index {
        consumers[input].append(index)
      }
    }
    return consumers
  }
}
