import Files
import Foundation
import Testing

@Suite struct WholeFileTests {
  @Test func filesAreReadWholeOrRefused() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a"
      try OutputFile.write(path, bytes: "grün".utf8)
      #expect(try WholeFile.read(path) == Array("grün".utf8))
      #expect(try WholeFile.text(of: path, maximumBytes: 5) == "grün")
      #expect(try FileReader(path: path).prefix(2) == Array("gr".utf8))
      #expect(try FileReader(path: path).prefix(100).count == 5)
      let tooLarge = #expect(throws: FileError.self) { try WholeFile.read(path, maximumBytes: 4) }
      #expect(tooLarge?.message == "the file has 5 bytes; expected at most 4")
      try OutputFile.write(path, bytes: [0x61, 0xFF])
      let noText = #expect(throws: FileError.self) { try WholeFile.text(of: path) }
      #expect(noText?.reason == .malformed)
    }
  }

  @Test(arguments: ["/nowhere/at/all", "/", "/dev/zero"])
  func whatIsNoFileIsRefused(path: String) {
    let error = #expect(throws: FileError.self) { try WholeFile.read(path) }
    #expect(error?.reason == .unreadable && error?.file == path)
  }

  @Test func kindsFollowLinks() throws {
    try withTemporaryFolder { folder in
      try OutputFile.write(folder + "/a", bytes: [1])
      let manager = FileManager.default
      try manager.createSymbolicLink(atPath: folder + "/b", withDestinationPath: folder + "/a")
      try manager.createSymbolicLink(atPath: folder + "/c", withDestinationPath: folder)
      try manager.createSymbolicLink(atPath: folder + "/d", withDestinationPath: folder + "/none")
      let kinds = ["a", "b", "c", "d", "e"].map { FileKind(of: "\(folder)/\($0)") }
      #expect(kinds == [.file, .file, .folder, .nothing, .nothing])
      #expect(FileKind(of: "/dev/zero") == .other)
    }
  }
}
