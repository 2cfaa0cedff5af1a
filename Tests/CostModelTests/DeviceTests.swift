import Architectures
import CostModel
import Networks
import Testing

@Suite struct WorkloadTests {
  /// Convolution 3×3 from 8 to 16 channels on 10×10 pixels, normalised, activated, added.
  private func block() throws -> Network {
    var builder = NetworkBuilder(
      name: "block", input: try TensorShape(height: 10, width: 10, channels: 16))
    let convolution = Convolution(outputChannels: 16, kernelSize: 3, padding: .same)
    var layer = try builder.add(.convolution(convolution), to: builder.input, name: "convolution")
    layer = try builder.add(
      .batchNormalization(BatchNormalization()), to: layer, name: "normalization")
    layer = try builder.add(.activation(.relu), to: layer, name: "activation")
    layer = try builder.add(.stochasticDepth(survivalProbability: 0.9), to: layer, name: "drop")
    layer = try builder.add(.add, joining: [builder.input, layer], name: "sum")
    return try builder.finish(output: layer)
  }

  @Test func fusedLayersMoveOnlyWhatTheirKernelDoes() throws {
    let map = 1600
    let workload = try Workload(of: block(), elementBytes: 4)
    #expect(workload.layers.map(\.kernel) == [nil, 1, 1, 1, nil, 1])
    // Input and weights; scales and offsets; nothing; nothing; the shortcut and the sum.
    #expect(workload.layers.map(\.bytesMoved) == [0, map + 2304, 32, 0, 0, 2 * map].map { 4 * $0 })
    #expect(workload.bytesMoved == 4 * (3 * map + 2304 + 32))
    #expect(workload.operations == 2 * 2304 * 100 + 2 * map + map + map)
    #expect(workload.layers.map(\.isDense) == [false, true, false, false, false, false])
  }

  @Test func withoutFusionEveryLayerReadsAndWrites() throws {
    let map = 1600
    let workload = try Workload(of: block(), batch: 3, elementBytes: 2, fusesElementwise: false)
    #expect(workload.layers.map(\.kernel) == [nil, 1, 2, 3, nil, 5])
    #expect(
      workload.layers.map(\.bytesMoved) == [
        0, 2 * (2304 + 6 * map), 2 * (32 + 6 * map), 12 * map, 0, 18 * map,
      ])
    #expect(workload.operations == 3 * (2 * 2304 * 100 + 4 * map))
    let intensity = Double(workload.operations) / Double(workload.bytesMoved)
    #expect(workload.intensity == intensity)
  }

  @Test(arguments: 0..<40) func fusionNeverMovesMore(seed: Int) throws {
    let network = try randomNetwork(seed: seed, layers: 40)
    let fused = try Workload(of: network)
    let separate = try Workload(of: network, fusesElementwise: false)
    #expect(fused.bytesMoved <= separate.bytesMoved)
    #expect(fused.operations == separate.operations)
    for workload in [fused, separate] {
      #expect(workload.layers.reduce(0) { $0 + $1.bytesMoved } == workload.bytesMoved)
      #expect(workload.layers.reduce(0) { $0 + $1.operations } == workload.operations)
    }
  }
}

@Suite struct LatencyTests {
  private func device(
    operations: Double = 1e9, bytes: Double = 1e9, launch: Double = 0, sparse: Double = 1
  ) throws -> Device {
    try Device(
      name: "test", operationsPerSecond: operations, sparseEfficiency: sparse,
      bytesPerSecond: bytes, launchSeconds: launch, source: "made up")
  }

  @Test func aLayerIsBoundByTheSlowerOfArithmeticAndMemory() throws {
    // One fully-connected layer, 1000 to 500: 1e6 operations and 500 biases, 4 · 502,000 bytes.
    var builder = NetworkBuilder(
      name: "one", input: try TensorShape(height: 1, width: 1, channels: 1000))
    let layer = try builder.add(
      .fullyConnected(FullyConnected(outputs: 500)), to: builder.input, name: "layer")
    let network = try builder.finish(output: layer)
    let slowMemory = try Latency(of: network, on: device(bytes: 1e6))
    #expect(slowMemory.layers[1].bound == .memory)
    #expect(abs(slowMemory.seconds - 4 * 502_000 / 1e6) < 1e-9)
    let slowArithmetic = try Latency(of: network, on: device(operations: 1e6))
    #expect(slowArithmetic.layers[1].bound == .arithmetic)
    #expect(abs(slowArithmetic.seconds - 1_000_500 / 1e6) < 1e-9)
    let slowLaunch = try Latency(of: network, on: device(operations: 1e12, bytes: 1e12, launch: 1))
    #expect(slowLaunch.layers[1].bound == .launch)
    #expect(slowLaunch.seconds > 1 && slowLaunch.seconds < 1.001)
  }

  @Test func stagesSumToTheTotalAndFusedLayersCostNothing() throws {
    let network = try efficientNetB0().lowered()
    let latency = try Latency(of: network, on: .named("nvidia-v100"), batch: 8)
    #expect(abs(latency.stages.reduce(0, +) / latency.seconds - 1) < 1e-12)
    for (layer, row) in zip(network.layers, latency.layers) {
      if case .batchNormalization = layer.operation { #expect(row.bound == .none) }
      if case .convolution = layer.operation { #expect(row.seconds > 0) }
    }
  }

  @Test func documentedDevicesAreAllThere() throws {
    #expect(
      Device.documented.map(\.name) == [
        "nvidia-v100", "nvidia-a100", "nvidia-a100-fp16", "nvidia-t4", "jetson-nano",
        "raspberry-pi-4",
      ])
    let error = #expect(throws: CostError.self) { try Device.named("nvidia-v10") }
    #expect(error?.message.contains("did you mean 'nvidia-v100'?") == true)
  }

  @Test func figuresOutOfRangeAreRefused() {
    for value in [0, -1, Double.nan, .infinity] {
      #expect(throws: CostError.self) { try device(operations: value) }
      #expect(throws: CostError.self) { try device(bytes: value) }
      #expect(throws: CostError.self) { try device(sparse: value) }
    }
    #expect(throws: CostError.self) { try device(launch: -1e-6) }
    #expect(throws: CostError.self) {
      try Device(
        name: "two words", operationsPerSecond: 1, bytesPerSecond: 1, launchSeconds: 0,
        source: "made up")
    }
  }
}

@Suite struct CalibrationTests {
  /// Networks that are bound in different ways, timed by a known device.
  private func measurements(of device: Device) throws -> [Measurement] {
    var measurements: [Measurement] = []
    for (resolution, width, batch) in [
      (32, 1.0, 1), (64, 1.0, 1), (128, 1.0, 1), (224, 1.0, 1), (96, 2.0, 1), (64, 0.5, 4),
      (160, 1.4, 2), (192, 0.5, 1),
    ] {
      for base in [try efficientNetB0(), try resNet50()] {
        let network = try base.scaled(by: ScalingCoefficients(width: width)).architecture
          .with(resolution: Resolution(resolution)).lowered()
        let seconds = try Latency(of: network, on: device, batch: batch).seconds
        measurements.append(Measurement(network: network, batch: batch, seconds: seconds))
      }
    }
    return measurements
  }

  @Test(arguments: [true, false]) func aKnownDeviceIsFoundAgain(fuses: Bool) throws {
    let truth = try Device(
      name: "truth", operationsPerSecond: 60e9, sparseEfficiency: 0.15, winogradSpeedup: 1.7,
      bytesPerSecond: 9e9, launchSeconds: 4e-6, fusesElementwise: fuses, source: "made up")
    let measured = try measurements(of: truth)
    let calibration = try Calibration(
      name: "fitted", measurements: Array(measured.dropLast(4)), heldOut: measured.suffix(4),
      source: "test")
    let device = calibration.device
    #expect(device.fusesElementwise == fuses)
    #expect(abs(device.operationsPerSecond / 60e9 - 1) < 0.01)
    #expect(abs(device.sparseEfficiency / 0.15 - 1) < 0.02)
    #expect(abs(device.winogradSpeedup / 1.7 - 1) < 0.02)
    #expect(abs(device.bytesPerSecond / 9e9 - 1) < 0.02)
    #expect(abs(device.launchSeconds / 4e-6 - 1) < 0.05)
    #expect(calibration.rows.count == 16)
    #expect(calibration.rows.filter(\.isHeldOut).count == 4)
    let error = try #require(calibration.heldOutError)
    #expect(error < 0.01)
  }

  @Test func tooFewOrImpossibleTimesAreRefused() throws {
    let network = try randomNetwork(seed: 1, layers: 10)
    let good = Measurement(network: network, seconds: 1e-3)
    for seconds in [0, -1, Double.nan, .infinity] {
      let bad = Measurement(network: network, seconds: seconds)
      #expect(throws: CostError.self) {
        try Calibration(name: "x", measurements: [good, good, good, bad], source: "test")
      }
    }
    let error = #expect(throws: CostError.self) {
      try Calibration(name: "x", measurements: [good, good, good], source: "test")
    }
    #expect(error?.reason == .calibration)
  }
}
