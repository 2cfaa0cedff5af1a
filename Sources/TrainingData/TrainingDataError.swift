/// Why data cannot be read or prepared.
///
/// The message says what was found, what was expected, and what to do; the description puts the file
/// and the byte offset before it.
public struct TrainingDataError: Error, Hashable, Sendable {
  /// The kind of a problem, for callers that switch over it.
  public enum Reason: Hashable, Sendable {
    /// A file or folder is missing, unreadable, or no regular file.
    case unreadable
    /// Nothing in a folder or archive is a data set that we know.
    case unknownFormat
    /// A file ends before what its header or format promises.
    case truncated
    /// Bytes contradict their format: bad magic, checksum, code or count.
    case corrupt
    /// Bytes follow where the format says that the file ends.
    case trailingData
    /// A label lies outside the classes of the data set.
    case labelOutOfRange
    /// Images and labels, or training and validation sets, do not belong together.
    case mismatch
    /// A size beyond what the file's length, or memory, can hold.
    case tooLarge
    /// A library of the system that reading takes is not there.
    case missingLibrary
    /// A value given by the caller is outside its range.
    case invalidParameter
  }

  /// What kind of problem it is.
  public let reason: Reason
  /// The file, or `archive: entry`.
  public let file: String?
  /// The byte at which the problem was found: of the file's contents, after decompression unless
  /// the message speaks of the compressed stream.
  public let offset: Int?
  /// What was found, what was expected, and what to do; without file and offset.
  public let message: String

  /// An error in `file` at byte `offset`, where there is such a place.
  public init(_ reason: Reason, file: String? = nil, offset: Int? = nil, _ message: String) {
    self.reason = reason
    self.file = file
    self.offset = offset
    self.message = message
  }
}

extension TrainingDataError: CustomStringConvertible {
  public var description: String {
    switch (file, offset) {
    case (let file?, let offset?): "\(file), byte \(offset): \(message)"
    case (let file?, nil): "\(file): \(message)"
    case (nil, let offset?): "byte \(offset): \(message)"
    case (nil, nil): message
    }
  }
}
