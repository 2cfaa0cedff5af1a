package import Architectures
import Networks

/// The smallest network that can be built, for tests that train nothing.
package func smallArchitecture() throws -> Architecture {
  try Architecture(
    name: "small", resolution: 8, activation: .relu, stem: Stem(channels: 4),
    stages: [
      Stage(
        block: .convolution(ConvolutionBlock()), kernelSize: 3, stride: 1, channels: 4, repeats: 1)
    ],
    head: Head(classes: 2))
}
