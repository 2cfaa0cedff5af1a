import Reporting
import Testing
import TrainingData

@Suite struct PictureTests {
  /// The bytes that Python's `zlib.compress(rows, 0)` and `zlib.crc32` make of four pixels.
  @Test func smallPNG() {
    let picture = RGBImage(
      size: ImageSize(square: 2), bytes: [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30])
    let expected = """
      89504e470d0a1a0a0000000d4948445200000002000000020802000000fdd49a7300000019494441547801010e\
      00f1ff00ff000000ff00000000ff0a141e1a58033acd98db4b0000000049454e44ae426082
      """
    let digits = Array("0123456789abcdef")
    let found = picture.png.map { String([digits[Int($0 >> 4)], digits[Int($0 & 15)]]) }.joined()
    #expect(found == expected)
  }

  /// More than a stored block holds: the blocks, put together, are the rows.
  @Test func largePNG() {
    let size = ImageSize(height: 150, width: 200)
    let bytes = (0..<3 * size.area).map { (index: Int) -> UInt8 in
      UInt8(truncatingIfNeeded: 7 * index + index / 32)
    }
    let png = RGBImage(size: size, bytes: bytes).png
    // Signature, header chunk, the data's length and name, the stream's two bytes.
    var position = 8 + 25 + 8 + 2
    var rows: [UInt8] = []
    var isLast = false
    while !isLast {
      isLast = png[position] == 1
      let (low, high) = (png[position + 1], png[position + 2])
      #expect(png[position + 3] == ~low)
      #expect(png[position + 4] == ~high)
      let count = Int(low) + 256 * Int(high)
      rows += png[position + 5..<position + 5 + count]
      position += 5 + count
    }
    // Adler-32, the chunk's checksum, the end chunk.
    let end = position + 4 + 4 + 12
    #expect(png.count == end)
    let expected = (0..<150).flatMap { row -> [UInt8] in
      [0] + Array(bytes[row * 600..<(row + 1) * 600])
    }
    #expect(rows == expected)
  }

  /// Of the published table (matplotlib's `_cm_listed.py`), colours at and between those kept here.
  @Test(arguments: [
    (0, [0.001462, 0.000466, 0.013866]), (36, [0.155850, 0.044559, 0.325338]),
    (80, [0.441207, 0.099338, 0.431594]), (128, [0.735683, 0.215906, 0.330245]),
    (196, [0.982881, 0.586606, 0.024661]), (212, [0.986694, 0.705540, 0.095694]),
    (255, [0.988362, 0.998364, 0.644924]),
  ])
  func colors(index: Int, published: [Double]) {
    let color = ColorScale.color(Double(index) / 255)
    for (found, expected) in zip([color.red, color.green, color.blue], published) {
      #expect(abs(Double(found) - 255 * expected) < 3, "\(color) for \(published)")
    }
  }

  @Test func colorsBeyondTheEndsAreTheEnds() {
    #expect(ColorScale.color(-1) == ColorScale.color(0))
    #expect(ColorScale.color(2) == ColorScale.color(1))
  }

  @Test func imagesOfOtherChannelsAreGrey() {
    let size = ImageSize(height: 1, width: 2)
    let grey = RGBImage([0, 0.5], size: size, channels: 1, holdsIntensities: true)
    #expect(grey.bytes == [0, 0, 0, 128, 128, 128])
    let values = RGBImage(
      [-3, -3, -1, 1], size: size, channels: 2, holdsIntensities: false)
    #expect(values.bytes == [0, 0, 0, 191, 191, 191])
    let red = RGBImage([2, -1, 0.2, 0, 1, 0], size: size, channels: 3, holdsIntensities: true)
    #expect(red.bytes == [255, 0, 51, 0, 255, 0])
  }

  /// Two values over four pixels, bilinearly: 0, 1/4, 3/4, 1 of the scale, half over black.
  @Test func mapsAreEnlargedBilinearly() {
    let black = RGBImage(
      size: ImageSize(height: 1, width: 4), bytes: [UInt8](repeating: 0, count: 12))
    let found = black.overlaid(with: [-20, 60], mapSize: ImageSize(height: 1, width: 2))
    let expected = [0, 0.25, 0.75, 1].flatMap { (share: Double) -> [UInt8] in
      let color = ColorScale.color(share)
      return [color.red, color.green, color.blue].map { $0 / 2 }
    }
    let deviation = zip(found.bytes, expected).map { abs(Int($0) - Int($1)) }.max()
    #expect(deviation ?? 255 <= 1)
    let flat = black.overlaid(with: [0, 0], mapSize: ImageSize(height: 1, width: 2))
    #expect(flat.bytes == [0, 0, 2, 0, 0, 2, 0, 0, 2, 0, 0, 2])
  }

  /// A row an image, a column a network, and under each what it is.
  @Test func sheet() throws {
    let picture = RGBImage(
      size: ImageSize(height: 1, width: 2), bytes: [UInt8](repeating: 9, count: 6))
    let rows = [(3, "cat"), (5, nil)].map { image, name -> ActivationMapSheet.Row in
      var row = ActivationMapSheet.Row(image: image, className: name, picture: picture)
      row.entries = ["a", "b"].map {
        ActivationMapSheet.Entry(
          model: $0, label: 1, className: "dog & co", probability: 0.25, method: "CAM",
          file: "\($0)-\(image).png", picture: picture)
      }
      return row
    }
    let sheet = ActivationMapSheet(rows, data: "pets")
    let drawn = try SVGPicture(sheet.svg)
    let images = drawn.elements.filter { $0.name == "image" }
    #expect(images.count == 6)
    #expect(
      images.allSatisfy { $0.attributes["href"]?.hasPrefix("data:image/png;base64,iVBOR") == true })
    // Two to one, as the pictures.
    #expect(images.allSatisfy { $0.number("width") == 2 * $0.number("height") })
    #expect(drawn.all("text", "panel").map(\.text) == ["image", "a", "b"])
    let labels: [String] = [
      "3: cat", "dog & co", "25.0 %", "dog & co", "25.0 %",
      "5: class not known", "dog & co", "25.0 %", "dog & co", "25.0 %",
    ]
    #expect(drawn.all("text", "label").map(\.text) == labels)
    #expect(sheet.table.rows.count == 4)
  }
}
