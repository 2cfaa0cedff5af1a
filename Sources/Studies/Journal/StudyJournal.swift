import Files
import Foundation

/// The append-only file of a study: one record a line, flushed to disk before it counts.
///
/// Only the holder of the study's lock may create one. A write that fails half-way is cut off
/// again, so the file always ends with a whole record; should the process die within the write, the
/// next start drops the torn line.
final class StudyJournal {
  /// The system's `write`; tests put a disk that fills up in its place.
  typealias Write = (Int32, UnsafeRawBufferPointer) -> Int

  private let path: String
  private let descriptor: Int32
  private var length: Int64
  private let write: Write

  /// Opens the journal at `path` for appending, creating it when it is missing.
  ///
  /// - Returns: the journal and the records that it holds; a torn last line is removed.
  static func open(
    at path: String, write: @escaping Write = { Foundation.write($0, $1.baseAddress, $1.count) }
  ) throws -> (journal: StudyJournal, records: [StudyRecord]) {
    let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw unwritable(path) }
    do {
      let content = try StudyJournal.content(at: path)
      if content.wholeLength < content.totalLength {
        guard ftruncate(descriptor, off_t(content.wholeLength)) == 0 else { throw unwritable(path) }
        guard fsync(descriptor) == 0 else { throw unwritable(path) }
      }
      let journal = StudyJournal(
        path: path, descriptor: descriptor, length: Int64(content.wholeLength), write: write)
      return (journal, content.records)
    } catch {
      close(descriptor)
      throw error
    }
  }

  private init(path: String, descriptor: Int32, length: Int64, write: @escaping Write) {
    self.path = path
    self.descriptor = descriptor
    self.length = length
    self.write = write
  }

  deinit { close(descriptor) }

  /// Appends `record` and returns once it is on the disk.
  func append(_ record: StudyRecord) throws {
    let line = try record.line()
    let reason: String? = line.withUnsafeBytes { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let written = write(descriptor, rest)
        if written < 0 && errno == EINTR { continue }
        guard written > 0 else { return SystemError.current.lowercased() }
        rest = UnsafeRawBufferPointer(rebasing: rest[written...])
      }
      return fsync(descriptor) == 0 ? nil : SystemError.current.lowercased()
    }
    if let reason {
      // Cut the half-written line off; should that fail too, the next start does it.
      _ = ftruncate(descriptor, off_t(length))
      throw SearchError.studyUnwritable(path: path, reason: reason)
    }
    length += Int64(line.count)
  }

  /// The records of a journal, and how many of its bytes they take.
  ///
  /// Everything after the last whole record is a torn line (a killed writer, a lost block) and is
  /// not counted; a line before it that can't be read is an error.
  static func content(
    at path: String
  ) throws -> (records: [StudyRecord], wholeLength: Int, totalLength: Int) {
    let data: Data
    do {
      data = Data(try WholeFile.read(path))
    } catch {
      throw SearchError.notAStudy(path: path, reason: "its journal can't be read (\(error))")
    }
    var records: [StudyRecord] = []
    var start = data.startIndex
    while let end = data[start...].firstIndex(of: UInt8(ascii: "\n")) {
      do {
        records.append(try StudyRecord(line: data[start..<end]))
      } catch {
        guard end + 1 == data.endIndex else {
          throw SearchError.studyUnreadable(
            path: path, line: records.count + 1, reason: decodingReason(error))
        }
        break
      }
      start = end + 1
    }
    return (records, start - data.startIndex, data.count)
  }

  private static func unwritable(_ path: String) -> SearchError {
    .studyUnwritable(path: path, reason: SystemError.current.lowercased())
  }
}

/// A decoding error in one short sentence.
private func decodingReason(_ error: any Error) -> String {
  guard let error = error as? DecodingError else { return "\(error)" }
  switch error {
  case .keyNotFound(let key, _):
    return "the key `\(key.stringValue)` is missing"
  case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
    let key = context.codingPath.map(\.stringValue).joined(separator: ".")
    return "`\(key)` is not of type \(type)"
  case .dataCorrupted(let context):
    let key = context.codingPath.map(\.stringValue).joined(separator: ".")
    return key.isEmpty ? "the text is no JSON object" : "`\(key)`: \(context.debugDescription)"
  @unknown default:
    return "\(error)"
  }
}
