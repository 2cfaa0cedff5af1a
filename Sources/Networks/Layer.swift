/// One node of a ``Network``: an operation, and the shape it puts out.
///
/// A plain value without references, so that a network of hundreds of layers is lowered and costed
/// in microseconds; its name and its inputs are asked of the network.
public struct Layer: Hashable, Sendable {
  /// What the layer computes, with its sizes.
  public let operation: Operation
  /// The shape of the first (for most layers the only) input; the output's for the input layer.
  public let input: TensorShape
  /// The shape of the output for one image.
  public let output: TensorShape
  let name: LayerName
  @usableFromInline let compactStage: Int32
  /// −1 for none.
  @usableFromInline let compactWeightSource: Int32
  /// Where the layer's inputs start among the network's edges.
  let firstInput: Int32
  let inputCount: Int32

  init(
    operation: Operation, input: TensorShape, output: TensorShape, name: LayerName, stage: Int,
    weightSource: Int?, firstInput: Int, inputCount: Int
  ) {
    self.operation = operation
    self.input = input
    self.output = output
    self.name = name
    // A network has at most 2^20 layers (``NetworkLimits``); its edges are counted as they are added.
    compactStage = Int32(truncatingIfNeeded: stage)
    compactWeightSource = Int32(truncatingIfNeeded: weightSource ?? -1)
    self.firstInput = Int32(truncatingIfNeeded: firstInput)
    self.inputCount = Int32(truncatingIfNeeded: inputCount)
  }

  /// The index into ``Network/stages`` of the stage this layer belongs to.
  @inlinable public var stage: Int { Int(compactStage) }

  /// The index of the earlier layer whose weights this layer uses again (PolyNet's poly-2 modules),
  /// or `nil` where it has its own, or none.
  @inlinable public var weightSource: Int? {
    compactWeightSource < 0 ? nil : Int(compactWeightSource)
  }
}

extension Layer {
  /// What the layer is for; `nil` where its name is a text of the builder's.
  package var role: LayerRole? {
    switch name.storage {
    case .role(let role), .block(_, let role), .share(_, let role, _), .unit(_, let role): role
    case .label: nil
    }
  }

  /// The number, from 0, of the layer's block in its stage; `nil` outside blocks.
  package var block: Int? {
    switch name.storage {
    case .block(let block, _), .share(let block, _, _): Int(block)
    case .role, .unit, .label: nil
    }
  }

  /// The number, from 0, of the share of a block's channels that the layer works on; `nil` for one
  /// that works on all.
  package var share: Int? {
    switch name.storage {
    case .share(_, _, let share): Int(share)
    case .role, .block, .unit, .label: nil
    }
  }
}
