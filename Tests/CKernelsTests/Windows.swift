import CKernels
import Testing

/// A sliding window over small images, with whatever padding.
struct WindowCase: Sendable, CustomTestStringConvertible {
  var height: Int
  var width: Int
  var kernel: (height: Int, width: Int)
  var stride: (height: Int, width: Int) = (1, 1)
  var dilation: (height: Int, width: Int) = (1, 1)
  var pad: (top: Int, left: Int, bottom: Int, right: Int) = (0, 0, 0, 0)
  var images = 2

  init(_ height: Int, _ width: Int, kernel: Int, stride: Int = 1, pad: Int = 0) {
    (self.height, self.width) = (height, width)
    self.kernel = (kernel, kernel)
    self.stride = (stride, stride)
    self.pad = (pad, pad, pad, pad)
  }

  func with(_ change: (inout WindowCase) -> Void) -> WindowCase {
    var copy = self
    change(&copy)
    return copy
  }

  var testDescription: String {
    "\(height)x\(width) kernel \(kernel) stride \(stride) dilation \(dilation) pad \(pad)"
  }

  var outHeight: Int {
    (height + pad.top + pad.bottom - (kernel.height - 1) * dilation.height - 1) / stride.height + 1
  }
  var outWidth: Int {
    (width + pad.left + pad.right - (kernel.width - 1) * dilation.width - 1) / stride.width + 1
  }
  var taps: Int { kernel.height * kernel.width }
  var inRows: Int { images * height * width }
  var outRows: Int { images * outHeight * outWidth }

  var window: ck_window {
    ck_window(
      in_height: height, in_width: width, out_height: outHeight, out_width: outWidth,
      kernel_height: kernel.height, kernel_width: kernel.width, stride_height: stride.height,
      stride_width: stride.width, dilation_height: dilation.height, dilation_width: dilation.width,
      pad_top: pad.top, pad_left: pad.left, pad_bottom: pad.bottom, pad_right: pad.right)
  }

  /// Input row that a tap of an output row reads, if it lies inside.
  func input(_ outRow: Int, _ tap: Int) -> Int? {
    let line = outRow / outWidth
    let y = line % outHeight * stride.height + tap / kernel.width * dilation.height - pad.top
    let x = outRow % outWidth * stride.width + tap % kernel.width * dilation.width - pad.left
    guard (0..<height).contains(y), (0..<width).contains(x) else { return nil }
    return (line / outHeight * height + y) * width + x
  }

  static let cases: [WindowCase] = [
    WindowCase(5, 7, kernel: 3, pad: 1),
    WindowCase(6, 6, kernel: 3, stride: 2, pad: 1),
    WindowCase(9, 11, kernel: 3, stride: 2, pad: 1),
    // TensorFlow's "same" at stride 2 on even sizes: zeros below and right only.
    WindowCase(8, 10, kernel: 3, stride: 2).with { $0.pad = (0, 0, 1, 1) },
    WindowCase(8, 6, kernel: 5, stride: 2).with { $0.pad = (1, 1, 2, 2) },
    WindowCase(7, 13, kernel: 5, pad: 2),
    WindowCase(2, 2, kernel: 5, pad: 2),
    WindowCase(1, 1, kernel: 3, pad: 1),
    WindowCase(9, 8, kernel: 7, pad: 3),
    WindowCase(13, 15, kernel: 7, stride: 2, pad: 3),
    WindowCase(19, 35, kernel: 3, pad: 1),
    WindowCase(6, 9, kernel: 1),
    WindowCase(7, 8, kernel: 1, stride: 2),
    WindowCase(7, 9, kernel: 3).with { ($0.dilation, $0.pad) = ((2, 2), (2, 2, 2, 2)) },
    WindowCase(10, 9, kernel: 3, stride: 2).with { ($0.dilation, $0.pad) = ((2, 3), (2, 3, 2, 3)) },
    WindowCase(9, 10, kernel: 3).with { ($0.kernel, $0.pad) = ((1, 7), (0, 3, 0, 3)) },
    WindowCase(9, 10, kernel: 3).with { ($0.kernel, $0.pad) = ((7, 1), (3, 0, 3, 0)) },
    WindowCase(9, 10, kernel: 4, stride: 3).with { $0.pad = (1, 2, 2, 1) },
    WindowCase(8, 8, kernel: 4, stride: 4),
    WindowCase(10, 7, kernel: 2, stride: 3),
    WindowCase(5, 6, kernel: 9, pad: 4),
    WindowCase(12, 5, kernel: 3).with { ($0.stride, $0.pad) = ((2, 1), (1, 0, 1, 2)) },
  ]
}
