import Foundation

/// The file formats of drawings.
package enum PictureFormat: String, CaseIterable, Sendable {
  case svg
  case png
  case pdf

  /// The format that a file's ending names; nil for another ending.
  ///
  /// - Parameter path: The file; capitals in its ending do not matter.
  package init?(path: String) {
    self.init(rawValue: URL(fileURLWithPath: path).pathExtension.lowercased())
  }

  /// Finds out beforehand whether drawings can be had in this format.
  ///
  /// - Throws: ``PictureError`` where the program is missing that makes them.
  package func check() throws(PictureError) {
    if self != .svg { _ = try SVGConverter() }
  }

  /// A drawing in this format.
  ///
  /// PNG has two pixels for each of the drawing's, so that text stays sharp in print and on dense screens.
  ///
  /// - Parameter svg: The drawing.
  /// - Returns: The file's bytes.
  /// - Throws: ``PictureError`` where the system can't convert it.
  package func bytes(_ svg: String) throws(PictureError) -> [UInt8] {
    switch self {
    case .svg: Array(svg.utf8)
    case .png: try SVGConverter().convert(svg, ["--format=png", "--zoom=2"])
    case .pdf: try SVGConverter().convert(svg, ["--format=pdf"])
    }
  }
}

/// Why a drawing can't be had in a format.
package struct PictureError: Error, CustomStringConvertible {
  package let description: String
}
