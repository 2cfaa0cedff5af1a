/// How a series looks: its place in the palette and its weight.
struct SeriesLook: Hashable {
  /// Place in the palette.
  let index: Int
  let role: ChartSeries.Role

  /// One look per series; the grey ones take no place in the palette.
  static func looks(of series: [ChartSeries]) -> [SeriesLook] {
    var next = 0
    return series.map { series in
      if series.role == .background { return SeriesLook(index: 0, role: .background) }
      defer { next += 1 }
      return SeriesLook(index: next % ChartStyle.count, role: series.role)
    }
  }

  /// Class of the style sheet.
  var name: String { role == .background ? "crowd" : "s\(index)" }

  var lineClass: String { "line \(name)" + (role == .highlighted ? " strong" : "") }

  /// Radius of a marker in pixels.
  var radius: Double {
    switch role {
    case .ordinary: 4
    case .highlighted: 5
    case .background: 2.6
    }
  }
}
