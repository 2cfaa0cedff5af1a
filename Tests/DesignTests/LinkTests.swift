import Foundation
import Testing

/// Links of the README, of the measurements and of the catalogs lead somewhere.
struct LinkTests {
  @Test func linksResolve() throws {
    let pages = try Page.all()
    #expect(pages.count > 40, "the catalogs were not found")
    for page in pages {
      for problem in page.brokenLinks(among: pages) {
        Issue.record("\(page.path): \(problem)")
      }
    }
  }

  @Test func brokenLinksAreFound() {
    let guide = Page(
      path: "Sources/A/Documentation.docc/Guide.md", text: "# Guide\n\n## One & two\n")
    let page = Page(
      path: "Sources/A/Documentation.docc/A.md",
      text: """
        # A
        [there](Guide.md#one--two) <doc:Guide> [web](https://swift.org) `[code](nowhere.md)`
        [gone](Gone.md) [no heading](Guide.md#three) <doc:Nowhere>
        ![picture](missing.svg)
        ```swift
        let a = [b](c.md)
        ```
        """)
    #expect(
      page.brokenLinks(among: [guide, page]) == [
        "'Gone.md' does not exist", "'Guide.md#three' has no such heading",
        "'missing.svg' does not exist", "the catalog has no article 'Nowhere'",
      ])
  }
}

/// A Markdown file of the package.
private struct Page {
  /// From the package's root.
  let path: String
  /// Without code, in which nothing is a link.
  let prose: String

  init(path: String, text: String) {
    self.path = path
    prose = text.replacing(/(?s)```.*?```/, with: "").replacing(/`[^`\n]*`/, with: "")
  }

  /// The README, and every Markdown file below `Sources`.
  static func all() throws -> [Page] {
    let below = try FileManager.default.subpathsOfDirectory(
      atPath: SourceTree.url(of: "Sources").path)
    let paths =
      ["README.md"] + below.filter { $0.hasSuffix(".md") }.sorted().map { "Sources/\($0)" }
    return try paths.map { Page(path: $0, text: try SourceTree.text(of: $0)) }
  }

  /// What is wrong with the links that stay within the package.
  func brokenLinks(among pages: [Page]) -> [String] {
    let links = prose.matches(of: /\]\((?![a-z]+:)([^)\s]+)\)/).compactMap { match in
      problem(String(match.1), pages)
    }
    let articles = prose.matches(of: /<doc:([^>#]+)/).map { String($0.1) }
    let known = pages.filter { $0.folder == folder }.map(\.name)
    return links
      + articles.filter { !known.contains($0) }.map { "the catalog has no article '\($0)'" }
  }

  private func problem(_ link: String, _ pages: [Page]) -> String? {
    let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let target = parts[0].isEmpty ? path : Self.normalized("\(folder)/\(parts[0])")
    let page = pages.first { $0.path == target }
    // DocC finds pictures of its catalog by their name.
    let picture = "\(folder)/Resources/\(parts[0])"
    let exists =
      page != nil
      || [target, picture].contains {
        FileManager.default.fileExists(atPath: SourceTree.url(of: $0).path)
      }
    guard exists else { return "'\(link)' does not exist" }
    guard parts.count == 2, let page else { return nil }
    return page.anchors.contains(String(parts[1])) ? nil : "'\(link)' has no such heading"
  }

  private var folder: String { path.split(separator: "/").dropLast().joined(separator: "/") }

  private var name: String {
    String(path.split(separator: "/").last?.dropLast(".md".count) ?? "")
  }

  /// What GitHub makes of headings: small letters, hyphens for spaces, no punctuation.
  private var anchors: [String] {
    prose.split(separator: "\n").filter { $0.hasPrefix("#") }.map { heading in
      heading.drop { $0 == "#" }.dropFirst().lowercased().replacing(" ", with: "-")
        .filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
    }
  }

  /// `a/c` for `a/b/../c`.
  private static func normalized(_ path: String) -> String {
    path.split(separator: "/").reduce(into: [Substring]()) { parts, part in
      if part == ".." { parts.removeLast() } else if part != "." { parts.append(part) }
    }.joined(separator: "/")
  }
}
