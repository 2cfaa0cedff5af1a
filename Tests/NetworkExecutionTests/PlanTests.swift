import ExecutionTestSupport
import Networks
import Testing

@testable import NetworkExecution

@Suite struct PlanTests {
  /// Multiply-adds of a training: forward, by the input, and by the weights; the first convolution's
  /// input wants no gradient.
  @Test func multiplyAddsAreThoseOfTheConvolutions() throws {
    let network = try chain()
    let (first, second, classifier) = (8 * 8 * 3 * 32, 8 * 8 * 32 * 64, 64 * 10)
    let inference = try InferencePlan(network, batch: 2)
    #expect(inference.program.multiplyAdds == 2 * (first + second + classifier))
    let training = try TrainingPlan(network, batch: 2)
    #expect(training.program.multiplyAdds == 2 * (2 * first + 3 * second + 3 * classifier))
  }

  /// No step of an inference packs weights or looks at running statistics: each step is a layer's
  /// own.
  @Test func inferenceRunsNothingButTheForwardHalf() throws {
    let kinds = try InferencePlan(chain(), batch: 2).program.steps.map(\.kind)
    #expect(
      kinds == [
        "FinishedProduct", "FinishedProduct", "GlobalAverage", "FinishedProduct", "ApplyView",
      ])
    let scored = try InferencePlan(chain(), batch: 2, isScored: true).program.steps.map(\.kind)
    #expect(scored == kinds + ["CrossEntropy"])
  }

  /// Buffers that live at the same time never overlap, and every step's buffers are alive.
  @Test(arguments: OperatorCase.allCases)
  func buffersDoNotOverlap(_ operatorCase: OperatorCase) throws {
    let network = try operatorCase.network()
    for program in [
      try TrainingPlan(network, batch: 3).program, try InferencePlan(network, batch: 3).program,
    ] {
      let placed = program.buffers.filter(\.isPlaced).sorted { $0.offset < $1.offset }
      for (index, buffer) in placed.enumerated() {
        for other in placed[(index + 1)...] where other.offset < buffer.offset + buffer.floats {
          #expect(!buffer.overlapsInTime(other))
        }
        #expect(buffer.offset + buffer.floats <= program.arenaFloats)
      }
      for (number, step) in program.steps.enumerated() {
        for place in step.operation.places {
          let buffer = program.buffers[place.buffer]
          #expect(buffer.firstStep <= number && number <= buffer.lastStep)
        }
      }
    }
  }

  @Test func outputsThatAreNoClassesAreRefused() throws {
    var builder = NetworkBuilder(
      name: "map", input: try TensorShape(height: 4, width: 4, channels: 3))
    let map = try builder.convolve(builder.input, "a", channels: 2)
    let network = try builder.finish(output: map)
    let error = #expect(throws: ExecutionError.self) { try InferencePlan(network, batch: 1) }
    #expect(error?.reason == .unsuitableNetwork)
    #expect(error?.message.contains("'map' puts out") == true)
  }
}

/// Input 8×8×3, two 1×1 convolutions with normalisation, to 32 and 64 channels, ten classes.
func chain() throws -> Network {
  try smallNetwork("chain", height: 8, width: 8, classes: 10) { builder, input in
    let first = try builder.unit(input, "a", channels: 32)
    return try builder.unit(first, "b", channels: 64)
  }
}
