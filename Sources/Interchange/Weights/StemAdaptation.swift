import Networks

/// Stems for images of three channels made into stems for images of another number, as timm's
/// `adapt_input_conv` does.
struct StemAdaptation {
  /// The convolutions that read the image.
  private let stems: Set<Int>

  init(_ network: Network) {
    stems = Set(
      network.layers.indices.filter { index in
        guard case .convolution(let convolution) = network.layers[index].operation else {
          return false
        }
        return convolution.groups == 1 && network.inputs(of: index).contains(0)
      })
  }

  /// The tensors that are of a stem for three channels, where the network has another number.
  func adapted(_ names: [WeightName], shape: (String) -> [Int]?) -> Set<String> {
    Set(
      names.filter { name in shape(name.tensor).map { canAdapt($0, to: name) } ?? false }
        .map(\.tensor))
  }

  /// Whether a tensor of that shape can be made into the one named.
  func canAdapt(_ shape: [Int], to name: WeightName) -> Bool {
    guard name.parameter.role == .weight, stems.contains(name.parameter.layer), shape.count == 4,
      name.shape.count == 4, shape[1] == 3, name.shape[1] != 3
    else { return false }
    return shape[0] == name.shape[0] && shape[2...] == name.shape[2...]
  }

  /// A kernel `[output, 3, height, width]` as one of `shape`, which differs in the second extent:
  /// the sum over the channels for one, and otherwise the channels over and over, times 3 ÷ their
  /// number, so that a grey image's response stays.
  static func adapted(_ elements: [Float], to shape: [Int]) -> [Float] {
    let (outputs, inputs) = (shape[0], shape[1])
    let pixels = shape[2] * shape[3]
    var result = [Float](repeating: 0, count: outputs * inputs * pixels)
    for output in 0..<outputs {
      for pixel in 0..<pixels {
        let channels = (0..<3).map { elements[(output * 3 + $0) * pixels + pixel] }
        for input in 0..<inputs {
          result[(output * inputs + input) * pixels + pixel] =
            inputs == 1
            ? channels[0] + channels[1] + channels[2]
            : channels[input % 3] * (3 / Float(inputs))
        }
      }
    }
    return result
  }
}
