/// The colours of values from 0 to 1: black, purple, orange, pale yellow, in steps that look equal, in
/// greyscale and to colour-blind readers as well.
///
/// "Inferno" of Nathaniel Smith and Stéfan van der Walt (2015), which they released under CC0:
/// every eighth of its 256 colours and the last, straight lines between them.
package enum ColorScale {
  /// A colour, eight bits a channel.
  package struct Color: Hashable, Sendable {
    package let red: UInt8
    package let green: UInt8
    package let blue: UInt8
  }

  private static let knots: [UInt32] = [
    0x000004, 0x040312, 0x0B0724, 0x150B37, 0x210C4A, 0x2F0A5B, 0x3D0965, 0x4A0C6B,
    0x57106E, 0x64156E, 0x71196E, 0x7D1E6D, 0x8A226A, 0x972766, 0xA32C61, 0xB0315B,
    0xBC3754, 0xC73E4C, 0xD24644, 0xDB503B, 0xE45A31, 0xEB6628, 0xF1731D, 0xF68013,
    0xF98E09, 0xFB9D07, 0xFCAC11, 0xFBBC21, 0xF9CB35, 0xF5DB4C, 0xF2EA69, 0xF3F68A,
    0xFCFFA4,
  ]

  /// The colour of a value; of one beyond 0 … 1, that of the nearer end.
  package static func color(_ value: Double) -> Color {
    let position = 255 * min(max(value, 0), 1)
    let knot = min(Int(position / 8), knots.count - 2)
    // The last of the 256 is seven after the last eighth.
    let share = (position - Double(8 * knot)) / (knot == knots.count - 2 ? 7 : 8)
    func channel(_ shift: UInt32) -> UInt8 {
      let (low, high) = (
        Double(knots[knot] >> shift & 0xFF), Double(knots[knot + 1] >> shift & 0xFF)
      )
      return UInt8((low + share * (high - low)).rounded())
    }
    return Color(red: channel(16), green: channel(8), blue: channel(0))
  }
}

extension ColorScale.Color {
  /// As style sheets write it: `#fcffa4`.
  var hex: String {
    let digits = Array("0123456789abcdef")
    return "#"
      + [red, green, blue].map { String([digits[Int($0 >> 4)], digits[Int($0 & 15)]]) }.joined()
  }
}
