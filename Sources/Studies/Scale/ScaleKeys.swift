package import Configuration
package import CostModel
package import Files
import Interchange
import Networks
import TrainingRecipes

extension Bounds {
  /// Reads the keys `within` and `budgets`: per metric an upper limit, or an interval such as
  /// `{least: 300M, most: 400M}`; nil stands for no bounds.
  ///
  /// - Parameters:
  ///   - node: A mapping from metrics.
  ///   - device: Where latency is predicted. A bound such as `20ms@nvidia-t4` names it, too; a
  ///     search has one.
  ///   - timing: Whether the networks are timed, so that `measuredLatency` can be bounded.
  /// - Throws: `FileError` at the metric or number that is wrong.
  package init(
    _ node: ConfigurationNode?, on device: inout Device?, timing: Bool = false
  ) throws {
    self.init()
    guard var keys = try node?.mapping() else { return }
    multiplyAdds = try Interval(keys.optional("multiplyAdds")) { try $0.count() }
    parameters = try Interval(keys.optional("parameters")) { try $0.count() }
    activations = try Interval(keys.optional("activations")) { try $0.count() }
    memory = try Interval(keys.optional("memory")) { try $0.bytes() }
    let latencyNode = keys.optional("latency")
    latency = try Interval(latencyNode) { try $0.seconds(on: &device) }
    if timing {
      measuredLatency = try Interval(keys.optional("measuredLatency")) { try $0.seconds() }
    }
    try keys.finish()
    if let latencyNode, device == nil {
      throw latencyNode.failure(
        "latency without a device; expected a time on one, such as 20ms@nvidia-t4")
    }
  }
}

extension Bounds.Interval {
  fileprivate init(
    _ node: ConfigurationNode?, _ read: (ConfigurationNode) throws -> Value
  ) throws {
    self.init()
    guard let node else { return }
    guard node.isMapping else {
      most = try read(node)
      return
    }
    var keys = try node.mapping()
    least = try keys.optional("least").map(read)
    most = try keys.optional("most").map(read)
    try keys.finish()
    if let least, let most, least > most {
      throw node.failure("found least \(least) above most \(most)")
    }
  }
}

extension ProxyScale {
  /// Reads the key `proxy`.
  package init(_ node: ConfigurationNode) throws {
    var keys = try node.mapping()
    self.init(
      width: try keys.number("width", in: 0.001...1000, default: 1),
      depth: try keys.number("depth", in: 0.001...1000, default: 1),
      resolution: try keys.required("resolution").resolution(in: 1...4096),
      divisor: try keys.integer("divisor", in: 1...1024, default: 8),
      resolutionDivisor: try keys.integer("resolutionDivisor", in: 1...1024, default: 1),
      repeatRounding: try keys.choice("repeatRounding", default: .up),
      stemStride: try keys.optional("stemStride")?.integer(in: 1...64),
      keepsStemPooling: try keys.boolean("stemPooling", default: true),
      strides: try keys.optional("strides")?.integers(in: 1...64),
      dropout: try keys.number("dropout", in: 0...0.999, default: 0),
      batchNormMomentum: try keys.number("batchNormMomentum", in: 0...0.99999, default: 0.9))
    try keys.finish()
  }
}

extension TrainingDefinition {
  /// Reads the key `training`.
  ///
  /// - Parameters:
  ///   - node: A mapping, whose epochs must be there; nil where nothing trains by them.
  ///   - evaluator: Where scores come from. Only the trainer must be told how long to train; for
  ///     others nil, or no epochs, stand for one epoch.
  /// - Throws: `FileError` at the key or value that is wrong.
  package init(
    _ node: ConfigurationNode?, for evaluator: EvaluatorDefinition = .trainer
  ) throws {
    guard let node else {
      self.init(epochs: 1)
      return
    }
    var keys = try node.mapping()
    self.init(
      data: try keys.string("data", default: "shapes"),
      epochs: try keys.integer("epochs", in: 1...100_000, default: evaluator.trains ? nil : 1),
      seeds: try keys.integer("seeds", in: 1...1000, default: 1))
    // A search counts in epochs, as many as the rung at hand allows.
    recipe = try RecipeDefinition(&keys, except: [.epochs, .steps])
    try keys.finish()
  }
}

extension ConfigurationNode {
  /// A count as people write it: `400M`, `1.5B`, or a plain number.
  ///
  /// - Throws: `FileError` where this is none of these, or beyond the range of `Int`.
  package func count() throws(FileError) -> Int { try quantity(Quantity.count) }

  /// An amount of memory as people write it: `512MB`, `64KiB`, or a plain number of bytes.
  ///
  /// - Throws: `FileError` where this is none of these, or beyond the range of `Int`.
  package func bytes() throws(FileError) -> Int { try quantity(Quantity.bytes) }

  /// A time as people write it: `20ms`.
  ///
  /// - Throws: `FileError` where this is none.
  package func seconds() throws(FileError) -> Double { try quantity(Quantity.seconds) }

  /// A time that names its device, `20ms@nvidia-t4`, or leaves it to what was named before.
  ///
  /// - Parameter device: What was named before; becomes the device named here.
  /// - Returns: Seconds.
  /// - Throws: `FileError` where this is neither, or names another device.
  fileprivate func seconds(on device: inout Device?) throws -> Double {
    let text = try string()
    guard text.contains("@") else { return try seconds() }
    let found: (seconds: Double, device: Device)
    do {
      found = try Quantity.latency(text, device: DeviceFile.device)
    } catch {
      throw failure("\(error)")
    }
    if let device, device != found.device {
      throw failure(
        "latency on \(found.device.name); expected \(device.name), which is named before: a search "
          + "has one device")
    }
    device = found.device
    return found.seconds
  }

  private func quantity<Value>(
    _ read: (String) throws(CostError) -> Value
  ) throws(FileError) -> Value {
    let text = try string()
    do throws(CostError) {
      return try read(text)
    } catch {
      throw failure("found \(error.message)", reason: .wrongType)
    }
  }
}
