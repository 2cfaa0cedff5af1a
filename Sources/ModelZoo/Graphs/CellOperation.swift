/// One operation of a searched cell (NASNet, arXiv:1707.07012; PNASNet, arXiv:1712.00559;
/// AmoebaNet, arXiv:1802.01548), as the TensorFlow implementations build it: `SAME` padding,
/// ReLU before each convolution, normalisation after.
enum CellOperation {
  /// `none`: the input itself, or a strided 1×1 where the shape has to change.
  case identity
  /// A 1×1 convolution.
  case pointwise
  /// A depthwise and a 1×1 convolution, twice; the first depthwise one takes the stride.
  case separable(Int)
  case averagePooling
  case maximumPooling(Int)
  /// 1×1, 3×3, 1×1 with a quarter of the filters inside.
  case bottleneck3x3
  /// 1×1, 1×7, 7×1, 1×1 with a quarter of the filters inside.
  case bottleneck1x7
}
