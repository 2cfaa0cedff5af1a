import Foundation
import Synchronization

/// The system's `rsvg-convert`, which turns SVG into other formats.
struct SVGConverter {
  private let program: String

  /// - Parameter folders: where the program may be, separated by colons.
  /// - Throws: ``PictureError`` where none of them has it.
  init(
    searching folders: String = ProcessInfo.processInfo.environment["PATH"] ?? ""
  ) throws(PictureError) {
    let paths = folders.split(separator: ":").map { "\($0)/rsvg-convert" }
    guard let program = paths.first(where: FileManager.default.isExecutableFile) else {
      throw PictureError(
        description: "PNG and PDF are made by rsvg-convert, which is not in the PATH; install it "
          + "(Debian and Ubuntu: apt install librsvg2-bin) or write svg")
    }
    self.program = program
  }

  /// Converts a drawing.
  ///
  /// - Parameters:
  ///   - svg: The drawing, which the program reads on its standard input.
  ///   - arguments: What to make of it.
  /// - Returns: What the program has written.
  /// - Throws: ``PictureError`` where it can't be started, or fails.
  func convert(_ svg: String, _ arguments: [String]) throws(PictureError) -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let (input, output, complaints) = (Pipe(), Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = complaints
    do {
      try process.run()
    } catch {
      throw PictureError(description: "\(program) can't be started: \(error)")
    }
    // All three at once: a full pipe would stop the program, and the program us.
    let complaint = Inbox()
    Thread.detachNewThread {
      // A program that has stopped reading says why by its status.
      try? input.fileHandleForWriting.write(contentsOf: Data(svg.utf8))
      try? input.fileHandleForWriting.close()
    }
    Thread.detachNewThread { complaint.put(complaints.fileHandleForReading.readDataToEndOfFile()) }
    let result = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0, !result.isEmpty else {
      let text = String(decoding: complaint.take(), as: UTF8.self)
      let cause = text.split(whereSeparator: \.isNewline).last.map(String.init)
      throw PictureError(
        description: "\(program) failed: \(cause ?? "status \(process.terminationStatus)")")
    }
    return result
  }

  /// What another thread has read, once it has.
  private final class Inbox: Sendable {
    private let data = Mutex(Data())
    private let isThere = DispatchSemaphore(value: 0)

    func put(_ read: Data) {
      data.withLock { $0 = read }
      isThere.signal()
    }

    func take() -> Data {
      isThere.wait()
      return data.withLock { $0 }
    }
  }
}
