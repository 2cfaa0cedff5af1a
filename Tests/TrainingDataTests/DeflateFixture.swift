import Foundation
import TestSupport

/// Streams made, or refused, by zlib.
struct DeflateFixture: Decodable {
  struct Accepted: Decodable {
    struct Run: Decodable {
      let bytes: Data
      let times: Int
    }
    let name: String
    let gzip: Data
    let contents: [Run]

    var file: [UInt8] { Array(gzip) }
    var expected: [UInt8] {
      contents.flatMap { run in (0..<run.times).flatMap { _ in Array(run.bytes) } }
    }
    /// A file of several members may end after any of them.
    var hasOneMember: Bool { name != "three members" }
  }

  struct Refused: Decodable {
    let name: String
    let bytes: Data
  }

  let accepted: [Accepted]
  let refused: [Refused]

  static func load() throws -> DeflateFixture { try fixture("deflate", in: .module) }
}
