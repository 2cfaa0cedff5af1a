import Files
import Foundation
import Testing

/// Names in a folder that came from elsewhere: followed as far as they stay in it.
@Suite struct FolderBoundsTests {
  private let manager = FileManager.default

  /// A folder `inside` with links of all kinds, beside a folder and a file that it must not lead to.
  private func withLinks(_ body: (String) throws -> Void) throws {
    try withTemporaryFolder { top in
      for folder in ["inside/deep", "outside"] {
        try manager.createDirectory(
          atPath: "\(top)/\(folder)", withIntermediateDirectories: true)
      }
      try "secret".write(toFile: "\(top)/outside/file", atomically: true, encoding: .utf8)
      try "own".write(toFile: "\(top)/inside/file", atomically: true, encoding: .utf8)
      let links = [
        "absolute": "\(top)/outside/file", "relative": "../outside/file", "folder": "../outside",
        "dangling": "../outside/new", "chain": "relative", "circle": "circle",
        "own": "file", "up": "deep/../file", "deep/back": "../file", "deep/out": "../../outside",
      ]
      for (name, target) in links {
        try manager.createSymbolicLink(
          atPath: "\(top)/inside/\(name)", withDestinationPath: target)
      }
      try body(top)
    }
  }

  @Test(arguments: [
    ("file", true), ("new", true), ("new/below", true), ("deep/new", true), ("own", true),
    ("up", true), ("deep/back", true), ("", true), ("absolute", false), ("relative", false),
    ("folder", false), ("folder/file", false), ("folder/new", false), ("dangling", false),
    ("chain", false), ("circle", false), ("deep/out", false), ("deep/out/new", false),
    ("../outside/file", false), ("..", false),
  ]) func leads(name: String, isWithin: Bool) throws {
    try withLinks { top in
      #expect(Folder.leads("\(top)/inside/\(name)", within: "\(top)/inside") == isWithin)
    }
  }

  /// A folder whose name begins as another's is not within it.
  @Test func likeNamesAreNotWithin() throws {
    try withTemporaryFolder { top in
      for name in ["a", "ab"] {
        try manager.createDirectory(atPath: "\(top)/\(name)", withIntermediateDirectories: true)
      }
      #expect(!Folder.leads("\(top)/ab", within: "\(top)/a"))
    }
  }

  @Test(arguments: [
    ("file", true), ("deep/back", true), ("own", true), ("", false), ("/etc/passwd", false),
    ("../outside/file", false), ("deep/../../outside/file", false), ("./file", false),
    ("relative", false), ("absolute", false), ("folder/file", false), ("dangling", false),
    ("fi\0le", false),
  ]) func fileBeside(name: String, isFound: Bool) throws {
    try withLinks { top in
      let path = FileBeside.path(name, beside: "\(top)/inside/index")
      #expect((path != nil) == isFound)
      if let path { #expect(path == "\(top)/inside/\(name)") }
    }
  }

  /// As the cache of Hugging Face's hub has them: all names are links into one folder of contents.
  @Test func downloadsThatLinkAlikeAreFollowed() throws {
    try withTemporaryFolder { top in
      for folder in ["blobs", "snapshots/1"] {
        try manager.createDirectory(
          atPath: "\(top)/\(folder)", withIntermediateDirectories: true)
      }
      for (name, blob) in [("index", "a1"), ("part", "b2")] {
        try name.write(toFile: "\(top)/blobs/\(blob)", atomically: true, encoding: .utf8)
        try manager.createSymbolicLink(
          atPath: "\(top)/snapshots/1/\(name)", withDestinationPath: "../../blobs/\(blob)")
      }
      try "secret".write(toFile: "\(top)/secret", atomically: true, encoding: .utf8)
      try manager.createSymbolicLink(
        atPath: "\(top)/snapshots/1/other", withDestinationPath: "../../secret")
      let index = "\(top)/snapshots/1/index"
      #expect(FileBeside.path("part", beside: index) == "\(top)/snapshots/1/part")
      #expect(FileBeside.path("other", beside: index) == nil)
    }
  }

  /// A link, a pipe or a second name at a name of the program's own is replaced; what it led to stays.
  @Test(arguments: ["link", "dangling", "hard", "pipe"]) func namesAreNotWrittenThrough(
    kind: String
  ) throws {
    try withTemporaryFolder { top in
      let (path, other) = ("\(top)/report", "\(top)/other")
      try "secret".write(toFile: other, atomically: true, encoding: .utf8)
      switch kind {
      case "link": try manager.createSymbolicLink(atPath: path, withDestinationPath: other)
      case "dangling":
        try manager.createSymbolicLink(atPath: path, withDestinationPath: "\(top)/new")
      case "hard": try manager.linkItem(atPath: other, toPath: path)
      default: #expect(mkfifo(path, 0o600) == 0)
      }
      try OutputFile.write(path, bytes: "page".utf8, followsLinks: false)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "page")
      #expect(try String(contentsOfFile: other, encoding: .utf8) == "secret")
      #expect(Set(try manager.contentsOfDirectory(atPath: top)) == ["report", "other"])
      #expect(
        try manager.attributesOfItem(atPath: path)[.type] as? FileAttributeType == .typeRegular)
    }
  }

  @Test func locksAndJournalsAreNoLinks() throws {
    try withTemporaryFolder { top in
      let (path, other) = ("\(top)/lock", "\(top)/other")
      try "secret".write(toFile: other, atomically: true, encoding: .utf8)
      try manager.createSymbolicLink(atPath: path, withDestinationPath: other)
      #expect(throws: FileLock.Refusal.self) { try FileLock(path: path, note: "me") }
      #expect(throws: FileError.self) { try AppendedFile(path: path, length: { 0 }) }
      #expect(try String(contentsOfFile: other, encoding: .utf8) == "secret")
    }
  }
}
