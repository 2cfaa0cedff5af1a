import Foundation
import Testing

@testable import Files

/// Owner, permissions and number of names of what a path names, links not followed.
private func status(_ path: String) throws -> stat {
  var status = stat()
  try #require(lstat(path, &status) == 0)
  return status
}

private func text(_ path: String) throws -> String {
  try String(contentsOfFile: path, encoding: .utf8)
}

/// What becomes of a regular file that is written.
@Suite struct OutputFileTests {
  @Test func aFailureOnTheWayLeavesNoTrace() throws {
    struct Interruption: Error {}
    try withTemporaryFolder { folder in
      let path = folder + "/a"
      try OutputFile.write(path, bytes: [1, 2])
      for other in ["", "/b"] {
        if !other.isEmpty { #expect(link(path, folder + other) == 0) }
        #expect(throws: Interruption.self) {
          try OutputFile.write(path) { writer in
            try writer.write([3] as [UInt8])
            throw Interruption()
          }
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([1, 2]))
      }
      #expect(try Folder.names(in: folder) == ["a", "b"])
    }
  }

  @Test func foldersAndTheirFilesAreMade() throws {
    try withTemporaryFolder { folder in
      let output = try OutputFolder(folder + "/b/c/")
      #expect(try output.write("text", name: "d.txt") == "d.txt")
      #expect(try WholeFile.text(of: folder + "/b/c/d.txt") == "text")
      #expect(try Folder.names(in: folder + "/b/c") == ["d.txt"])
      let error = #expect(throws: FileError.self) { try OutputFolder(folder + "/b/c/d.txt/e") }
      #expect(error?.reason == .unwritable && error?.message.contains("cannot make") == true)
      #expect(throws: FileError.self) { try OutputFolder("-") }
    }
  }

  @Test func placesThatCannotBeWrittenAreFoundBeforehand() throws {
    try withTemporaryFolder { folder in
      #expect(throws: Never.self) { try OutputFile.check(folder + "/a") }
      try OutputFile.write(folder + "/f", bytes: [1])
      let cases = [
        (folder, "\(folder): a folder; expected a file to write"),
        (folder + "/b/c", "\(folder)/b/c: there is no folder \(folder)/b; make it first"),
        (
          folder + "/b/", "\(folder)/b/: ends with a slash, as folders do; expected a file to write"
        ),
        (folder + "/f/", "\(folder)/f/: Not a directory"),
        (
          "~nobody-here/x",
          "~nobody-here/x: there is no folder ~nobody-here; the shell has not "
            + "replaced ~; write $HOME"
        ),
        ("", "'': no path; expected a file to write, or - for standard output"),
      ]
      for (path, message) in cases {
        let error = #expect(throws: FileError.self) { try OutputFile.check(path) }
        #expect(error?.description == message && error?.reason == .unwritable)
        #expect(throws: FileError.self) { try OutputFile.write(path, bytes: [1]) }
      }
    }
  }

  /// Names of one character, of the most that a folder takes, and of one more.
  @Test func shortAndLongNames() async throws {
    await #expect(processExitsWith: .success) {
      try withTemporaryFolder { folder in
        try #require(chdir(folder) == 0)
        for name in ["a", "é", "./b", String(repeating: "n", count: 255)] {
          try OutputFile.check(name)
          try OutputFile.write(name, bytes: "whole".utf8)
          try #require(try text(name) == "whole")
        }
        let tooLong = String(repeating: "n", count: 256)
        try #require(throws: FileError.self) { try OutputFile.check(tooLong) }
        try #require(try Folder.names(in: ".").count == 4)
      }
    }
  }

  @Test func linksStayLinksToTheNewContents() throws {
    try withTemporaryFolder { folder in
      #expect(mkdir(folder + "/inner", 0o777) == 0)
      try OutputFile.write(folder + "/inner/real", bytes: "old".utf8)
      // Relative, through another link, to a folder's file, and to nothing yet.
      let links = [("direct", "inner/real"), ("second", "direct"), ("new", "inner/made")]
      for (name, target) in links { #expect(symlink(target, "\(folder)/\(name)") == 0) }
      for (name, _) in links {
        try OutputFile.write("\(folder)/\(name)", bytes: name.utf8)
        #expect(try status("\(folder)/\(name)").st_mode & S_IFMT == S_IFLNK)
      }
      #expect(try text(folder + "/inner/real") == "second")
      #expect(try text(folder + "/inner/made") == "new")
      #expect(symlink("circle", folder + "/circle") == 0)
      let error = #expect(throws: FileError.self) { try OutputFile.check(folder + "/circle") }
      #expect(error?.message == "Too many levels of symbolic links")
    }
  }

  @Test(arguments: [mode_t(0o600), 0o640, 0o777, 0o4755])
  func permissionsOfAFileStay(_ mode: mode_t) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a"
      try OutputFile.write(path, bytes: "old".utf8)
      #expect(chmod(path, mode) == 0)
      try OutputFile.write(path, bytes: "new".utf8)
      #expect(try status(path).st_mode & 0o7777 == mode)
      #expect(try text(path) == "new")
    }
  }

  @Test(arguments: [mode_t(0o022), 0o077, 0o002])
  func newFilesHaveWhatTheMaskLeaves(_ mask: mode_t) async throws {
    await #expect(processExitsWith: .success) { [mask = mask as mode_t] in
      umask(mask)
      try withTemporaryFolder { folder in
        try OutputFile.write(folder + "/a", bytes: [1])
        try #require(try status(folder + "/a").st_mode & 0o777 == 0o666 & ~mask)
        try Folder.make(folder + "/b/c")
        try #require(try status(folder + "/b/c").st_mode & 0o777 == 0o777 & ~mask)
      }
    }
  }

  /// The other name of a file goes on to name the same file, grown and shrunk.
  @Test func otherNamesOfAFileStay() throws {
    try withTemporaryFolder { folder in
      try OutputFile.write(folder + "/a", bytes: "a longer text".utf8)
      #expect(link(folder + "/a", folder + "/b") == 0)
      for text in ["short", String(repeating: "long", count: 1 << 20)] {
        try OutputFile.write(folder + "/a", bytes: text.utf8)
        #expect(try String(contentsOfFile: folder + "/b", encoding: .utf8) == text)
      }
      #expect(try status(folder + "/b").st_nlink == 2)
      #expect(try Folder.names(in: folder) == ["a", "b"])
    }
  }

  /// What only root can set up: files of others, written as root and as the user nobody.
  @Test(.enabled(if: geteuid() == 0)) func ownersStay() async throws {
    await #expect(processExitsWith: .success) {
      try withTemporaryFolder { folder in
        let nobody: uid_t = 65_534
        try #require(chmod(folder, 0o777) == 0)
        for name in ["theirs", "shared", "locked/mine", "sticky/shared", "read-only"] {
          try Folder.make(Folder.holding("\(folder)/\(name)"))
          try OutputFile.write("\(folder)/\(name)", bytes: "old".utf8)
        }
        try #require(chown(folder + "/theirs", 1, 2) == 0)
        try OutputFile.write(folder + "/theirs", bytes: "new".utf8)
        let theirs = try status(folder + "/theirs")
        try #require(theirs.st_uid == 1 && theirs.st_gid == 2)
        try #require(chmod(folder + "/shared", 0o666) == 0)
        try #require(chmod(folder + "/read-only", 0o444) == 0)
        try #require(chown(folder + "/locked/mine", nobody, nobody) == 0)
        try #require(chown(folder + "/locked", nobody, nobody) == 0)
        try #require(chmod(folder + "/locked", 0o555) == 0)
        try #require(chmod(folder + "/sticky", 0o1777) == 0)
        try #require(chmod(folder + "/sticky/shared", 0o666) == 0)
        try #require(setgid(nobody) == 0 && setuid(nobody) == 0)
        // Writable, though its folder is not, or it is another's.
        for (name, owner) in [("shared", 0), ("locked/mine", nobody), ("sticky/shared", 0)] {
          try OutputFile.write("\(folder)/\(name)", bytes: "new".utf8)
          try #require(try text("\(folder)/\(name)") == "new")
          try #require(try status("\(folder)/\(name)").st_uid == owner)
        }
        for name in ["read-only", "locked/new", "theirs"] {
          try #require(throws: FileError.self) { try OutputFile.check("\(folder)/\(name)") }
        }
        try #require(try Folder.names(in: folder + "/sticky") == ["shared"])
      }
    }
  }
}

/// What is written through: devices, pipes, the process's own streams.
@Suite struct OutputStreamTests {
  @Test(.enabled(if: geteuid() == 0)) func devicesStayDevices() throws {
    try withTemporaryFolder { folder in
      // Linux: 1, 3 is the null device, 1, 7 the one that is always full.
      #expect(mknod(folder + "/null", S_IFCHR | 0o666, 0x103) == 0)
      #expect(mknod(folder + "/full", S_IFCHR | 0o666, 0x107) == 0)
      #expect(symlink("null", folder + "/link") == 0)
      for name in ["null", "link"] {
        try OutputFile.check("\(folder)/\(name)")
        try OutputFile.checkRepeated("\(folder)/\(name)")
        try OutputFile.write("\(folder)/\(name)", bytes: "gone".utf8)
      }
      let error = #expect(throws: FileError.self) {
        try OutputFile.write(folder + "/full", bytes: [1])
      }
      #expect(error?.reason == .unwritable)
      #expect(error?.message == "cannot write: No space left on device")
      for name in ["null", "full"] {
        #expect(try status("\(folder)/\(name)").st_mode & S_IFMT == S_IFCHR)
      }
      #expect(try Folder.names(in: folder) == ["full", "link", "null"])
    }
  }

  @Test func pipesAreWrittenThrough() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/pipe"
      #expect(mkfifo(path, 0o600) == 0)
      let reader = open(path, O_RDONLY | O_NONBLOCK)
      defer { close(reader) }
      try OutputFile.write(path, bytes: "through".utf8)
      var bytes = [UInt8](repeating: 0, count: 100)
      let count = read(reader, &bytes, bytes.count)
      #expect(String(decoding: bytes[..<max(0, count)], as: UTF8.self) == "through")
      #expect(try status(path).st_mode & S_IFMT == S_IFIFO)
      #expect(throws: FileError.self) { try OutputFile.checkRepeated(path) }
    }
  }

  /// Standard output by its names, when it is a file that is appended to: nothing is replaced.
  @Test func ownStreamsAreWrittenAsTheyAre() async throws {
    await #expect(processExitsWith: .success) {
      try withTemporaryFolder { folder in
        let path = folder + "/out"
        try OutputFile.write(path, bytes: "before ".utf8)
        let file = open(path, O_WRONLY | O_APPEND)
        let kept = dup(STDOUT_FILENO)
        dup2(file, STDOUT_FILENO)
        let names = ["-", "/dev/stdout", "/dev/fd/1", "/dev/fd/\(file)"]
        for name in names { try OutputFile.write(name, bytes: "\(name) ".utf8) }
        let areStandard = names.map(OutputFile.isStandardOutput)
        dup2(kept, STDOUT_FILENO)
        try #require(areStandard == [true, true, true, false])
        try #require(try text(path) == "before " + names.map { $0 + " " }.joined())
      }
    }
  }

  @Test func aClosedPipeIsToldApartFromAFullDisk() async throws {
    await #expect(processExitsWith: .success) {
      StandardStreams.secure()
      var ends: [Int32] = [0, 0]
      try #require(pipe(&ends) == 0)
      close(ends[0])
      let error = try #require(throws: FileError.self) {
        try OutputFile.write("/dev/fd/\(ends[1])", bytes: [1])
      }
      try #require(error.reason == .closedPipe)
    }
  }

  /// A stream that the caller has closed is not the next file that is opened.
  @Test func closedStreamsStayClosed() async throws {
    await #expect(processExitsWith: .success) {
      for descriptor in 0...1 as ClosedRange<Int32> { close(descriptor) }
      StandardStreams.secure()
      try withTemporaryFolder { folder in
        let error = try #require(throws: FileError.self) { try OutputFile.write("-", bytes: [1]) }
        try #require(error.reason == .unwritable)
        try #require(error.message == "cannot write: Bad file descriptor")
        try #require(throws: FileError.self) { try WholeFile.read("-") }
        try OutputFile.write(folder + "/a", bytes: "whole".utf8)
        try #require(try text(folder + "/a") == "whole")
      }
    }
  }

  @Test func theSignalOfAClosedPipeEndsAProcess() async {
    await #expect(processExitsWith: .signal(SIGPIPE)) {
      StandardStreams.secure()
      StandardStreams.endByClosedPipe()
    }
  }
}
