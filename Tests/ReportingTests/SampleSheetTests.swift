import Foundation
import Reporting
import Testing
import TrainingData

@Suite struct SampleSheetTests {
  private func picture(_ level: UInt8, _ size: ImageSize) -> RGBImage {
    RGBImage(size: size, bytes: [UInt8](repeating: level, count: 3 * size.area))
  }

  private func sheet(_ name: String) -> SampleSheet {
    let size = ImageSize(height: 2, width: 4)
    func sample(_ number: Int) -> SampleSheet.Sample {
      SampleSheet.Sample(
        name: "image \(number)", before: picture(10, size), after: picture(200, size))
    }
    return SampleSheet(
      [
        SampleSheet.ClassSamples(className: name, samples: [sample(0), sample(7)]),
        SampleSheet.ClassSamples(className: "none", samples: []),
        SampleSheet.ClassSamples(className: "dog", samples: [sample(3)]),
      ], data: "pets", notes: ["As they are."])
  }

  /// Each sample stands twice, with its number, under its class, whatever that is called.
  @Test func svg() throws {
    let name = "<script>\"cats\" & 'co'</script>"
    let drawn = try SVGPicture(sheet(name).svg)
    #expect(!drawn.elements.contains { $0.name == "script" })
    #expect(drawn.all("text", "label").map(\.text) == [name, "none", "dog"])
    #expect(drawn.all("text", "panel").map(\.text) == ["before", "after"])
    let images = drawn.elements.filter { $0.name == "image" }
    #expect(images.count == 6)
    #expect(images.allSatisfy { $0.number("width") == 2 * $0.number("height") })
    let titles = drawn.elements.filter { $0.name == "title" }.map(\.text)
    #expect(titles.filter { $0 == "image 7" }.count == 2)
    // What stands after augmentation stands to the right, on the same line.
    for pair in stride(from: 0, to: 6, by: 2) {
      #expect(images[pair].number("y") == images[pair + 1].number("y"))
      #expect(images[pair].number("x") + 80 < images[pair + 1].number("x"))
    }
  }

  /// A name longer than the sheet is wide is cut, not drawn over its edge.
  @Test func longNames() throws {
    let drawn = try SVGPicture(sheet(String(repeating: "w", count: 3000)).svg)
    let label = try #require(drawn.all("text", "label").first?.text)
    #expect(label.hasSuffix("…") && label.count < 80 && label.count > 10)
  }

  /// The mosaic: 24 times as large as four pixels are, dark on the left, light on the right, white
  /// where nothing is.
  @Test func png() {
    let png = sheet("cat").png
    func number(at place: Int) -> Int { png[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
    let (width, height) = (number(at: 16), number(at: 20))
    // Three rows of 48 pixels; on each side two columns of 96.
    #expect(height == 3 * 48 + 4 * 4)
    #expect(width == 2 * (4 + 96 + 4 + 96) + 16)
    // One stored block would not hold it; of each, five bytes stand before its contents.
    var rows: [UInt8] = []
    var position = 8 + 25 + 8 + 2
    var isLast = false
    while !isLast {
      isLast = png[position] == 1
      let count = Int(png[position + 1]) + 256 * Int(png[position + 2])
      rows += png[position + 5..<position + 5 + count]
      position += 5 + count
    }
    func level(_ x: Int, _ y: Int) -> UInt8 { rows[y * (1 + 3 * width) + 1 + 3 * x] }
    #expect(level(5, 5) == 10 && level(150, 30) == 10)
    #expect(level(width - 6, 5) == 200 && level(width - 150, 30) == 200)
    #expect(level(50, 4 + 52 + 10) == 255)
    #expect(level(5, 4 + 104 + 10) == 10 && level(150, 4 + 104 + 10) == 255)
    #expect(level(width / 2, 30) == 255)
  }
}
