import CompoundCommands
import Foundation
import Testing

/// The reference page of the catalog says what the commands say.
@Suite struct CommandReferenceTests {
  private static let file = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources/CompoundCommands/Documentation.docc/Commands.md")

  /// With `COMPOUND_WRITE_SNAPSHOTS=1` in the environment the page is written anew.
  @Test func thePageIsCurrent() async throws {
    let captured = Captured()
    let status = await CompoundProgram.run(["--experimental-dump-help"], streams: captured.streams)
    try #require(status == 0)
    let page = try CommandReference(json: captured.texts.results).page
    let written = try String(contentsOf: Self.file, encoding: .utf8)
    if ProcessInfo.processInfo.environment["COMPOUND_WRITE_SNAPSHOTS"] == "1", written != page {
      try Data(page.utf8).write(to: Self.file, options: .atomic)
    }
    #expect(
      written == page,
      "write it anew: COMPOUND_WRITE_SNAPSHOTS=1 swift test --filter CommandReferenceTests")
  }
}
