import Files
import Foundation
import Testing

@Suite struct AppendedFileTests {
  @Test func aTornEndIsCutOffOnOpening() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a"
      try OutputFile.write(path, bytes: "whole|torn".utf8)
      let file = try AppendedFile(path: path, length: { 6 })
      try Array("next|".utf8).withUnsafeBytes { try file.append($0) }
      #expect(try WholeFile.text(of: path) == "whole|next|")
    }
  }

  @Test func whatDoesNotFitIsCutOffAgain() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a"
      nonisolated(unsafe) var room = 3
      let file = try AppendedFile(path: path, length: { 0 }) { descriptor, bytes in
        guard room > 0 else {
          errno = ENOSPC
          return -1
        }
        let count = Foundation.write(descriptor, bytes.baseAddress, min(room, bytes.count))
        room -= count
        return count
      }
      let error = #expect(throws: FileError.self) {
        try Array("record".utf8).withUnsafeBytes { try file.append($0) }
      }
      #expect(error?.reason == .unwritable)
      #expect(error?.message == "cannot write: No space left on device")
      #expect(try WholeFile.text(of: path).isEmpty)
      let none = #expect(throws: FileError.self) {
        try AppendedFile(path: folder + "/b/c", length: { 0 })
      }
      #expect(none?.message == "cannot open: No such file or directory")
    }
  }
}
