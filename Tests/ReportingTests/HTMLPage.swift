import Foundation
import Testing

/// An HTML page as a test reads it: its elements in order, each opened and closed.
struct HTMLPage {
  struct Element {
    let name: String
    let attributes: [String: String]
    /// The elements around it, outermost first.
    let parents: [String]
    var text = ""
  }

  private(set) var elements: [Element] = []

  /// Elements that HTML has no end tags for.
  private static let void: Set<String> = ["meta", "img", "input", "br", "link", "hr"]

  /// Fails the test where an element is closed that is not open, or left open.
  init(_ text: String) throws {
    try #require(text.hasPrefix("<!DOCTYPE html>"))
    var open: [Int] = []
    var rest = text.dropFirst("<!DOCTYPE html>".count)
    while let start = rest.firstIndex(of: "<") {
      let before = Self.plain(String(rest[..<start]))
      if let inner = open.last { elements[inner].text += before }
      let end = try #require(rest[start...].firstIndex(of: ">"), "an open tag")
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("/") {
        let name = String(tag.dropFirst())
        let last = open.popLast()
        let inner = try #require(last, "</\(name)> closes nothing")
        try #require(elements[inner].name == name, "</\(name)> closes <\(elements[inner].name)>")
        continue
      }
      let element = Self.element(String(tag), parents: open.map { elements[$0].name })
      elements.append(element)
      if tag.hasSuffix("/") || Self.void.contains(element.name) { continue }
      open.append(elements.count - 1)
      guard ["script", "style"].contains(element.name) else { continue }
      // Their text is no markup.
      let close = try #require(rest.range(of: "</\(element.name)>"))
      elements[elements.count - 1].text = String(rest[..<close.lowerBound])
      rest = rest[close.lowerBound...]
    }
    try #require(open.isEmpty, "left open: \(open.map { elements[$0].name })")
  }

  func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

  private static func element(_ tag: String, parents: [String]) -> Element {
    let name = String(tag.prefix { !$0.isWhitespace && $0 != "/" })
    var attributes: [String: String] = [:]
    for match in tag.matches(of: /([A-Za-z:-]+)="([^"]*)"/) {
      attributes[String(match.1)] = plain(String(match.2))
    }
    return Element(name: name, attributes: attributes, parents: parents)
  }

  private static func plain(_ text: String) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
      .reduce(text) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
  }
}
