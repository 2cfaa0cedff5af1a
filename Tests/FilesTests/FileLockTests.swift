import Files
import Foundation
import Testing

@Suite struct FileLockTests {
  @Test func oneHolderAtATime() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/lock"
      do {
        let first = try FileLock(path: path, note: "first\n")
        let refusal = #expect(throws: FileLock.Refusal.self) {
          try FileLock(path: path, note: "second\n")
        }
        #expect(refusal == .held(by: "first"))
        withExtendedLifetime(first) {}
      }
      #expect(throws: Never.self) { try FileLock(path: path, note: "") }
    }
  }

  @Test func placesWithoutAFolderAreRefused() {
    let refusal = #expect(throws: FileLock.Refusal.self) {
      try FileLock(path: "/nowhere/lock", note: "")
    }
    #expect(refusal == .unopenable(reason: "No such file or directory"))
  }
}
