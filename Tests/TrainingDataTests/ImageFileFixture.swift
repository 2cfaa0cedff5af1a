import Foundation
import TestSupport

/// Image files and the pixels that another decoder finds in them.
struct ImageFileFixture: Decodable {
  struct Image: Decodable {
    let name: String
    let file: Data
    let height, width: Int
    /// `[height, width, 3]`.
    let pixels: Data
  }

  let images: [Image]

  static func load() throws -> [Image] {
    try fixture("image-files", as: ImageFileFixture.self, in: .module).images
  }

  static func file(_ name: String) throws -> [UInt8] {
    guard let image = try load().first(where: { $0.name == name }) else {
      throw CocoaError(.fileNoSuchFile)
    }
    return Array(image.file)
  }
}
