import Testing

@testable import Networks

@Suite struct ShapeInferenceTests {
  /// Positions at which a window fits, counted one by one.
  private func bruteForce(
    input: Int, before: Int, after: Int, kernel: Int, stride: Int, dilation: Int
  ) -> Int {
    var count = 0
    var start = -before
    while start + (kernel - 1) * dilation < input + after {
      count += 1
      start += stride
    }
    return count
  }

  @Test(arguments: [1, 2, 3, 5, 7], [1, 2, 3])
  func explicitPaddingMatchesCounting(kernel: Int, stride: Int) throws {
    for dilation in 1...2 {
      for before in 0...2 {
        for after in 0...2 {
          for input in 1...17 {
            let expected = bruteForce(
              input: input, before: before, after: after, kernel: kernel, stride: stride,
              dilation: dilation)
            let operation = Operation.convolution(
              Convolution(
                outputChannels: 4, kernelSize: Extent(kernel), stride: Extent(stride),
                dilation: Extent(dilation),
                padding: .explicit(top: before, left: before, bottom: after, right: after)))
            let shape = try TensorShape(height: input, width: input, channels: 3)
            if expected == 0 {
              let error = #expect(throws: NetworkError.self) {
                try operation.outputShape(shape)
              }
              #expect(error?.reason == .resolutionVanishes)
            } else {
              let output = try operation.outputShape(shape)
              #expect(output.height == expected && output.width == expected)
            }
          }
        }
      }
    }
  }

  @Test(arguments: [1, 3, 5, 7], [1, 2, 3, 4])
  func samePaddingHasTensorFlowsSizesAndEdges(kernel: Int, stride: Int) throws {
    for input in 1...40 {
      let shape = try TensorShape(height: input, width: input, channels: 1)
      let edges = Padding.same.edges(
        input: shape, kernel: Extent(kernel), stride: Extent(stride))
      let outputs = (input + stride - 1) / stride
      #expect(
        bruteForce(
          input: input, before: edges.top, after: edges.bottom, kernel: kernel, stride: stride,
          dilation: 1) == outputs)
      #expect(edges.bottom - edges.top == 0 || edges.bottom - edges.top == 1)
      #expect(edges.left == edges.top && edges.right == edges.bottom)
    }
  }

  @Test func samePaddingIsAsymmetricAtStrideTwoOnEvenSizes() throws {
    let even = try TensorShape(height: 224, width: 224, channels: 3)
    let edges = Padding.same.edges(input: even, kernel: 3, stride: 2)
    #expect(edges == PaddingEdges(top: 0, left: 0, bottom: 1, right: 1))
    let odd = try TensorShape(height: 225, width: 225, channels: 3)
    #expect(
      Padding.same.edges(input: odd, kernel: 3, stride: 2)
        == PaddingEdges(top: 1, left: 1, bottom: 1, right: 1))
  }

  /// SqueezeNet and GoogLeNet rely on these sizes (torchvision): 111 → 55 rounded down, 56 → 28 up.
  @Test(arguments: [(111, 3, 2, 0, 55), (110, 3, 2, 0, 55), (112, 3, 2, 0, 56), (56, 3, 2, 0, 28)])
  func ceilModeOfPooling(input: Int, kernel: Int, stride: Int, padding: Int, expected: Int) throws {
    let pooling = Pooling(
      .maximum, kernelSize: Extent(kernel), stride: Extent(stride), padding: .symmetric(padding),
      roundsUp: true)
    let output = try Operation.pooling(pooling).outputShape(
      TensorShape(height: input, width: input, channels: 8))
    #expect(output.height == expected)
  }

  @Test func aLastWindowInsideThePaddingIsLeftOut() throws {
    // Two pixels, kernel 2, stride 2, padding 1: windows start at −1 and 1; a third would start at 3.
    let pooling = Pooling(
      .maximum, kernelSize: 2, stride: 2, padding: .symmetric(1), roundsUp: true)
    let output = try Operation.pooling(pooling).outputShape(
      TensorShape(height: 2, width: 2, channels: 1))
    #expect(output.height == 2)
  }

  @Test func groupsMustDivideBothChannels() throws {
    for (inputs, outputs, groups) in [(6, 4, 4), (4, 6, 4), (4, 4, 0), (4, 4, -1)] {
      let convolution = Convolution(
        outputChannels: outputs, kernelSize: 3, groups: groups, padding: .same)
      let error = #expect(throws: NetworkError.self) {
        try Operation.convolution(convolution).outputShape(
          TensorShape(height: 8, width: 8, channels: inputs))
      }
      #expect(error?.reason == .channelsDoNotFit)
    }
  }

  @Test(arguments: [0, -1, Int.min, Int.max, NetworkLimits.resolution + 1])
  func extentsOutsideTheLimitsAreRefused(side: Int) {
    #expect(throws: NetworkError.self) { try TensorShape(height: side, width: 1, channels: 1) }
    #expect(throws: NetworkError.self) { try TensorShape(height: 1, width: side, channels: 1) }
    let input = { try TensorShape(height: 4, width: 4, channels: 4) }
    #expect(throws: NetworkError.self) {
      try Operation.convolution(
        Convolution(outputChannels: 4, kernelSize: Extent(side), padding: .valid)
      ).outputShape(input())
    }
    #expect(throws: NetworkError.self) {
      try Operation.pooling(
        Pooling(.maximum, kernelSize: 1, stride: Extent(side), padding: .valid)
      ).outputShape(input())
    }
    #expect(throws: NetworkError.self) {
      try Operation.slice(start: 1, count: side).outputShape(input())
    }
    #expect(throws: NetworkError.self) {
      try Operation.slice(start: side, count: 5).outputShape(input())
    }
  }

  @Test func flattenKeepsElements() throws {
    let output = try Operation.flatten.outputShape(TensorShape(height: 6, width: 6, channels: 256))
    #expect(output == (try TensorShape(height: 1, width: 1, channels: 9216)))
    let error = #expect(throws: NetworkError.self) {
      try Operation.flatten.outputShape(
        TensorShape(height: 65_536, width: 65_536, channels: 1024))
    }
    #expect(error?.reason == .invalidShape)
  }
}
