import Architectures
import Networks

/// EfficientNet-B0 as Table 1 of arXiv:1905.11946 gives it (stage 6 at 14×14).
func efficientNetB0(padding: PaddingConvention = .same) throws -> Architecture {
  let rows: [(expansion: Double, kernel: Int, stride: Int, channels: Int, repeats: Int)] = [
    (1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3),
    (6, 5, 2, 192, 4), (6, 3, 1, 320, 1),
  ]
  return try Architecture(
    name: "efficientnet-b0", resolution: 224, padding: padding, activation: .silu,
    stem: Stem(channels: 32),
    stages: rows.map {
      try Stage(
        block: .mbConv(
          MBConv(expansion: .ratio($0.expansion), squeeze: SqueezeExcitation(ratio: 0.25))),
        kernelSize: $0.kernel, stride: $0.stride, channels: $0.channels, repeats: $0.repeats)
    },
    head: Head(channels: 1280, dropoutRate: 0.2), survivalProbability: 0.8)
}
