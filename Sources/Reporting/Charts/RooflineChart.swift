import CostModel
import Foundation
import Networks

/// Layers under the roof of a device: operations a second against operations a byte (Williams,
/// Waterman and Patterson, "Roofline", 2009).
enum RooflineChart {
  static func chart(_ network: Network, _ figures: NetworkBreakdown, device: Device) -> Chart {
    let rows = network.layers.indices.filter { layer in
      let row = figures.layers[layer]
      return row.operations > 0 && row.bytesMoved > 0 && (row.seconds ?? 0) > 0
    }
    let groups = Dictionary(grouping: rows) { kind(of: network, $0) }
    let points = groups.sorted { $0.key < $1.key }.map { kind, layers in
      ChartSeries(
        name: kind,
        points: layers.map { layer in
          let row = figures.layers[layer]
          return ChartPoint(row.intensity, Double(row.operations) / (row.seconds ?? 1))
        }, line: .none)
    }
    let places = points.flatMap(\.points).map(\.x)
    let (low, high) = (places.min() ?? 0.1, places.max() ?? 100)
    let bend = device.operationsPerSecond / device.bytesPerSecond
    let roof = [min(low, bend) / 1.5, bend, max(high, bend) * 1.5].map { intensity in
      ChartPoint(
        intensity, min(device.operationsPerSecond, intensity * device.bytesPerSecond))
    }
    return Chart(
      title: "Layers under the roof of \(device.name)",
      subtitle: "Predicted: the longer of arithmetic and traffic, and the start of each kernel",
      x: ChartAxis("Operations per byte moved", scale: .logarithmic),
      y: ChartAxis("Operations per second (billions)", unit: 1e9, scale: .logarithmic),
      series: [ChartSeries(name: "roof", points: roof, hasMarkers: false, role: .highlighted)]
        + points)
  }

  private static func kind(of network: Network, _ layer: Int) -> String {
    let operation = network.layers[layer].operation
    if case .convolution(let convolution) = operation {
      if convolution.isPointwise { return "pointwise convolutions" }
      return convolution.isDepthwise(inputChannels: network.inputShape(of: layer).channels)
        ? "depthwise convolutions" : "other convolutions"
    }
    return OperatorKind(operation) == .fullyConnected
      ? "fully connected" : "poolings and element-wise"
  }
}
