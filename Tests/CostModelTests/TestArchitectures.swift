import Architectures
import Networks

/// EfficientNet-B0 as Table 1 of arXiv:1905.11946 gives it (stage 6 at 14×14).
func efficientNetB0() throws -> Architecture {
  let rows: [(expansion: Double, kernel: Int, stride: Int, channels: Int, repeats: Int)] = [
    (1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3),
    (6, 5, 2, 192, 4), (6, 3, 1, 320, 1),
  ]
  return try Architecture(
    name: "efficientnet-b0", resolution: 224, activation: .silu, stem: Stem(channels: 32),
    stages: rows.map {
      try Stage(
        block: .mbConv(
          MBConv(expansion: .ratio($0.expansion), squeeze: SqueezeExcitation(ratio: 0.25))),
        kernelSize: $0.kernel, stride: $0.stride, channels: $0.channels, repeats: $0.repeats)
    },
    head: Head(channels: 1280, dropoutRate: 0.2), survivalProbability: 0.8)
}

/// ResNet-50 (arXiv:1512.03385) with the stride in the 3×3 convolution.
func resNet50() throws -> Architecture {
  try Architecture(
    name: "resnet-50", resolution: 224, padding: .symmetric, activation: .relu,
    stem: Stem(channels: 64, kernelSize: 7, hasPooling: true),
    stages: [(256, 3, 1), (512, 4, 2), (1024, 6, 2), (2048, 3, 2)].map {
      try Stage(
        block: .bottleneckResidual(BottleneckResidual()), kernelSize: 3, stride: $0.2,
        channels: $0.0, repeats: $0.1)
    },
    head: Head())
}
