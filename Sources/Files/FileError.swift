/// Why a file cannot be read, understood or written: which file, where in it, what was found, what was
/// expected.
///
/// All who read or write files throw this one, the readers of a format too: a person who corrects a
/// file does not care which of them found the mistake.
public struct FileError: Error, Hashable, Sendable {
  /// The kind of a problem, for callers that switch over it.
  public enum Reason: Hashable, Sendable {
    /// The file cannot be opened or read, or is too large.
    case unreadable
    /// The file cannot be written; what stood there before is untouched.
    case unwritable
    /// Nobody reads the pipe any more that is written to.
    case closedPipe
    /// The file breaks the rules of its format.
    case malformed
    /// A key, tensor or name that nothing knows.
    case unknownName
    /// A key or tensor that must be there is not.
    case missing
    /// A key or tensor is there twice.
    case duplicate
    /// A value is of another kind than expected.
    case wrongType
    /// A value is of the right kind and outside its bounds.
    case outOfRange
    /// Parts that must agree do not.
    case mismatch
  }

  /// What kind of problem it is.
  public let reason: Reason
  /// The path, or what the caller called the text.
  public let file: String
  /// Where in a text file; `nil` where no place can be named.
  public let position: TextPosition?
  /// What was found, what was expected, and what to do; without file and place.
  public let message: String

  /// An error in `file`, at `position` where it is a text with places.
  public init(
    _ reason: Reason, file: String, position: TextPosition? = nil, _ message: String
  ) {
    self.reason = reason
    self.file = file
    self.position = position
    self.message = message
  }
}

extension FileError: CustomStringConvertible {
  /// `searches/b0.yaml:12:5: unknown key 'strid'; …`.
  public var description: String {
    if let position { "\(file):\(position): \(message)" } else { "\(file): \(message)" }
  }
}
