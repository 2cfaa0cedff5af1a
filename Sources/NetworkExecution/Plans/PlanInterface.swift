package import Networks

/// What goes into a plan and comes out of it.
package struct PlanInterface {
  /// Images of a run.
  package let batch: Int
  /// The shape of one image.
  package let inputShape: TensorShape
  /// The images, `[batch, height, width, channels]`.
  package let input: Place
  /// One per output of the network.
  package let outputs: [PlanOutput]
}

/// One output of a network: a vector of logits per image.
package struct PlanOutput {
  /// The layer that puts it out.
  package let layer: Int
  package let classes: Int
  /// `[batch, classes]`; keeps its contents until the next run.
  package let logits: Place
  /// What it is compared with; `nil` where the plan only predicts.
  package let targets: ClassTargets?
}

extension PlanOutput {
  /// The classes that a network tells apart.
  ///
  /// - Throws: ``ExecutionError`` where its output is not one vector per image.
  static func classes(of network: Network) throws(ExecutionError) -> Int {
    let output = network.outputShape
    guard output.pixels == 1 else {
      throw ExecutionError(
        .unsuitableNetwork,
        "network '\(network.name)' puts out \(output); expected one pixel of classes")
    }
    return output.channels
  }
}
