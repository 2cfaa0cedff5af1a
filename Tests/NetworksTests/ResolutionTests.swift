import Foundation
import Networks
import Testing

@Suite struct ResolutionTests {
  @Test func texts() {
    #expect(Resolution("224") == 224)
    #expect(Resolution("224x160") == Resolution(height: 224, width: 160))
    for text in ["", "x", "224x", "x160", "0", "-3", "224x0", "1x2x3", "22.5", "224 x 160"] {
      #expect(Resolution(text) == nil, "\(text)")
    }
    #expect("\(Resolution(32))" == "32")
    #expect("\(Resolution(height: 32, width: 32))" == "32")
    #expect("\(Resolution(height: 224, width: 160))" == "224x160")
  }

  /// A square is one number, as it was when there were no others.
  @Test func files() throws {
    let encoder = JSONEncoder()
    let both = [Resolution(224), Resolution(height: 224, width: 160)]
    let text = String(decoding: try encoder.encode(both), as: UTF8.self)
    #expect(text == "[224,[224,160]]")
    #expect(try JSONDecoder().decode([Resolution].self, from: Data(text.utf8)) == both)
    for bad in ["[[224]]", "[[1,2,3]]", "[\"224\"]", "[{}]"] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode([Resolution].self, from: Data(bad.utf8))
      }
    }
  }
}
