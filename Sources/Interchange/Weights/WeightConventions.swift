public import Architectures
import Configuration
import Files
import Networks

/// How the network that weights are of pads and normalises, where that is not what the names of the
/// weights imply.
///
/// Written beside the tensors, and read from there.
public struct WeightConventions: Hashable, Sendable {
  /// How windows pad.
  public let padding: PaddingConvention
  /// What normalisations add to the variance.
  public let epsilon: Double

  private static let paddingKey = "padding"
  private static let epsilonKey = "normalization-epsilon"

  /// Those of an architecture.
  public init(_ architecture: Architecture) {
    padding = architecture.padding
    epsilon = architecture.normalization.epsilon
  }

  /// Those that a file states; `nil` where it states none.
  ///
  /// - Throws: `FileError` for a text that is none of a convention's.
  init?(metadata: [String: String], file: String) throws(FileError) {
    guard let padding = metadata[Self.paddingKey], let epsilon = metadata[Self.epsilonKey] else {
      return nil
    }
    guard let padding = PaddingConvention(rawValue: padding), let epsilon = Double(epsilon),
      (0...1).contains(epsilon)
    else {
      throw FileError(
        .malformed, file: file,
        "its metadata has the padding '\(padding)' and the epsilon '\(epsilon)'; expected "
          + PaddingConvention.allCases.map(\.rawValue).joined(separator: " or ")
          + ", and a number from 0 to 1")
    }
    self.padding = padding
    self.epsilon = epsilon
  }

  /// What a file states of them.
  var metadata: [String: String] {
    [Self.paddingKey: padding.rawValue, Self.epsilonKey: "\(epsilon)"]
  }

  /// An architecture with these conventions.
  ///
  /// - Throws: `ArchitectureError`, in practice never.
  public func adapted(_ architecture: Architecture) throws(ArchitectureError) -> Architecture {
    var normalization = architecture.normalization
    normalization.epsilon = epsilon
    return try architecture.with(padding: padding, normalization: normalization)
  }
}
