import Foundation
import TestSupport
import Testing

@testable import ONNX

/// A node of every kind; the file's outputs have the shapes that onnxruntime computed.
@Suite struct OperatorTests {
  @Test(arguments: ["operators-11", "operators-20"]) func shapes(file: String) throws {
    let model = try ModelMessage(path: fixtureURL("\(file).onnx", in: .module).path)
    let count = try ModelCount(of: model)
    #expect(count.outputs.count == model.graph.outputs.count)
    #expect(count.outputs.count > 55)
    for (found, expected) in zip(count.outputs, model.graph.outputs) {
      let shape = expected.shape?.map { dimension in
        switch dimension {
        case .fixed(let extent): extent
        // The reader takes a dimension of none for one that is open.
        case .open: 0
        }
      }
      #expect(found.shape == shape, "\(found.name)")
    }
  }

  /// Products by hand: the input is 2×6×10×9, the matrix 2×6×9×4.
  @Test func multiplyAdds() throws {
    let model = try ModelMessage(path: fixtureURL("operators-20.onnx", in: .module).path)
    let products = try ModelCount(of: model).nodes.filter { $0.multiplyAdds > 0 }
    #expect(
      products.map(\.multiplyAdds) == [
        // Output elements by the weights of a channel: 2×8×6×3 and 3×9; 2×8×5×5 and 6×6; 2×8×6×8.
        2 * 8 * 6 * 3 * 27, 2 * 8 * 5 * 5 * 36, 2 * 8 * 6 * 8 * 36,
        // Input pixels by all weights.
        2 * 90 * (6 * 4 * 9), 2 * 90 * (6 * 2 * 9),
        2 * 6 * 10 * 9 * 4, 2 * 6 * 10 * 9, 2 * 6 * 10 * 9, 2 * 6 * 5 * 10 * 9,
        5 * 7 * 4, 2 * 6 * 10 * 9 * 4,
      ])
  }

  @Test(arguments: [
    (0, 10, 1, 10, 0, 10), (2, Int.max, 3, 10, 2, 3), (-3, Int.max, 1, 10, 7, 3),
    (9, Int.min, -1, 10, 9, 10), (100, 0, -4, 10, 9, 3), (5, 5, 1, 10, 5, 0), (8, 2, 1, 10, 8, 0),
    (0, 5, Int.max, 10, 0, 1), (3, 7, 2, 0, 0, 0), (-1, -11, -1, 10, 9, 10),
  ])
  func slices(
    start: Int, end: Int, step: Int, extent: Int, first: Int, count: Int
  ) {
    let range = SliceRange(start: start, end: end, step: step, extent: extent)
    #expect(range.count == count)
    #expect(range.start == first)
  }

  @Test func contents() {
    let integers = TensorElements.integers([7, -7])
    let two = TensorElements.integers([2, 2])
    #expect(Arithmetic.result(of: "Div", [integers, two]) == .integers([3, -3]))
    #expect(Arithmetic.result(of: "Mod", [integers, two]) == .integers([1, 1]))
    #expect(Arithmetic.result(of: "Less", [integers, two]) == .integers([0, 1]))
    let most = TensorElements.integers([.max, .max])
    #expect(Arithmetic.result(of: "Mul", [most, two]) == nil)
    #expect(Arithmetic.result(of: "Div", [most, .integers([0, 1])]) == nil)
    #expect(TensorElements.floats([2.9, -2.9]).cast(to: .init(rawValue: 7)) == .integers([2, -2]))
    #expect(TensorElements.floats([.nan]).cast(to: .init(rawValue: 7)) == nil)
    #expect(ElementType(rawValue: 6).integer(0xFFFF_FFFF) == -1)
    #expect(ElementType(rawValue: 10).float(0x3E00) == 1.5)
    #expect(ElementType(rawValue: 10).float(0x8001) == -0x1p-24)
    #expect(ElementType(rawValue: 16).float(0xC040) == -3)
  }
}
