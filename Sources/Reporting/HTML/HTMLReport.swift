import Foundation

/// Writes a report as one HTML file without outside references.
///
/// Everything can be read without its script, which sorts and filters tables, and loads a running
/// search's page again.
package enum HTMLReport {
  /// The file's text.
  package static func render(_ page: ReportPage) -> String {
    var markup = Markup()
    markup.insert("<!DOCTYPE html>\n")
    markup.open("html", ["lang": "en"])
    head(page, &markup)
    markup.open("body")
    markup.open("header")
    markup.element("h1", page.title)
    if !page.subtitle.isEmpty { markup.element("p", ["class": "subtitle"], page.subtitle) }
    markup.close("header")
    let names = anchors(page.sections)
    navigation(page.sections, names, &markup)
    markup.open("main")
    answer(page, &markup)
    for (section, name) in zip(page.sections, names) {
      markup.open("section", ["id": name, "aria-labelledby": "\(name)-title"])
      markup.element("h2", ["id": "\(name)-title"], section.title)
      for block in section.blocks { draw(block, &markup) }
      markup.close("section")
    }
    markup.close("main")
    if !page.colophon.isEmpty {
      markup.open("footer")
      markup.element("p", page.colophon)
      markup.close("footer")
    }
    markup.insert("<script>\n\(ReportScript.text)</script>\n")
    markup.close("body")
    markup.close("html")
    return markup.text
  }

  private static func head(_ page: ReportPage, _ markup: inout Markup) {
    markup.open("head")
    markup.insert("<meta charset=\"utf-8\">\n")
    markup.insert("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
    markup.insert("<meta name=\"color-scheme\" content=\"light dark\">\n")
    // A page of strangers' words loads nothing, whatever stands in it.
    markup.insert(
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        + "'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n")
    if page.running != nil {
      markup.insert(
        "<noscript><meta http-equiv=\"refresh\" content=\"\(ReportScript.seconds)\"></noscript>\n")
    }
    markup.element("title", page.title)
    markup.insert("<style>\n\(ReportStyle.sheet)\(ChartStyle.sheet)</style>\n")
    markup.close("head")
  }

  private static func navigation(
    _ sections: [ReportSection], _ names: [String], _ markup: inout Markup
  ) {
    guard sections.count > 1 else { return }
    markup.open("nav", ["aria-label": "Contents"])
    markup.open("ul")
    for (section, name) in zip(sections, names) {
      markup.open("li")
      markup.element("a", ["href": "#\(name)"], section.title)
      markup.close("li")
    }
    markup.close("ul")
    markup.close("nav")
  }

  /// Names for links, each different.
  private static func anchors(_ sections: [ReportSection]) -> [String] {
    var taken: Set<String> = ["answer"]
    return sections.map { section in
      let words = section.title.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
      let stem = words.isEmpty ? "section" : words.joined(separator: "-")
      var name = stem
      var number = 2
      while !taken.insert(name).inserted {
        name = "\(stem)-\(number)"
        number += 1
      }
      return name
    }
  }

  private static func answer(_ page: ReportPage, _ markup: inout Markup) {
    if let state = page.running {
      markup.open("section", ["class": "running", "aria-label": "Progress", "data-running": "1"])
      let percent = NumberText.fixed(min(max(state.fraction, 0), 1) * 100, decimals: 0)
      markup.element(
        "progress", ["max": "100", "value": percent, "aria-label": "Done"], "\(percent) %")
      markup.element("p", state.text)
      if let table = state.running { HTMLTable.draw(table, .plain, &markup) }
      if let chart = state.curves { draw(.chart(chart, name: "running"), &markup) }
      markup.close("section")
    }
    guard !page.answer.isEmpty else { return }
    markup.open("section", ["id": "answer", "class": "answer", "aria-label": "Answer"])
    for paragraph in page.answer {
      // A number stays beside its unit.
      markup.element("p", paragraph.replacingOccurrences(of: " %", with: "\u{A0}%"))
    }
    markup.close("section")
  }

  static func draw(_ block: ReportBlock, _ markup: inout Markup) {
    switch block {
    case .paragraph(let text): markup.element("p", text)
    case .facts(let facts): draw(facts, &markup)
    case .table(let table, let style): HTMLTable.draw(table, style, &markup)
    case .chart(let chart, let name):
      figure(
        SVGChart.render(chart, isAlone: false), file: SVGChart.render(chart), name: name, &markup)
    case .drawing(let picture, let name):
      figure(picture, file: picture, name: name, &markup)
    case .pictures(let pictures): draw(pictures, &markup)
    case .source(let text):
      markup.open("pre", ["tabindex": "0"])
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        markup.insert(Markup.escape(String(line)) + "\n")
      }
      markup.close("pre")
    case .details(let title, let blocks):
      markup.open("details")
      markup.element("summary", title)
      for block in blocks { draw(block, &markup) }
      markup.close("details")
    case .downloads(let downloads): draw(downloads, &markup)
    }
  }

  private static func figure(
    _ picture: String, file: String, name: String, _ markup: inout Markup
  ) {
    markup.open("figure")
    markup.open("div", ["class": "scroll"])
    markup.insert(picture)
    markup.close("div")
    markup.open("figcaption")
    link(ReportDownload(name: name + ".svg", type: "image/svg+xml", content: file), &markup)
    markup.close("figcaption")
    markup.close("figure")
  }

  private static func draw(_ facts: [(name: String, value: String)], _ markup: inout Markup) {
    markup.open("dl")
    for fact in facts where !fact.value.isEmpty {
      markup.element("dt", fact.name)
      markup.element("dd", fact.value)
    }
    markup.close("dl")
  }

  private static func draw(
    _ pictures: [(caption: String, image: RGBImage)], _ markup: inout Markup
  ) {
    markup.open("ul", ["class": "pictures"])
    for (caption, image) in pictures {
      markup.open("li")
      let data = Data(image.png).base64EncodedString()
      markup.insert(
        "<img alt=\"\(Markup.escape(caption))\" width=\"64\" height=\"64\" "
          + "src=\"data:image/png;base64,\(data)\">\n")
      markup.element("span", caption)
      markup.close("li")
    }
    markup.close("ul")
  }

  private static func draw(_ downloads: [ReportDownload], _ markup: inout Markup) {
    markup.open("ul", ["class": "downloads"])
    for download in downloads {
      markup.open("li")
      link(download, &markup)
      markup.close("li")
    }
    markup.close("ul")
  }

  private static func link(_ download: ReportDownload, _ markup: inout Markup) {
    let data = Data(download.content.utf8).base64EncodedString()
    markup.element(
      "a",
      ["download": download.name, "href": "data:\(download.type);base64,\(data)"], download.name)
  }
}
