import ArgumentParser
import Files
import Reporting

/// `--pictures`, for commands that write drawings beside other files.
struct PictureOption: ParsableArguments {
  @Option(help: "Form of the drawings; png and pdf by the system's rsvg-convert.")
  var pictures: PictureFormat = .svg
}

extension PictureFormat: ExpressibleByArgument {}

extension Streams {
  /// Writes a drawing to the file at `path`, or as a result where there is none or it is `-`.
  ///
  /// - Throws: `PictureError` where the system can't make the format, `FileError` where the file can't
  ///   be written.
  func write(_ svg: String, as format: PictureFormat, to path: String?) throws {
    guard format != .svg else { return try write(svg, to: path) }
    try OutputFile.write(path ?? "-", bytes: format.bytes(svg))
  }
}
