import Foundation
import Networks

extension FeatureMap {
  /// The mean over all pixels.
  func globallyAveraged(_ output: TensorShape) -> FeatureMap {
    var result = FeatureMap(zeros: output, images: images)
    let (channels, elements) = (shape.channels, shape.elements)
    for (index, value) in values.enumerated() {
      result.values[index / elements * channels + index % channels] +=
        value / Double(shape.pixels)
    }
    return result
  }

  /// Each channel times its factor.
  func scaled(by factors: [Double]) -> FeatureMap {
    var result = self
    for index in result.values.indices { result.values[index] *= factors[index % shape.channels] }
    return result
  }

  /// The mean over the windows that divide a map into the pixels of `output`.
  func adaptivelyAveraged(_ output: TensorShape) -> FeatureMap {
    var result = FeatureMap(zeros: output, images: images)
    for pixel in 0..<(images * output.pixels) {
      let (row, column) = (pixel / output.width % output.height, pixel % output.width)
      let rows = AdaptivePooling.window(row, of: output.height, over: shape.height)
      let columns = AdaptivePooling.window(column, of: output.width, over: shape.width)
      let first = pixel / output.pixels * shape.height
      for y in rows {
        for x in columns {
          let source = ((first + y) * shape.width + x) * shape.channels
          for channel in 0..<shape.channels {
            result.values[pixel * shape.channels + channel] +=
              values[source + channel] / Double(rows.count * columns.count)
          }
        }
      }
    }
    return result
  }

  /// Each channel plus its offset.
  func shifted(by offsets: [Double]) -> FeatureMap {
    var result = self
    for index in result.values.indices { result.values[index] += offsets[index % shape.channels] }
    return result
  }

  /// The maps side by side along the channels.
  static func concatenated(_ maps: [FeatureMap], _ output: TensorShape) -> FeatureMap {
    var values: [Double] = []
    values.reserveCapacity(maps[0].images * output.elements)
    for pixel in 0..<(maps[0].images * output.pixels) {
      for map in maps {
        let channels = map.shape.channels
        values += map.values[(pixel * channels)..<((pixel + 1) * channels)]
      }
    }
    return FeatureMap(output, images: maps[0].images, values)
  }

  /// Output channel c takes input channel `source(c)`.
  func rearranged(_ output: TensorShape, _ source: (Int) -> Int) -> FeatureMap {
    let sources = (0..<output.channels).map(source)
    let pixels = images * shape.pixels
    var result: [Double] = []
    result.reserveCapacity(pixels * output.channels)
    for pixel in 0..<pixels {
      for c in sources { result.append(values[pixel * shape.channels + c]) }
    }
    return FeatureMap(output, images: images, result)
  }

  /// The map with rows and columns of zeros above and left of it, or so many cut away.
  func shifted(_ output: TensorShape, top: Int, left: Int) -> FeatureMap {
    var result = FeatureMap(zeros: output, images: images)
    let channels = shape.channels
    for image in 0..<images {
      for y in 0..<output.height where (0..<shape.height).contains(y - top) {
        for x in 0..<output.width where (0..<shape.width).contains(x - left) {
          let source = ((image * shape.height + y - top) * shape.width + x - left) * channels
          let target = ((image * output.height + y) * output.width + x) * channels
          for c in 0..<channels { result.values[target + c] = values[source + c] }
        }
      }
    }
    return result
  }
}

extension Activation {
  func value(_ x: Double) -> Double {
    switch self {
    case .relu: max(x, 0)
    case .relu6: min(max(x, 0), 6)
    case .silu: x * Self.logistic(x)
    case .sigmoid: Self.logistic(x)
    case .hardSigmoid: min(max(x + 3, 0), 6) / 6
    case .hardSwish: x * min(max(x + 3, 0), 6) / 6
    case .tanh: Foundation.tanh(x)
    case .gelu: x * Self.normal(x)
    }
  }

  /// The derivative; at a corner, that of the left side, as frameworks take it.
  func slope(_ x: Double) -> Double {
    switch self {
    case .relu: return x > 0 ? 1 : 0
    case .relu6: return x > 0 && x < 6 ? 1 : 0
    case .silu:
      let gate = Self.logistic(x)
      return gate * (1 + x * (1 - gate))
    case .sigmoid:
      let gate = Self.logistic(x)
      return gate * (1 - gate)
    case .hardSigmoid: return x > -3 && x < 3 ? 1.0 / 6 : 0
    case .hardSwish: return x <= -3 ? 0 : x >= 3 ? 1 : (2 * x + 3) / 6
    case .tanh: return 1 - Foundation.tanh(x) * Foundation.tanh(x)
    case .gelu: return Self.normal(x) + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot()
    }
  }

  private static func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
  private static func normal(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }
}
