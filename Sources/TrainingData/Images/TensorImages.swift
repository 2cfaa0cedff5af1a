/// Images given as an array of values, kept as they are: for comparing with other frameworks.
struct TensorImages: ImageSource {
  let size: ImageSize
  let channels: Int
  /// `[image, height, width, channel]`.
  private let values: [Float]
  private let labels: [Int]

  /// Takes `[N, C, H, W]` values whose number has been checked.
  init(channelsFirst input: [Float], size: ImageSize, channels: Int, labels: [Int]) {
    precondition(input.count == labels.count * channels * size.area)
    self.size = size
    self.channels = channels
    self.labels = labels
    let area = size.area
    values = [Float](unsafeUninitializedCapacity: input.count) { values, initialized in
      for image in labels.indices {
        let start = image * channels * area
        for channel in 0..<channels {
          for pixel in 0..<area {
            values.initializeElement(
              at: start + pixel * channels + channel, to: input[start + channel * area + pixel])
          }
        }
      }
      initialized = input.count
    }
  }

  var count: Int { labels.count }
  var nativeSize: ImageSize? { size }

  func label(at index: Int) -> Int { labels[index] }

  func write(
    _ index: Int, window: ImageWindow, size target: ImageSize,
    into output: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(output.count == target.area * channels, "the buffer has the size of the image")
    precondition(index >= 0 && index < count, "image \(index) of \(count)")
    let length = size.area * channels
    values.withUnsafeBufferPointer { values in
      let image = UnsafeBufferPointer(rebasing: values[index * length..<(index + 1) * length])
      if target == size && window == .full {
        _ = output.update(fromContentsOf: image)
      } else {
        Resampler(from: size, window: window, to: target).resample(
          image, channels: channels, into: output)
      }
    }
  }
}

extension DataSet {
  /// Whether the images are values in memory, to be used as they are: see
  /// ``tensors(name:input:shape:labels:classCount:)``.
  public var isTensors: Bool {
    ((training as? ImageSubset)?.source ?? training) is TensorImages
  }

  /// A data set of values in memory, neither scaled nor normalised.
  ///
  /// It serves for training and validation alike; ``holdingOut()`` parts it.
  ///
  /// - Parameters:
  ///   - name: For reports.
  ///   - input: `[N, C, H, W]` values.
  ///   - shape: The four extents.
  ///   - labels: One per image.
  ///   - classCount: How many classes there are; by default one more than the greatest label.
  /// - Returns: The data set.
  /// - Throws: ``TrainingDataError`` where numbers do not fit, a value is not finite, or a label is
  ///   out of range.
  public static func tensors(
    name: String, input: [Float], shape: [Int], labels: [Int], classCount: Int? = nil
  ) throws(TrainingDataError) -> DataSet {
    guard shape.count == 4, shape.allSatisfy({ $0 > 0 }) else {
      throw TrainingDataError(
        .invalidParameter, file: name,
        "input has shape \(shape); expected [N, C, H, W], none of them 0")
    }
    var length = 1
    for extent in shape {
      let (product, overflow) = length.multipliedReportingOverflow(by: extent)
      length = overflow ? .max : product
    }
    guard length == input.count, shape[0] == labels.count else {
      throw TrainingDataError(
        .mismatch, file: name,
        "input of shape \(shape) with \(input.count) values and \(labels.count) labels; "
          + "expected \(length == .max ? "fewer" : String(length)) values and \(shape[0]) labels")
    }
    if let index = input.firstIndex(where: { !$0.isFinite }) {
      throw TrainingDataError(
        .corrupt, file: name, "input value \(index) is \(input[index]); expected finite values")
    }
    let greatest = 1 << 20
    let classes = classCount ?? (1 + min(labels.max() ?? 0, greatest - 1))
    guard classes <= greatest else {
      throw TrainingDataError(
        .tooLarge, file: name, "\(classes) classes; expected at most \(greatest)")
    }
    if let index = labels.firstIndex(where: { $0 < 0 || $0 >= classes }) {
      throw TrainingDataError(
        .labelOutOfRange, file: name,
        "label \(index) is \(labels[index]); expected 0 ..< \(classes)")
    }
    let images = TensorImages(
      channelsFirst: input, size: ImageSize(height: shape[2], width: shape[3]), channels: shape[1],
      labels: labels)
    return try DataSet(
      name: name, classNames: (0..<classes).map(String.init),
      normalization: .identity(channels: shape[1]), flipPreservesLabels: false,
      holdsIntensities: false, training: images, validation: images, validationOrigin: .training)
  }
}
