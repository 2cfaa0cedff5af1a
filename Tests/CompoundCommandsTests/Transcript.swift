import CompoundCommands
import Foundation
import Synchronization
import TestSupport
import Testing

/// What a person would see who gives commands one after the other: each command, what it puts out,
/// its diagnostics behind `!`, and its exit status where that is not 0.
struct Transcript {
  private(set) var text = ""
  /// What stands in outputs for places that differ from machine to machine.
  private let places: [(place: String, name: String)]

  /// - Parameter places: further places and the names to show for them.
  /// - Throws: What making a folder throws.
  init(places: [(place: String, name: String)] = []) throws {
    let inputs = try fixtureURL("Inputs", in: .module).path
    self.places = places + [(inputs, "Inputs")]
  }

  /// Carries out a command within this process and adds what it puts out.
  ///
  /// - Parameter line: arguments, separated by spaces, in which a place's name stands for it.
  mutating func run(_ line: String) async {
    let arguments = line.split(separator: " ").map { argument in
      places.reduce(String(argument)) { text, place in
        text.replacingOccurrences(of: place.name, with: place.place)
      }
    }
    let captured = Captured()
    let status = await CompoundProgram.run(arguments, streams: captured.streams)
    let (results, diagnostics) = captured.texts
    text += "$ compound \(line)\n\(named(results))"
    for line in diagnostics.flatMap({ named($0).split(separator: "\n") }) { text += "! \(line)\n" }
    if status != 0 { text += "exit status \(status)\n" }
    text += "\n"
  }

  private func named(_ text: String) -> String {
    places.reduce(text) { $0.replacingOccurrences(of: $1.place, with: $1.name) }
  }

  /// Compares the transcript with the one in `Fixtures`; writes it where the environment says so.
  func expect(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let url = try fixtureURL("\(name).txt", in: .module)
    let expected = try? String(contentsOf: url, encoding: .utf8)
    if expected == text { return }
    guard ProcessInfo.processInfo.environment["COMPOUND_WRITE_SNAPSHOTS"] == nil else {
      let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      try text.write(
        to: source.appendingPathComponent("Fixtures/\(name).txt"), atomically: true,
        encoding: .utf8)
      Issue.record("\(name).txt was written anew", sourceLocation: sourceLocation)
      return
    }
    Issue.record("\(name).txt: \(difference(from: expected))", sourceLocation: sourceLocation)
  }

  /// The first line that is not as expected.
  private func difference(from expected: String?) -> String {
    guard let expected else { return "there is no such snapshot; found\n\(text)" }
    let found = text.split(separator: "\n", omittingEmptySubsequences: false)
    let wanted = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let index = zip(found, wanted).enumerated().first { $1.0 != $1.1 }?.offset
    let line = index ?? min(found.count, wanted.count)
    let show = { (lines: [Substring]) in lines.indices.contains(line) ? "\(lines[line])" : "the end"
    }
    return "line \(line + 1): found\n\(show(found))\nexpected\n\(show(wanted))"
  }
}

/// Streams that keep what is written to them.
final class Captured: Sendable {
  private let state = Mutex((results: "", diagnostics: [String]()))

  var texts: (results: String, diagnostics: [String]) {
    state.withLock { $0 }
  }

  var streams: Streams {
    Streams(
      width: nil, usesUnicode: true, helpWidth: 100,
      results: { text in self.state.withLock { $0.results += text } },
      diagnostics: { line in self.state.withLock { $0.diagnostics.append(line) } })
  }
}
