package import Architectures
package import CostModel
import Interchange
import ModelZoo
import Networks

/// The report of networks without a study: what they are made of, what they cost, how they scale.
package struct ModelPage {
  private let models: [any ScalableArchitecture]
  private let device: Device
  private let colophon: String

  /// - Parameters:
  ///   - models: the networks.
  ///   - device: whose roofline is drawn.
  ///   - colophon: who wrote the page, with what.
  package init(_ models: [any ScalableArchitecture], device: Device, colophon: String = "") {
    (self.models, self.device, self.colophon) = (models, device, colophon)
  }

  /// The page.
  ///
  /// - Throws: what a network can't be built for, and counts beyond the range of `Int`.
  package func page() throws -> ReportPage {
    let shown = try models.map { try Shown($0, device: device) }
    let names = models.map(\.name).joined(separator: ", ")
    var page = ReportPage(
      title: models.count == 1 ? names : "Networks: \(names)",
      subtitle: "Exact costs of one image; multiply-adds as in the EfficientNet paper",
      colophon: colophon)
    page.answer = shown.map(\.sentence)
    if shown.count > 1 {
      page.sections.append(
        ReportSection("Side by side", [.table(CompareTable.table(shown.map(\.compared)), .plain)]))
    }
    for model in shown {
      let sections = try model.sections(device)
      page.sections += shown.count == 1 ? sections : sections.map { $0.titled(after: model.name) }
    }
    return page
  }
}

/// One network of the page with its figures.
private struct Shown {
  let model: any ScalableArchitecture
  let network: Network
  let figures: NetworkBreakdown

  var name: String { model.name }

  init(_ model: any ScalableArchitecture, device: Device) throws {
    self.model = model
    network = try model.lowered()
    figures = try NetworkBreakdown(of: network, device: device)
  }

  var sentence: String {
    let count = NumberStyle.grouped
    let (cost, bytes) = (figures.total.cost, NumberStyle.bytes(significant: 3))
    return "\(name): \(count.text(cost.parameters)) parameters, \(count.text(cost.multiplyAdds)) "
      + "multiply-adds and \(count.text(cost.activations)) activations at \(model.resolution) pixels; "
      + "inference holds \(bytes.text(figures.inference.totalBytes)) of weights and maps."
  }

  var compared: CompareTable.Row {
    let known = try? ModelZoo.model(named: name)
    return CompareTable.Row(
      model: name, resolution: model.resolution, cost: figures.total.cost,
      accuracy: known?.accuracy)
  }

  func sections(_ device: Device) throws -> [ReportSection] {
    let architecture = model as? Architecture
    var sections: [ReportSection] = []
    if let architecture {
      let column = try NetworkDrawing.Column(
        architecture, title: name, subtitle: "\(architecture.blockCount) blocks")
      sections.append(
        ReportSection(
          "Drawing",
          [
            .drawing(
              NetworkDrawing.render([column], title: "\(name), stage by stage"), name: "network")
          ]))
    }
    sections += [
      ReportSection(
        "By stage",
        [
          .table(
            SummaryTable.byStage(network, figures: figures, architecture: architecture),
            .plain)
        ]),
      ReportSection(
        "Memory", [.chart(MemoryChart.chart(network, figures), name: "memory")]),
      ReportSection(
        "Roofline",
        [
          .paragraph(
            "On \(device.name) (\(device.source)): what is left of the bend waits for memory, what is "
              + "right of it for arithmetic."),
          .chart(RooflineChart.chart(network, figures, device: device), name: "roofline"),
        ]),
    ]
    if let scalings = try scalings() { sections.append(scalings) }
    sections.append(
      ReportSection(
        "By layer",
        [
          .table(
            SummaryTable.byLayer(network, figures: figures),
            ReportTableStyle(isSearchable: true))
        ]))
    if let architecture {
      sections.append(
        ReportSection(
          "Files",
          [
            .downloads([
              ReportDownload(
                name: "\(name).yaml", type: "text/yaml",
                content: ArchitectureFile.text(of: architecture)),
              ReportDownload(
                name: "\(name)-layers.csv", type: "text/csv",
                content: CSVFormat().render(SummaryTable.byLayer(network, figures: figures))),
            ])
          ]))
    }
    return sections
  }

  /// The network scaled by the paper's constants; nil for one that can't be scaled so.
  private func scalings() throws -> ReportSection? {
    guard let architecture = model as? Architecture else { return nil }
    let scaling = CompoundScaling.paper
    let rows = (0...7).compactMap {
      try? SweepTable.Row(architecture, by: scaling, phi: Double($0), rounding: .tensorFlow)
    }
    guard let first = rows.first else { return nil }
    return ReportSection(
      "Scaled",
      [
        .table(
          SweepTable.table(model: name, scaling: scaling, baseline: first.cost, rows: rows),
          .plain)
      ])
  }
}
