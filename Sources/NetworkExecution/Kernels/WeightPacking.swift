import CKernels
import Networks

/// A convolution's weights laid out as its kernels want them.
struct WeightPacking {
  /// Which product the weights are for.
  enum Direction { case forward, backward }

  let layer: ConvolutionLayer
  let direction: Direction

  /// Floats of a packed matrix.
  static func floats(rows: Int, columns: Int) -> Int { ck_packed_size(rows, columns) }

  /// Whether both are the same numbers in the same order.
  func isSame(as other: WeightPacking) -> Bool {
    layer.parameters == other.layer.parameters && direction == other.direction
      && layer.isPointwise == other.layer.isPointwise
  }

  /// Floats of the packed weights.
  var floats: Int {
    if layer.isPointwise {
      let (rows, columns) = (layer.input.channels, layer.output.channels)
      return switch direction {
      case .forward: ck_packed_size(rows, columns)
      case .backward: ck_packed_size(columns, rows)
      }
    }
    var convolution = layer.kernelConvolution
    return switch direction {
    case .forward: ck_convolution_packed_size(&convolution)
    case .backward: ck_convolution_packed_transposed_size(&convolution)
    }
  }

  /// Packs weights, `[kernel.height, kernel.width, input / groups, output]`.
  func pack(
    _ weights: UnsafePointer<Float>, into packed: UnsafeMutablePointer<Float>, _ kernels: Kernels
  ) {
    let table = kernels.table.pointee
    if layer.isPointwise {
      let (rows, columns) = (layer.input.channels, layer.output.channels)
      switch direction {
      case .forward: table.pack(rows, columns, weights, columns, packed)
      case .backward: table.pack_transposed(rows, columns, weights, columns, packed)
      }
    } else {
      var convolution = layer.kernelConvolution
      switch direction {
      case .forward: table.convolution_pack(&convolution, weights, packed)
      case .backward: table.convolution_pack_transposed(&convolution, weights, packed)
      }
    }
  }
}

extension Kernels {
  /// Packs a matrix, `[rows, columns]`, for products with `columns` results.
  func pack(
    _ matrix: [Float], rows: Int, columns: Int, into packed: UnsafeMutablePointer<Float>
  ) {
    table.pointee.pack(rows, columns, matrix, columns, packed)
  }
}
