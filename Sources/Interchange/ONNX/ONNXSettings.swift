/// In which version, in which numbers and with which account an ONNX file is written.
public struct ONNXSettings: Hashable, Sendable {
  /// The versions of the operators that can be written.
  ///
  /// Before 11 padding and clipping have their amounts as attributes; 25 is the newest that is read.
  public static let operatorSets = 11...25

  /// The version that is written where none is asked for.
  public static let standardOperatorSet = 20

  /// The version of the operators, one of ``operatorSets``.
  public let operatorSet: Int
  /// Whether weights, input and output are half-precision numbers (IEEE 754 binary16), in place of
  /// single-precision ones.
  public let isHalf: Bool
  /// What is said of the network, under a key each; written in the order of the keys.
  public let metadata: [String: String]

  /// Settings.
  ///
  /// - Precondition: the version is one of ``operatorSets``.
  public init(
    operatorSet: Int = standardOperatorSet, isHalf: Bool = false, metadata: [String: String] = [:]
  ) {
    precondition(Self.operatorSets.contains(operatorSet), "operators of version \(operatorSet)")
    self.operatorSet = operatorSet
    self.isHalf = isHalf
    self.metadata = metadata
  }

  /// The first version of the file format that has these operators, which the oldest programs read
  /// (github.com/onnx/onnx, docs/Versioning.md).
  public var formatVersion: Int {
    switch operatorSet {
    case ...11: 6
    case 12...14: 7
    case 15...18: 8
    case 19...20: 9
    case 21...22: 10
    case 23: 11
    case 24: 12
    default: 13
    }
  }
}
