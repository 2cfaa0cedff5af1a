import Networks
import Testing

@Suite struct AdaptivePoolingTests {
  /// PyTorch's `start_index` and `end_index`, ⌊i·n/m⌋ and ⌈(i + 1)·n/m⌉, at sizes worked out by hand.
  @Test func windows() {
    func windows(_ outputs: Int, _ inputs: Int) -> [Range<Int>] {
      (0..<outputs).map { AdaptivePooling.window($0, of: outputs, over: inputs) }
    }
    #expect(windows(7, 1) == Array(repeating: 0..<1, count: 7))
    #expect(windows(7, 2) == [0..<1, 0..<1, 0..<1, 0..<2, 1..<2, 1..<2, 1..<2])
    #expect(windows(3, 7) == [0..<3, 2..<5, 4..<7])
    #expect(windows(3, 6) == [0..<2, 2..<4, 4..<6])
  }

  /// A window reads a pixel exactly where the pixel has it for a reader.
  @Test func readersAreTheInverse() {
    for inputs in 1...13 {
      for outputs in 1...13 {
        for pixel in 0..<inputs {
          let readers = AdaptivePooling.readers(pixel, of: inputs, in: outputs)
          for output in 0..<outputs {
            let window = AdaptivePooling.window(output, of: outputs, over: inputs)
            #expect(window.contains(pixel) == readers.contains(output))
          }
        }
      }
    }
  }
}
