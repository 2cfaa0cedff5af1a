package import Networks

/// What goes into a plan and comes out of it.
package struct PlanInterface {
  /// Images of a run.
  package let batch: Int
  /// The shape of one image.
  package let inputShape: TensorShape
  /// The images, `[batch, height, width, channels]`.
  package let input: Place
  /// Where the images' classes go; `nil` where nothing is compared with them.
  package let classTargets: ClassTargets?
  /// The network's outputs that the plan computes, in the network's order.
  package let outputs: [PlanOutput]
}

/// What a plan puts out of one layer: logits, a vector per image, or the map of another layer.
package struct PlanOutput {
  /// The layer that puts it out.
  package let layer: Int
  /// Of one image: a pixel of classes for logits.
  package let shape: TensorShape
  /// `[batch, height, width, channels]`; keeps its contents until the next run.
  package let values: Place
  /// How far it is from what it should be; `nil` where the plan only predicts.
  let loss: LossResult?

  /// Of logits.
  package var classes: Int { shape.channels }
}

extension PlanOutput {
  /// The classes that an output of a network tells apart.
  ///
  /// - Throws: ``ExecutionError`` where it is not one vector per image.
  static func classes(
    of output: NetworkOutput, of network: Network
  ) throws(ExecutionError) -> Int {
    let shape = network.layers[output.layer].output
    guard shape.pixels == 1 else {
      let name = network.outputs.count == 1 ? "" : " as '\(output.name)'"
      throw ExecutionError(
        .unsuitableNetwork,
        "network '\(network.name)' puts out \(shape)\(name); expected one pixel of classes")
    }
    return shape.channels
  }
}
