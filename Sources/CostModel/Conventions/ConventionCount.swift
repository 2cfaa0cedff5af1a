public import Networks

/// The operations of a network as one convention counts them, and what it leaves out.
///
/// Rows per layer, per stage and per kind of operator each sum to ``total``.
public struct ConventionCount: Hashable, Sendable {
  /// One kind of operator's share.
  public struct Kind: Hashable, Sendable {
    /// The kind that the row is about.
    public let kind: OperatorKind
    /// The number of layers of this kind.
    public let layers: Int
    /// Operations as the convention counts them.
    public let operations: Int
    /// Elements that layers of this kind put out.
    public let elements: Int
    /// Operations as ``Convention/exhaustive`` counts them.
    public let exhaustiveOperations: Int
  }

  /// Layers that compute and that the convention leaves out.
  public struct Uncounted: Hashable, Sendable {
    /// The kind that is left out.
    public let kind: OperatorKind
    /// How many layers of it are left out.
    public let layers: Int
    /// Their part of all elements that computing layers put out, 0 to 1.
    public let elementShare: Double
    /// Their part of all operations as ``Convention/exhaustive`` counts them, 0 to 1.
    public let operationShare: Double
    /// Why, where it is an exception of one implementation.
    public let reason: String?
  }

  /// The rules that were counted by.
  public let convention: Convention
  /// How many images go through the network at once; all counts are for all of them.
  public let batch: Int
  /// Operations per layer, in the order of `Network.layers`.
  public let layers: [Int]
  /// Operations per stage, in the order of `Network.stages`.
  public let stages: [Int]
  /// Operations of the whole network, in the unit of ``convention``.
  public let total: Int
  /// Activations as the convention counts them.
  public let activations: Int
  /// One row per kind of operator that the network has, in the order of ``OperatorKind``.
  public let kinds: [Kind]
  /// What the convention leaves out, in the order of ``OperatorKind``.
  public let uncounted: [Uncounted]
  /// The number of auxiliary layers, which only training runs.
  ///
  /// Conventions count inference, so that these layers are neither counted nor ``uncounted``: they
  /// have no operations here, and are in none of the ``kinds``.
  public let auxiliaryLayers: Int

  /// Counts the operations of a network; where `isStrict`, an operator that computes but is not
  /// counted is an error.
  ///
  /// - Throws: ``CostError`` beyond the range of `Int`, for a batch below 1, or for uncounted
  ///   operators where `isStrict`.
  public init(
    of network: Network, convention: Convention, batch: Int = 1, isStrict: Bool = false
  ) throws(CostError) {
    try NetworkCost.checkBatch(batch)
    let cost = try NetworkCost(of: network)
    var tally = ConventionTally(network, convention)
    for index in network.layers.indices {
      guard tally.add(index, cost.layers[index], batch) else {
        throw network.overflow(at: index)
      }
    }
    self.convention = convention
    self.batch = batch
    layers = tally.layers
    stages = tally.stages
    total = tally.total
    activations = tally.activations
    kinds = tally.kinds
    uncounted = tally.uncounted
    auxiliaryLayers = network.auxiliaryLayers.count
    if isStrict, !uncounted.isEmpty { throw strictError }
  }

  private var strictError: CostError {
    let list = uncounted.map { "\($0.layers) × \($0.kind.rawValue)" }.joined(separator: ", ")
    return CostError(
      .uncounted,
      "convention '\(convention.name)' does not count \(list); choose another convention, or "
        + "count without strict")
  }
}

/// The running sums of a ``ConventionCount``.
private struct ConventionTally {
  private struct Sum {
    var layers = 0
    /// Whether layers of this kind compute anything in inference.
    var computes = false
    var operations = 0
    var elements = 0
    var exhaustive = 0
    var uncountedLayers = 0
    var uncountedElements = 0
    var uncountedExhaustive = 0
    var reason: String?
  }

  private let network: Network
  private let convention: Convention
  private let lastOfKind: [OperatorKind: Int]
  private var sums: [OperatorKind: Sum] = [:]
  private(set) var layers: [Int] = []
  private(set) var stages: [Int]
  private(set) var total = 0
  private(set) var activations = 0

  init(_ network: Network, _ convention: Convention) {
    self.network = network
    self.convention = convention
    stages = [Int](repeating: 0, count: network.stages.count)
    layers.reserveCapacity(network.layers.count)
    var last: [OperatorKind: Int] = [:]
    if !convention.exceptions.isEmpty {
      for index in network.inferenceLayers {
        last[OperatorKind(network.layers[index].operation)] = index
      }
    }
    lastOfKind = last
  }

  /// Adds a layer; `false` where a sum leaves the range of `Int`.
  mutating func add(_ index: Int, _ cost: Cost, _ batch: Int) -> Bool {
    guard !network.isAuxiliary(index) else {
      layers.append(0)
      return true
    }
    let layer = network.layers[index]
    let kind = OperatorKind(layer.operation)
    let exception = convention.exception(
      network: network.name, kind: kind, isLastOfKind: lastOfKind[kind] == index)
    let rule = exception == nil ? convention.rule(for: kind) : .nothing
    let exhaustiveRule = Convention.exhaustive.rule(for: kind)
    guard let count = rule.count(network, index, cost),
      let exhaustive = exhaustiveRule.count(network, index, cost),
      let operations = product(count, batch), let newTotal = sum(total, operations),
      let elements = product(layer.output.elements, batch)
    else { return false }
    layers.append(operations)
    stages[layer.stage] += operations
    total = newTotal
    if convention.countsActivations(of: kind) {
      guard let newActivations = sum(activations, elements) else { return false }
      activations = newActivations
    }
    var row = sums[kind] ?? Sum()
    guard let allElements = sum(row.elements, elements),
      let exhaustiveOperations = product(exhaustive, batch),
      let allExhaustive = sum(row.exhaustive, exhaustiveOperations)
    else { return false }
    row.layers += 1
    row.operations += operations
    row.elements = allElements
    row.exhaustive = allExhaustive
    row.computes = layer.operation.computes
    if row.computes, rule == .nothing {
      row.uncountedLayers += 1
      row.uncountedElements += elements
      row.uncountedExhaustive += exhaustiveOperations
      row.reason = exception?.reason
    }
    sums[kind] = row
    return true
  }

  var kinds: [ConventionCount.Kind] {
    OperatorKind.allCases.compactMap { kind in
      sums[kind].map {
        ConventionCount.Kind(
          kind: kind, layers: $0.layers, operations: $0.operations, elements: $0.elements,
          exhaustiveOperations: $0.exhaustive)
      }
    }
  }

  var uncounted: [ConventionCount.Uncounted] {
    let computing = OperatorKind.allCases.compactMap { sums[$0] }.filter(\.computes)
    let elements = computing.reduce(0.0) { $0 + Double($1.elements) }
    let operations = computing.reduce(0.0) { $0 + Double($1.exhaustive) }
    return OperatorKind.allCases.compactMap { kind in
      guard let row = sums[kind], row.uncountedLayers > 0 else { return nil }
      return ConventionCount.Uncounted(
        kind: kind, layers: row.uncountedLayers,
        elementShare: elements > 0 ? Double(row.uncountedElements) / elements : 0,
        operationShare: operations > 0 ? Double(row.uncountedExhaustive) / operations : 0,
        reason: row.reason)
    }
  }

  private func product(_ first: Int, _ second: Int) -> Int? {
    let (product, overflow) = first.multipliedReportingOverflow(by: second)
    return overflow ? nil : product
  }

  private func sum(_ first: Int, _ second: Int) -> Int? {
    let (sum, overflow) = first.addingReportingOverflow(second)
    return overflow ? nil : sum
  }
}
