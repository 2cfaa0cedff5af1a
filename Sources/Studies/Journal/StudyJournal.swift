import Files
import Foundation

/// The append-only file of a study: one record a line, flushed to disk before it counts.
///
/// Only the holder of the study's lock may create one. The file always ends with a whole record; should
/// the process die within a write, the next start drops the torn line.
final class StudyJournal {
  private let path: String
  private let file: AppendedFile

  private init(path: String, file: AppendedFile) {
    self.path = path
    self.file = file
  }

  /// Opens the journal at `path` for appending, creating it when it is missing.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - write: the system's `write`; tests put a disk that fills up in its place.
  /// - Returns: the journal and the records that it holds; a torn last line is removed.
  /// - Throws: ``SearchError`` where it can't be written, or holds what is no record.
  static func open(
    at path: String,
    write: @escaping FileWriter.Write = { Foundation.write($0, $1.baseAddress, $1.count) }
  ) throws -> (journal: StudyJournal, records: [StudyRecord]) {
    do {
      var records: [StudyRecord] = []
      let file = try AppendedFile(
        path: path,
        length: {
          let content = try StudyJournal.content(at: path)
          records = content.records
          return content.wholeLength
        }, write: write)
      return (StudyJournal(path: path, file: file), records)
    } catch let error as FileError {
      throw SearchError.studyUnwritable(path: path, reason: error.message)
    }
  }

  /// Appends `record` and returns once it is on the disk.
  func append(_ record: StudyRecord) throws {
    let line = Array(try record.line())
    do {
      try line.withUnsafeBytes { try file.append($0) }
    } catch let error as FileError {
      throw SearchError.studyUnwritable(path: path, reason: error.message)
    }
  }

  /// The records of a journal, and how many of its bytes they take.
  ///
  /// Everything after the last whole record is a torn line (a killed writer, a lost block) and is
  /// not counted; a line before it that can't be read is an error.
  static func content(
    at path: String
  ) throws -> (records: [StudyRecord], wholeLength: Int) {
    let bytes: [UInt8]
    do {
      bytes = try WholeFile.read(path)
    } catch {
      throw SearchError.notAStudy(path: path, reason: "its journal can't be read (\(error))")
    }
    return try bytes.withUnsafeBytes { bytes in
      var records: [StudyRecord] = []
      var start = 0
      let scanned = RecordScanner.trials(inLinesOf: bytes)
      while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
        do {
          if let trial = scanned[records.count] {
            records.append(.trial(trial))
          } else {
            records.append(try StudyRecord(line: Data(bytes[start..<end])))
          }
        } catch {
          guard end + 1 == bytes.count else {
            throw SearchError.studyUnreadable(
              path: path, line: records.count + 1, reason: decodingReason(error))
          }
          break
        }
        start = end + 1
      }
      return (records, start)
    }
  }

  /// The header of a journal, of whose trials nothing is read.
  static func header(at path: String) throws -> StudyHeader? {
    let file = try FileReader(path: path)
    let bytes = try file.bytes(at: 0, count: min(file.size, 4096))
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")),
      case .study(let header)? = try? StudyRecord(line: Data(bytes[..<end]))
    else { return nil }
    return header
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
