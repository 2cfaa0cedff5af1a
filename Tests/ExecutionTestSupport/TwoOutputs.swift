package import Networks

/// Small networks of two outputs, `logits` and `auxiliary`, of four classes each.
package enum TwoOutputs: String, CaseIterable {
  /// The auxiliary head reads half-way features, and its layers come last.
  case headLast
  /// Its layers come before the rest of the trunk.
  case headBetween
  /// The main output's layers read the auxiliary output.
  case outputInTheTrunk

  package func network(hasHead: Bool = true) throws -> Network {
    var builder = try NetworkBuilder(
      name: rawValue, input: TensorShape(height: 7, width: 6, channels: 3))
    let trunk = try builder.unit(builder.input, "trunk", channels: 6, kernel: 3)
    var auxiliary: Int?
    if hasHead, self != .headLast { auxiliary = try head(&builder, trunk, "auxiliary") }
    var body = try builder.normalize(
      builder.convolve(builder.unit(trunk, "a", channels: 8), "b", channels: 6), "b.norm")
    body = try builder.add(.add, joining: [trunk, body], name: "add")
    if self == .outputInTheTrunk, let auxiliary {
      let gate = try builder.convolve(
        builder.activate(auxiliary, "auxiliary.act"), "gate", channels: 6, kernel: 1, bias: true)
      body = try builder.add(
        .multiply, joining: [body, builder.activate(gate, "gate.act", .sigmoid)], name: "gated")
    }
    let logits = try head(&builder, body, "logits")
    if hasHead, self == .headLast { auxiliary = try head(&builder, trunk, "auxiliary") }
    let outputs = [("logits", logits)] + (auxiliary.map { [("auxiliary", $0)] } ?? [])
    return try builder.finish(outputs: outputs.map { NetworkOutput(name: $0.0, layer: $0.1) })
  }

  private func head(
    _ builder: inout NetworkBuilder, _ input: Int, _ name: String
  ) throws -> Int {
    let unit = try builder.unit(input, "\(name).unit", channels: 5)
    let pooled = try builder.add(.globalAveragePooling, to: unit, name: "\(name).pooling")
    return try builder.add(
      .fullyConnected(FullyConnected(outputs: 4)), to: pooled, name: name)
  }
}
