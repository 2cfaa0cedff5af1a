import Networks

/// Sums over an image's pixels, floats `[images, parts, channels]`.
struct PixelSums {
  let place: Place
  let parts: Int
}

/// Means over an image's pixels, from sums that a convolution has taken.
struct MeanOfSums: StepOperation {
  let sums: PixelSums
  let images: Int
  let shape: TensorShape
  let mean: Matrix

  var places: [Place] { [sums.place, mean.place] }
  var work: StepWork { StepWork(floats: images * shape.channels * (sums.parts + 1)) }

  func run(_ unit: Int, in context: StepContext) {
    for image in 0..<images {
      let mean = mean.place.advanced(by: image * mean.stride)
      context.sumParts(
        sums.place.advanced(by: image * sums.parts * shape.channels), count: shape.channels,
        parts: sums.parts, stride: shape.channels, to: mean)
      context.scale(mean, count: shape.channels, by: 1 / Float(shape.pixels))
    }
  }
}
