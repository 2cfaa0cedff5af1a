import CostModel
import Networks

/// Bytes of feature maps that inference holds while each layer runs.
enum MemoryChart {
  static func chart(_ network: Network, _ figures: NetworkBreakdown) -> Chart {
    let bytes = figures.inference.featureBytes
    let points = bytes.enumerated().map { ChartPoint(Double($0.offset + 1), Double($0.element)) }
    let peak = figures.inference.peakLayer
    let marked =
      bytes.indices.contains(peak)
      ? [ChartPoint(Double(peak + 1), Double(bytes[peak]), label: network.name(of: peak))] : []
    return Chart(
      title: "Feature maps held while each layer runs",
      subtitle:
        "One image in float32; a map is held from the layer that makes it to the last that reads it",
      x: ChartAxis("Layer"), y: ChartAxis("Feature maps (MB)", unit: 1e6),
      series: [
        ChartSeries(name: "", points: points, line: .steps, hasMarkers: false, role: .highlighted),
        ChartSeries(name: "the most", points: marked, line: .none),
      ])
  }
}
