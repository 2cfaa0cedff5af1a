import Foundation
#if canImport(FoundationXML)
  import FoundationXML
#endif
import Testing

/// An SVG document as a test reads it: its elements with their attributes and texts.
struct SVGPicture {
  struct Element {
    let name: String
    let attributes: [String: String]
    var text = ""

    var kind: String { attributes["class"] ?? "" }
    func number(_ attribute: String) -> Double {
      attributes[attribute].flatMap(Double.init) ?? .nan
    }

    /// The numbers of the path's data, in order.
    var pathNumbers: [Double] {
      (attributes["d"] ?? "").split { !"0123456789.-".contains($0) }.compactMap { Double($0) }
    }
  }

  let elements: [Element]

  /// Fails the test where the text is not well-formed XML.
  init(_ text: String) throws {
    let reader = Reader()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = reader
    try #require(parser.parse(), "\(String(describing: parser.parserError))")
    elements = reader.elements
  }

  func all(_ name: String, _ kind: String) -> [Element] {
    elements.filter { $0.name == name && $0.kind == kind }
  }

  private final class Reader: NSObject, XMLParserDelegate {
    var elements: [Element] = []
    private var open: [Int] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      open.append(elements.count)
      elements.append(Element(name: name, attributes: attributes))
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
      if let last = open.last { elements[last].text += text }
    }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
      qualifiedName: String?
    ) {
      open.removeLast()
    }
  }
}
