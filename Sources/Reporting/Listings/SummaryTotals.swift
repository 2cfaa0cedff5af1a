import CostModel
import Networks

/// A network's figures in total: sentences for people, an object for programs.
struct SummaryTotals {
  let network: Network
  let figures: NetworkBreakdown
  /// Bytes that this program's inference occupies; `nil` where it can't run the network.
  let occupiedBytes: Int?

  private let share = NumberStyle.percent(decimals: 1)
  private let bytes = NumberStyle.bytes(significant: 3)
  private let count = NumberStyle.si(significant: 3)

  init(_ network: Network, _ figures: NetworkBreakdown, occupiedBytes: Int?) {
    self.network = network
    self.figures = figures
    self.occupiedBytes = occupiedBytes
  }

  var notes: [String] {
    [conventionNote, parameters] + auxiliary + [work, inference, training] + time
      + (figures.convention.map(ConventionTable.notes) ?? [])
  }

  private var images: String {
    figures.batch == 1 ? "One image" : "A batch of \(figures.batch)"
  }

  private var parameters: String {
    let cost = figures.total.cost
    let part = Double(cost.normalizationParameters) / Double(max(1, cost.parameters))
    var text =
      "Parameters of normalisation: \(NumberStyle.grouped.text(cost.normalizationParameters)), "
      + "\(share.text(part))."
    if cost.reusedParameters > 0, let perUse = cost.parametersPerUse {
      text +=
        " Shared weights count once here and each time as arithmetic; counted at each use, "
        + "parameters are \(NumberStyle.grouped.text(perUse))."
    }
    return text
  }

  private var auxiliaryParameters: Int {
    network.auxiliaryLayers.reduce(0) { $0 + figures.layers[$1].cost.parameters }
  }

  private var auxiliary: [String] {
    guard let first = network.auxiliaryLayers.first else { return [] }
    return [
      "Auxiliary layers, from \(network.name(of: first)) on, are training's alone: "
        + "\(NumberStyle.grouped.text(auxiliaryParameters)) parameters that inference does not "
        + "need; the training step has them."
    ]
  }

  private var work: String {
    let total = figures.total
    let flops = total.cost.flops.map { "\(count.text($0)) FLOPs at two per multiply-add, " } ?? ""
    return "\(images): \(flops)\(count.text(total.operations)) operations of every kind, "
      + "\(bytes.text(total.bytesMoved)) moved: "
      + "\(NumberStyle.significant(3).text(total.intensity)) operations per byte."
  }

  private var inference: String {
    let memory = figures.inference
    return "Inference holds \(bytes.text(memory.totalBytes)) at most: "
      + "\(bytes.text(memory.weightBytes)) of weights, "
      + "\(bytes.text(memory.peakFeatureBytes)) of feature maps while "
      + "\(network.name(of: memory.peakLayer)) runs."
      + (occupiedBytes.map {
        " Here it occupies \(bytes.text($0)): weights as the kernels read them, maps, scratch of a "
          + "thread."
      } ?? "")
  }

  private var training: String {
    let memory = figures.training
    let pass = memory.peaksInBackwardPass ? "backward" : "forward"
    let weights = memory.weightBytes + memory.gradientBytes + memory.optimizerBytes
    return "A training step (RMSProp with momentum, averaged weights) holds "
      + "\(bytes.text(memory.totalBytes)): \(bytes.text(weights)) of weights, gradients and "
      + "optimizer, \(bytes.text(memory.peakFeatureBytes)) of feature maps while "
      + "\(network.name(of: memory.peakLayer)) runs \(pass)."
  }

  private var time: [String] {
    guard let latency = figures.latency else { return [] }
    let bounds = latency.seconds(of: network.layers.indices)
      .filter { $0.seconds > 0 }
      .sorted { $0.seconds > $1.seconds }
      .map { "\(share.text($0.seconds / latency.seconds)) bound by \($0.bound.rawValue)" }
    return [
      "\(images) takes \(NumberStyle.seconds(significant: 3).text(latency.seconds)) on "
        + "\(latency.device.name) by the roofline model: \(bounds.joined(separator: ", ")). "
        + "The device: \(latency.device.source)."
    ]
  }

  var json: JSONValue {
    let total = figures.total
    let cost = total.cost
    var members: [JSONValue.Member] = [
      .init("parameters", .integer(cost.parameters)),
      .init("multiplyAdds", .integer(cost.multiplyAdds)),
      .init("activations", .integer(cost.activations)),
      .init("flops", cost.flops.map { .integer($0) } ?? .null),
      .init("normalizationParameters", .integer(cost.normalizationParameters)),
      .init("reusedParameters", .integer(cost.reusedParameters)),
      .init("auxiliaryParameters", .integer(auxiliaryParameters)),
      .init("parametersPerUse", cost.parametersPerUse.map { .integer($0) } ?? .null),
      .init("operations", .integer(total.operations)),
      .init("bytesMoved", .integer(total.bytesMoved)),
      .init("intensity", .number(total.intensity)),
      .init("inferenceMemory", inferenceJSON),
      .init("trainingMemory", trainingJSON),
    ]
    if let convention = figures.convention {
      members.append(.init("convention", .string(convention.convention.name)))
      members.append(.init("conventionOperations", .integer(convention.total)))
    }
    if let latency = figures.latency {
      members.append(.init("device", .string(latency.device.name)))
      members.append(.init("seconds", .number(latency.seconds)))
      members.append(.init("bound", .string((total.bound ?? .none).rawValue)))
    }
    return .object(members)
  }

  private var inferenceJSON: JSONValue {
    let memory = figures.inference
    return .object([
      .init("bytes", .integer(memory.totalBytes)),
      .init("weightBytes", .integer(memory.weightBytes)),
      .init("peakFeatureBytes", .integer(memory.peakFeatureBytes)),
      .init("peakLayer", .string(network.name(of: memory.peakLayer))),
      .init("elementBytes", .integer(memory.elementBytes)),
      .init("occupiedBytes", occupiedBytes.map { .integer($0) } ?? .null),
    ])
  }

  private var trainingJSON: JSONValue {
    let memory = figures.training
    return .object([
      .init("bytes", .integer(memory.totalBytes)),
      .init("weightBytes", .integer(memory.weightBytes)),
      .init("gradientBytes", .integer(memory.gradientBytes)),
      .init("optimizerBytes", .integer(memory.optimizerBytes)),
      .init("peakFeatureBytes", .integer(memory.peakFeatureBytes)),
      .init("peakLayer", .string(network.name(of: memory.peakLayer))),
      .init("peaksInBackwardPass", .boolean(memory.peaksInBackwardPass)),
    ])
  }
}
