import Foundation
import ModelZoo
import TestSupport
import Testing

@testable import Reporting

private let hasConverter = (try? SVGConverter()) != nil

/// Drawings in other formats than SVG.
@Suite struct PictureFormatTests {
  @Test func endingsNameFormats() {
    #expect(PictureFormat(path: "a/b.c/x.PNG") == .png && PictureFormat(path: "x.pdf") == .pdf)
    #expect(PictureFormat(path: "x.svg") == .svg && PictureFormat(path: "png") == nil)
    #expect(PictureFormat(path: "-") == nil && PictureFormat(path: "x.jpg") == nil)
  }

  @Test(.enabled(if: hasConverter)) func pictureHasTwoPixelsForOne() throws {
    let svg = FigureCharts.render(.figure8)
    let root = try SVGPicture(svg).elements[0]
    let png = try PictureFormat.png.bytes(svg)
    #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
    // The header chunk: width and height, the most significant byte first.
    let sizes = [16, 20].map { png[$0..<$0 + 4].reduce(0) { 256 * $0 + Int($1) } }
    let expected = ["width", "height"].map { 2 * root.number($0) }
    for (size, pixels) in zip(sizes, expected) { #expect(abs(Double(size) - pixels) <= 1) }
    #expect(try PictureFormat.pdf.bytes(svg).starts(with: Array("%PDF-".utf8)))
    #expect(try PictureFormat.svg.bytes(svg) == Array(svg.utf8))
  }

  @Test func aMissingProgramIsNamed() {
    let error = #expect(throws: PictureError.self) {
      try SVGConverter(searching: "/nowhere:/not/there")
    }
    #expect(error?.description.contains("librsvg2-bin") == true)
  }

  /// A program that reads nothing of a large drawing, and fails.
  @Test func aFailingProgramIsQuoted() throws {
    signal(SIGPIPE, SIG_IGN)
    let folder = try TemporaryFolder()
    let program = folder.path + "/rsvg-convert"
    try "#!/bin/sh\necho first >&2\necho 'no memory left' >&2\nexit 3\n".write(
      toFile: program, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let converter = try SVGConverter(searching: "/nowhere:\(folder.path)")
    let large = String(repeating: "<!-- -->", count: 100_000)
    let error = #expect(throws: PictureError.self) { try converter.convert(large, []) }
    #expect(error?.description.contains("no memory left") == true)
  }
}
