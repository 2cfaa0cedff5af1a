import Files
import Foundation
import Testing

@Suite struct AtomicFileTests {
  @Test func aFailureOnTheWayLeavesNoTrace() throws {
    struct Interruption: Error {}
    try withTemporaryFolder { folder in
      let path = folder + "/a"
      try OutputFile.write(path, bytes: [1, 2])
      #expect(throws: Interruption.self) {
        try OutputFile.write(path) { writer in
          try writer.write([3] as [UInt8])
          throw Interruption()
        }
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([1, 2]))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a"])
    }
  }

  @Test func foldersAndTheirFilesAreMade() throws {
    try withTemporaryFolder { folder in
      let output = try OutputFolder(folder + "/b/c")
      #expect(try output.write("text", name: "d.txt") == "d.txt")
      #expect(try WholeFile.text(of: folder + "/b/c/d.txt") == "text")
      #expect(try Folder.names(in: folder + "/b/c") == ["d.txt"])
      let error = #expect(throws: FileError.self) { try OutputFolder(folder + "/b/c/d.txt/e") }
      #expect(error?.reason == .unwritable && error?.message.contains("cannot make") == true)
    }
  }

  @Test func placesThatCannotBeWrittenAreFoundBeforehand() throws {
    try withTemporaryFolder { folder in
      #expect(throws: Never.self) { try OutputFile.check(folder + "/a") }
      let cases = [
        (folder, "\(folder): a folder; expected a file to write"),
        (folder + "/b/c", "\(folder)/b/c: there is no folder \(folder)/b; make it first"),
      ]
      for (path, message) in cases {
        let error = #expect(throws: FileError.self) { try OutputFile.check(path) }
        #expect(error?.description == message)
      }
    }
  }
}
