/// A processor as the roofline model sees it (Williams et al., "Roofline", CACM 52(4), 2009): a
/// layer takes as long as its arithmetic or its memory traffic, whichever is longer, plus the time
/// to launch it.
public struct Device: Hashable, Sendable {
  /// How the device is called on command lines: `this-machine`.
  public let name: String
  /// Arithmetic operations per second in dense convolutions and matrix products; a multiply-add is
  /// two.
  public let operationsPerSecond: Double
  /// The share of ``operationsPerSecond`` that depthwise convolutions, poolings and element-wise
  /// layers reach, above 0, up to 1.
  public let sparseEfficiency: Double
  /// How many times as fast 3×3 convolutions of stride 1 run as their operations say, 1 to 4:
  /// Winograd's minimal filtering F(2×2, 3×3) needs 1 in 2.25 multiplications.
  public let winogradSpeedup: Double
  /// Bytes per second between memory and processor.
  public let bytesPerSecond: Double
  /// Seconds to start one kernel.
  public let launchSeconds: Double
  /// Bytes of one element of weights and feature maps: 4 for float32, 2 for float16.
  public let elementBytes: Int
  /// Whether the runtime computes normalisation, activations and sums inside the kernel before.
  public let fusesElementwise: Bool
  /// Where the figures are from.
  public let source: String

  /// Makes a device.
  ///
  /// - Throws: ``CostError`` naming the figure that is out of range.
  public init(
    name: String, operationsPerSecond: Double, sparseEfficiency: Double = 1,
    winogradSpeedup: Double = 1, bytesPerSecond: Double, launchSeconds: Double,
    elementBytes: Int = 4,
    fusesElementwise: Bool = true, source: String
  ) throws(CostError) {
    guard Self.isName(name) else {
      throw CostError(
        .invalidParameter, "device name '\(name)'; expected a word without spaces and '@'")
    }
    try Self.require(
      operationsPerSecond, in: Ranges.operationsPerSecond, "operationsPerSecond", name)
    try Self.require(sparseEfficiency, in: Ranges.sparseEfficiency, "sparseEfficiency", name)
    try Self.require(winogradSpeedup, in: Ranges.winogradSpeedup, "winogradSpeedup", name)
    try Self.require(bytesPerSecond, in: Ranges.bytesPerSecond, "bytesPerSecond", name)
    try Self.require(launchSeconds, in: Ranges.launchSeconds, "launchSeconds", name)
    guard Ranges.elementBytes.contains(elementBytes) else {
      throw CostError(
        .invalidParameter, "device '\(name)': elementBytes \(elementBytes); expected 1 to 16")
    }
    self.name = name
    self.operationsPerSecond = operationsPerSecond
    self.sparseEfficiency = sparseEfficiency
    self.winogradSpeedup = winogradSpeedup
    self.bytesPerSecond = bytesPerSecond
    self.launchSeconds = launchSeconds
    self.elementBytes = elementBytes
    self.fusesElementwise = fusesElementwise
    self.source = source
  }

  /// What a device's figures may be.
  public enum Ranges {
    /// Arithmetic operations a second, two per multiply-add.
    public static let operationsPerSecond = 1...1e21
    /// The share of them that short dot products and element-wise layers reach.
    public static let sparseEfficiency = 1e-6...1
    /// How many times as fast 3×3 convolutions of stride 1 run as their operations say.
    public static let winogradSpeedup = 1...4.0
    /// Bytes a second between memory and processor.
    public static let bytesPerSecond = 1...1e18
    /// Seconds that starting a kernel takes.
    public static let launchSeconds = 0...1e3
    /// Bytes of one element.
    public static let elementBytes = 1...16
  }

  /// Whether `name` can be the name of a device: one word without `@`.
  public static func isName(_ name: String) -> Bool {
    !name.isEmpty && !name.contains { $0.isWhitespace || $0.isNewline || $0 == "@" }
  }

  /// Operations per byte above which a dense layer is bound by arithmetic.
  public var ridge: Double { operationsPerSecond / bytesPerSecond }

  private static func require(
    _ value: Double, in range: ClosedRange<Double>, _ key: String, _ device: String
  ) throws(CostError) {
    guard range.contains(value) else {
      throw CostError(
        .invalidParameter,
        "device '\(device)': \(key) \(value); expected \(range.lowerBound) to \(range.upperBound)")
    }
  }
}
