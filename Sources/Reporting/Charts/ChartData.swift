/// The data of a chart, drawn into its plot area.
struct ChartData {
  private let chart: Chart
  private let area: PlotArea
  private let looks: [SeriesLook]
  /// Series from back to front: the crowd, then the ordinary, then what is highlighted.
  private let order: [Int]

  init(_ chart: Chart, area: PlotArea) {
    self.chart = chart
    self.area = area
    looks = SeriesLook.looks(of: chart.series)
    let roles: [ChartSeries.Role] = [.background, .ordinary, .highlighted]
    order = roles.flatMap { role in
      chart.series.indices.filter { chart.series[$0].role == role }
    }
  }

  // MARK: Lines and areas

  /// Contours, bands, lines and error bars.
  func drawLines(on canvas: inout SVGCanvas) {
    for contour in chart.contours {
      canvas.path(SVGCanvas.pathData(places(contour.points)), class: "contour")
    }
    for index in order where chart.series[index].intervals == .band { drawBand(index, on: &canvas) }
    for index in order where chart.series[index].line != .none {
      let series = chart.series[index]
      canvas.path(
        SVGCanvas.pathData(series.corners(thinned(places(series.points)))),
        class: looks[index].lineClass)
    }
    var bars = ErrorBars(steps: steps)
    for index in order.reversed() where chart.series[index].intervals == .errorBars {
      let ends = chart.series[index].points.compactMap { errorBar(of: $0) }
      canvas.path(
        bars.add(ends, radius: chart.series[index].hasMarkers ? looks[index].radius : 0),
        class: "error \(looks[index].name)")
    }
  }

  private func places(_ points: [ChartPoint]) -> [PixelPoint] {
    points.compactMap { area.place($0.x, $0.y) }
  }

  /// Without the points that lie on the one before, as far as the eye can tell: of a long search's curve
  /// nearly all.
  private func thinned(_ places: [PixelPoint]) -> [PixelPoint] {
    guard places.count > Self.mostOfCrowd, let first = places.first, let last = places.last else {
      return places
    }
    var kept = [first]
    for place in places.dropFirst().dropLast()
    where abs(place.x - kept[kept.count - 1].x) >= 0.25
      || abs(place.y - kept[kept.count - 1].y) >= 0.25
    {
      kept.append(place)
    }
    return kept + [last]
  }

  private func drawBand(_ index: Int, on canvas: inout SVGCanvas) {
    let series = chart.series[index]
    let ends = series.points.compactMap { point -> (low: PixelPoint, high: PixelPoint)? in
      guard let interval = point.interval, let low = area.place(point.x, interval.lowerBound),
        let high = area.place(point.x, interval.upperBound)
      else { return nil }
      return (low, high)
    }
    let outline =
      series.corners(ends.map(\.high)) + series.corners(ends.map(\.low)).reversed()
    canvas.path(
      SVGCanvas.pathData(outline, isClosed: true), class: "band \(looks[index].name)")
  }

  private func errorBar(of point: ChartPoint) -> ErrorBars.Bar? {
    guard let interval = point.interval, let low = area.place(point.x, interval.lowerBound),
      let high = area.place(point.x, interval.upperBound), let middle = area.place(point.x, point.y)
    else { return nil }
    return ErrorBars.Bar(low: low, middle: middle, high: high)
  }

  /// The corners of the staircases.
  private var steps: [[PixelPoint]] {
    chart.series.filter { $0.line == .steps }.map { $0.corners(places($0.points)) }
  }

  // MARK: Markers

  /// Markers inside the axes, each with a tooltip where it has a label.
  func drawMarkers(on canvas: inout SVGCanvas) {
    for index in order where chart.series[index].hasMarkers {
      let look = looks[index]
      if look.role == .background { drawCrowd(chart.series[index], look, on: &canvas) }
      for (point, place) in visible(chart.series[index])
      where look.role != .background || !point.label.isEmpty {
        let data =
          look.role == .background
          ? ChartStyle.circle(place, look.radius)
          : ChartStyle.marker(look.index, at: place, radius: look.radius)
        canvas.path(data, class: "marker \(look.name)", tooltip: point.label)
      }
    }
  }

  /// So many points of the crowd are drawn, evenly through the series: more would be a blot.
  private static let mostOfCrowd = 5000

  /// The crowd's points without a label, in one path: there may be thousands.
  private func drawCrowd(_ series: ChartSeries, _ look: SeriesLook, on canvas: inout SVGCanvas) {
    var seen: Set<PixelPoint> = []
    let points = visible(series)
    let step = max(1, (points.count + Self.mostOfCrowd - 1) / Self.mostOfCrowd)
    let circles = stride(from: 0, to: points.count, by: step).compactMap { index -> String? in
      let (point, place) = points[index]
      // Half a pixel apart is the same place to the eye.
      let snapped = PixelPoint(x: (2 * place.x).rounded() / 2, y: (2 * place.y).rounded() / 2)
      guard point.label.isEmpty, seen.insert(snapped).inserted else { return nil }
      return ChartStyle.circle(place, look.radius)
    }
    canvas.path(circles.joined(), class: "marker \(look.name)")
  }

  /// The points that lie inside the axes, half a pixel of rounding allowed.
  private func visible(_ series: ChartSeries) -> [(ChartPoint, PixelPoint)] {
    let bounds = area.frame.insetBy(-0.5)
    return series.points.compactMap { point in
      guard let place = area.place(point.x, point.y), bounds.contains(place) else { return nil }
      return (point, place)
    }
  }

  // MARK: Labels

  /// Labels of contours, then of points around what is there.
  func drawLabels(on canvas: inout SVGCanvas) {
    let contourLabels = drawContourLabels(on: &canvas)
    let labelled = order.reversed().flatMap { index in
      visible(chart.series[index]).filter { !$0.0.label.isEmpty }.map {
        (text: $0.0.label, place: $0.1, radius: looks[index].radius)
      }
    }
    let requests = labelled.map { label in
      LabelPlacement.Request(
        anchor: label.place, radius: label.radius,
        width: SVGText.width(label.text, size: Self.labelSize), height: Self.labelSize + 1)
    }
    let placement = LabelPlacement(
      bounds: area.frame.insetBy(1),
      taken: contourLabels.map { $0.insetBy(-2) } + markerFrames { $0 != .background },
      crowd: markerFrames { $0 == .background },
      segments: labelled.isEmpty ? [] : segments)
    for (label, place) in zip(labelled, placement.place(requests)) {
      guard let place else { continue }
      if place.needsLeader {
        canvas.line(
          from: label.place, to: place.frame.nearest(to: label.place), class: "leader")
      }
      canvas.text(
        label.text, at: PixelPoint(x: place.frame.x, y: place.frame.bottom - 2.5), class: "label",
        anchor: "start")
    }
  }

  private static let labelSize = 11.5

  private func markerFrames(_ isMeant: (ChartSeries.Role) -> Bool) -> [PixelRect] {
    let meant = chart.series.indices.filter {
      chart.series[$0].hasMarkers && isMeant(chart.series[$0].role)
    }
    return meant.flatMap { index in
      visible(chart.series[index]).map { _, place in
        let radius = looks[index].radius
        return PixelRect(
          x: place.x - radius, y: place.y - radius, width: 2 * radius, height: 2 * radius)
      }
    }
  }

  private var segments: [(PixelPoint, PixelPoint)] {
    chart.series.filter { $0.line != .none }.flatMap { series in
      let corners = series.corners(places(series.points))
      return Array(zip(corners, corners.dropFirst()))
    }
  }

  /// Writes each contour's label on it, as far right as it fits, and returns their frames.
  private func drawContourLabels(on canvas: inout SVGCanvas) -> [PixelRect] {
    let markers = markerFrames { _ in true }
    let segments = segments
    var frames: [PixelRect] = []
    for contour in chart.contours {
      let width = SVGText.width(contour.label, size: 10.5)
      let frame = places(contour.points).reversed().lazy.map { point in
        PixelRect(x: point.x - width - 4, y: point.y - 6, width: width, height: 12)
      }.first { frame in
        area.frame.insetBy(2).contains(frame)
          && !(frames + markers).contains { $0.overlap(frame) > 0 }
          && !segments.contains { frame.insetBy(-3).isCrossed(from: $0.0, to: $0.1) }
      }
      guard let frame else { continue }
      canvas.text(
        contour.label, at: PixelPoint(x: frame.x, y: frame.bottom - 2.5), class: "contour-label",
        anchor: "start")
      frames.append(frame)
    }
    return frames
  }
}
