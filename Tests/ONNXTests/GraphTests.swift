import Files
import Foundation
import TestSupport
import Testing

@testable import ONNX

/// What exporters rarely write: functions, branches, open dimensions, sizes that depend on data.
@Suite struct GraphTests {
  private func model(_ name: String) throws -> ModelMessage {
    try ModelMessage(path: fixtureURL("\(name).onnx", in: .module).path)
  }

  @Test func functionsAreInlined() throws {
    let count = try ModelCount(of: model("function"))
    #expect(count.nodes.map(\.operatorName) == ["Conv", "Relu", "Conv", "Relu"])
    // 9×9 with strides of 2, then 4×4 with strides of 1; the weights are the same.
    #expect(
      count.nodes.map(\.output) == [[1, 3, 4, 4], [1, 3, 4, 4], [1, 3, 2, 2], [1, 3, 2, 2]])
    #expect(count.nodes.map(\.parameters) == [81, 0, 0, 0])
    #expect(count.total.multiplyAdds == 3 * 16 * 27 + 3 * 4 * 27)
    #expect(
      count.nodes.map { $0.scope.last } == ["first.inner", "first.inner"] + [
        "second.inner", "second.inner",
      ])
  }

  @Test func functionsThatDoubleAreBounded() throws {
    let error = #expect(throws: FileError.self) { try ModelCount(of: model("doubling")) }
    #expect(error?.reason == .outOfRange)
  }

  @Test func knownBranchIsTaken() throws {
    let wide = try #require(InputShape("1x3x9x5"))
    let count = try ModelCount(of: model("branch"), inputs: [wide])
    #expect(count.outputs.map(\.shape) == [[1, 4, 7, 3]])
    #expect(count.total.parameters == 4 * 27)
    #expect(count.total.multiplyAdds == 4 * 21 * 27)
  }

  @Test func openDimensionsAreAskedFor() throws {
    let error = #expect(throws: FileError.self) { try ModelCount(of: model("open")) }
    #expect(
      error?.message
        == "input 'x': dimension 3 (height) of Nx3xheightxwidth is open; give the shape with --input "
        + "1x3x224x224")
    for text in ["1x3x10x12", "x:1x3x10x12"] {
      let shape = try #require(InputShape(text))
      let count = try ModelCount(of: model("open"), inputs: [shape])
      #expect(count.outputs.map(\.shape) == [[1, 4, 8, 10]])
    }
    for text in ["1x4x10x12", "1x3x10", "y:1x3x10x12", "1x3x2x2"] {
      let shape = try #require(InputShape(text))
      #expect(throws: FileError.self) { try ModelCount(of: model("open"), inputs: [shape]) }
    }
    for text in ["", "x", "1x", "1x-3", "1x0x3", "x:", "1×3", "1x99999999999999999999"] {
      #expect(InputShape(text) == nil, "\(text)")
    }
  }

  @Test func recurrentCellsAreRefused() throws {
    let error = #expect(throws: FileError.self) { try ModelCount(of: model("recurrent")) }
    #expect(error?.message.contains("node 'cell' (LSTM)") == true)
  }

  @Test func whatDependsOnDataIsListed() throws {
    let count = try ModelCount(of: model("data"))
    #expect(
      count.nodes.map(\.knowledge) == [.unknownShape, .unknownShape, .unknownOperator])
    #expect(count.nodes.map(\.operatorName) == ["NonZero", "Shape", "elsewhere.Fancy"])
    #expect(count.outputs.map(\.shape) == [nil, nil])
  }

  @Test func sizesBeyondIntAreRefused() throws {
    let error = #expect(throws: FileError.self) { try ModelCount(of: model("large")) }
    #expect(error?.message.contains("too large to count") == true)
  }
}
