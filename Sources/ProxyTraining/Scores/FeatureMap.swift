import Networks

/// The output of a layer for a batch: `[images, height, width, channels]`, in double precision.
struct FeatureMap {
  let shape: TensorShape
  let images: Int
  var values: [Double]

  init(_ shape: TensorShape, images: Int, _ values: [Double]) {
    precondition(values.count == images * shape.elements, "one value for each element")
    self.shape = shape
    self.images = images
    self.values = values
  }

  init(zeros shape: TensorShape, images: Int) {
    self.init(shape, images: images, [Double](repeating: 0, count: images * shape.elements))
  }

  /// This map with each value replaced.
  func map(_ body: (Double) -> Double) -> FeatureMap {
    FeatureMap(shape, images: images, values.map(body))
  }

  static func + (left: FeatureMap, right: FeatureMap) -> FeatureMap {
    var sum = left
    for index in sum.values.indices { sum.values[index] += right.values[index] }
    return sum
  }

  /// The product; a map of one pixel gates every pixel of the other.
  static func * (left: FeatureMap, right: FeatureMap) -> FeatureMap {
    var product = left
    let isGate = right.shape.pixels == 1 && left.shape.pixels > 1
    let (channels, elements) = (left.shape.channels, left.shape.elements)
    for index in product.values.indices {
      let other = isGate ? index / elements * channels + index % channels : index
      product.values[index] *= right.values[other]
    }
    return product
  }
}

extension FeatureMap {
  /// Calls `body` for every window of a layer at every output pixel: the output's pixel and each
  /// pixel of the input that the window holds, with its place in the window.
  static func forEachWindow(
    input: TensorShape, output: TensorShape, images: Int, kernel: Extent, stride: Extent,
    dilation: Extent = 1, edges: PaddingEdges,
    _ body: (_ outputPixel: Int, _ inputPixel: Int, _ place: Int) -> Void
  ) {
    for image in 0..<images {
      for y in 0..<output.height {
        for x in 0..<output.width {
          let target = (image * output.height + y) * output.width + x
          for ky in 0..<kernel.height {
            let row = y * stride.height - edges.top + ky * dilation.height
            guard row >= 0, row < input.height else { continue }
            for kx in 0..<kernel.width {
              let column = x * stride.width - edges.left + kx * dilation.width
              guard column >= 0, column < input.width else { continue }
              let source = (image * input.height + row) * input.width + column
              body(target, source, ky * kernel.width + kx)
            }
          }
        }
      }
    }
  }

  /// A convolution without its bias; weights `[kernel, input / groups, output]`.
  func convolved(
    _ layer: Convolution, _ weights: [Double], output: TensorShape
  ) -> FeatureMap {
    var result = FeatureMap(zeros: output, images: images)
    let edges = layer.padding.edges(
      input: shape, kernel: layer.kernelSize, stride: layer.stride, dilation: layer.dilation)
    let (inputs, outputs) = (shape.channels, output.channels)
    let (groupInputs, groupOutputs) = (inputs / layer.groups, outputs / layer.groups)
    let input = shape
    let images = images
    values.withUnsafeBufferPointer { x in
      weights.withUnsafeBufferPointer { w in
        result.values.withUnsafeMutableBufferPointer { z in
          Self.forEachWindow(
            input: input, output: output, images: images, kernel: layer.kernelSize,
            stride: layer.stride, dilation: layer.dilation, edges: edges
          ) { target, source, place in
            let matrix = place * groupInputs * outputs
            if groupInputs == 1, groupOutputs == 1 {
              for c in 0..<outputs {
                z[target * outputs + c] += w[matrix + c] * x[source * inputs + c]
              }
              return
            }
            for group in 0..<layer.groups {
              let start = group * groupOutputs
              for i in 0..<groupInputs {
                let value = x[source * inputs + group * groupInputs + i]
                let row = matrix + i * outputs
                for o in start..<(start + groupOutputs) {
                  z[target * outputs + o] += w[row + o] * value
                }
              }
            }
          }
        }
      }
    }
    return result
  }

  /// A linear map of every pixel's channels; weights `[input, output]`.
  func multiplied(by weights: [Double], output: TensorShape) -> FeatureMap {
    convolved(
      Convolution(outputChannels: output.channels, kernelSize: 1, padding: .valid), weights,
      output: output)
  }

  /// For every element of a maximum pooling's output, the index of the element it takes.
  func maxima(_ layer: Pooling, output: TensorShape) -> [Int] {
    let channels = shape.channels
    var winners = [Int](repeating: -1, count: images * output.elements)
    windows(of: layer, output: output) { target, source, _ in
      for c in 0..<channels {
        let (slot, index) = (target * channels + c, source * channels + c)
        if winners[slot] < 0 || values[index] > values[winners[slot]] { winners[slot] = index }
      }
    }
    return winners
  }

  /// The mean over each window.
  func averaged(_ layer: Pooling, output: TensorShape) -> FeatureMap {
    var result = FeatureMap(zeros: output, images: images)
    let channels = shape.channels
    var counts = [Double](repeating: 0, count: images * output.pixels)
    windows(of: layer, output: output) { target, source, _ in
      counts[target] += 1
      for c in 0..<channels {
        result.values[target * channels + c] += values[source * channels + c]
      }
    }
    let area = Double(layer.kernelSize.area)
    for pixel in counts.indices {
      let divisor = layer.kind == .averageIncludingPadding ? area : max(1, counts[pixel])
      for c in 0..<channels { result.values[pixel * channels + c] /= divisor }
    }
    return result
  }

  private func windows(
    of layer: Pooling, output: TensorShape, _ body: (Int, Int, Int) -> Void
  ) {
    Self.forEachWindow(
      input: shape, output: output, images: images, kernel: layer.kernelSize,
      stride: layer.stride,
      edges: layer.padding.edges(input: shape, kernel: layer.kernelSize, stride: layer.stride),
      body)
  }
}
