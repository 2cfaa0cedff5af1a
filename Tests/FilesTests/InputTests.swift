import Foundation
import Testing

@testable import Files

/// Gives `body` the name of a pipe that holds `bytes` and whose writer is gone.
private func withPipe(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
  var ends: [Int32] = [0, 0]
  try #require(pipe(&ends) == 0)
  defer { close(ends[0]) }
  #expect(write(ends[1], bytes, bytes.count) == bytes.count)
  close(ends[1])
  try body("/dev/fd/\(ends[0])")
}

private func text(_ path: String) throws -> String { try WholeFile.text(of: path) }

/// What is read where a file is expected and a stream is given.
@Suite struct InputTests {
  /// A pipe gives its bytes once; whoever asks again gets the same.
  @Test func pipesAreReadLikeFiles() throws {
    try withPipe(Array("through".utf8)) { path in
      let file = try FileReader(path: path)
      #expect(file.size == 7)
      #expect(try file.bytes(at: 3, count: 4) == Array("ough".utf8))
      #expect(try file.prefix(2) == Array("th".utf8))
      #expect(try WholeFile.text(of: path) == "through")
    }
  }

  @Test func namedPipesWaitForTheirWriter() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/pipe"
      #expect(mkfifo(path, 0o600) == 0)
      let thread = Thread { try? OutputFile.write(path, bytes: "late".utf8) }
      thread.start()
      let (first, second) = (try text(path), try text(path))
      #expect(first == "late" && second == "late")
    }
  }

  @Test func whatIsTooLongIsRefusedWithoutReadingIt() throws {
    try withPipe([UInt8](repeating: 1, count: 100)) { path in
      let error = #expect(throws: FileError.self) { try WholeFile.read(path, maximumBytes: 99) }
      #expect(error?.message == "more than 99 bytes; expected at most that many")
      #expect(error?.reason == .unreadable)
    }
    try withPipe([1, 2, 3]) { path in
      let bytes = try WholeFile.read(path, maximumBytes: 3)
      #expect(bytes == [1, 2, 3])
      #expect(throws: FileError.self) { try WholeFile.read(path, maximumBytes: 2) }
    }
  }

  @Test func nothingAndTerminalsAreNamed() throws {
    try withPipe([]) { path in
      let error = #expect(throws: FileError.self) { try WholeFile.read(path) }
      #expect(error?.message == "empty; expected the contents of a file")
    }
    // The controlling end of a new terminal, which is one itself.
    let error = #expect(throws: FileError.self) { try WholeFile.read("/dev/ptmx") }
    #expect(error?.message == "a terminal; name a file, or pipe one into the command")
  }

  /// `-`, from a file and from the middle of one, as a shell's `read` leaves it.
  @Test func standardInputByItsNames() async throws {
    await #expect(processExitsWith: .success) {
      try withTemporaryFolder { folder in
        try OutputFile.write(folder + "/in", bytes: "line\nrest".utf8)
        let file = open(folder + "/in", O_RDONLY)
        dup2(file, STDIN_FILENO)
        try #require(try WholeFile.text(of: "-") == "line\nrest")
        lseek(STDIN_FILENO, 5, SEEK_SET)
        try #require(try WholeFile.text(of: "-") == "rest")
        try #require(try WholeFile.text(of: "/dev/stdin") == "rest")
        try #require(FileKind(of: "-") == .other)
        try #require(try FileReader(path: "-").path == "standard input")
      }
    }
  }

  /// Written by `iconv`: the marks are Unicode's, the order of bytes each encoding's own.
  @Test func encodingsWithAndWithoutAMark() throws {
    let cases: [[UInt8]] = [
      [0x61, 0xC3, 0xA9], [0xEF, 0xBB, 0xBF, 0x61, 0xC3, 0xA9],
      [0xFF, 0xFE, 0x61, 0, 0xE9, 0], [0x61, 0, 0xE9, 0],
      [0xFE, 0xFF, 0, 0x61, 0, 0xE9], [0, 0x61, 0, 0xE9],
      [0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0, 0xE9, 0, 0, 0], [0x61, 0, 0, 0, 0xE9, 0, 0, 0],
      [0, 0, 0xFE, 0xFF, 0, 0, 0, 0x61, 0, 0, 0, 0xE9], [0, 0, 0, 0x61, 0, 0, 0, 0xE9],
    ]
    try withTemporaryFolder { folder in
      for bytes in cases {
        try OutputFile.write(folder + "/a", bytes: bytes)
        #expect(try WholeFile.text(of: folder + "/a") == "aé", "\(bytes)")
      }
      // Half a character, and half of a pair.
      for bytes: [UInt8] in [[0xFF, 0xFE, 0x61], [0xFF, 0xFE, 0, 0xD8, 0x61, 0], [0x61, 0xFF]] {
        try OutputFile.write(folder + "/a", bytes: bytes)
        #expect(throws: FileError.self) { try WholeFile.text(of: folder + "/a") }
      }
    }
  }
}
