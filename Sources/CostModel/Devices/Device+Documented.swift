import Networks

extension Device {
  /// Devices with published peak figures; what they predict is a lower bound of the time.
  ///
  /// Data sheets don't state launch times: 5 µs per kernel on graphics processors and 1 µs on
  /// processors are assumptions. A device measured by calibration fits better.
  public static let documented: [Device] = rows.compactMap { row in
    try? Device(
      name: row.name, operationsPerSecond: row.operations, bytesPerSecond: row.bytes,
      launchSeconds: row.launch, elementBytes: row.elementBytes, source: row.source)
  }

  private static let rows:
    [(
      name: String, operations: Double, bytes: Double, launch: Double, elementBytes: Int,
      source: String
    )] = [
      (
        "nvidia-v100", 15.7e12, 900e9, 5e-6, 4,
        "NVIDIA V100 Tensor Core GPU data sheet, SXM2: 15.7 TFLOPS single precision, 900 GB/s"
      ),
      (
        "nvidia-a100", 19.5e12, 1_555e9, 5e-6, 4,
        "NVIDIA A100 Tensor Core GPU data sheet, 40 GB: 19.5 TFLOPS FP32, 1,555 GB/s"
      ),
      (
        "nvidia-a100-fp16", 312e12, 1_555e9, 5e-6, 2,
        "NVIDIA A100 Tensor Core GPU data sheet, 40 GB: 312 TFLOPS FP16 dense, 1,555 GB/s"
      ),
      (
        "nvidia-t4", 8.1e12, 320e9, 5e-6, 4,
        "NVIDIA T4 Tensor Core GPU data sheet: 8.1 TFLOPS single precision, 320 GB/s"
      ),
      (
        "jetson-nano", 236e9, 25.6e9, 5e-6, 4,
        "NVIDIA Jetson Nano module data sheet: 128 cores at 921 MHz, two operations a cycle each; "
          + "64-bit LPDDR4 at 25.6 GB/s"
      ),
      (
        "raspberry-pi-4", 48e9, 12.8e9, 1e-6, 4,
        "Raspberry Pi 4 Model B: four Cortex-A72 at 1.5 GHz, one 4-wide multiply-add a cycle each; "
          + "32-bit LPDDR4-3200 at 12.8 GB/s"
      ),
    ]

  /// The documented device of that name.
  ///
  /// - Throws: ``CostError`` that lists the names there are.
  public static func named(_ name: String) throws(CostError) -> Device {
    guard let device = documented.first(where: { $0.name == name }) else {
      let names = documented.map(\.name)
      let nearest = NameSuggestion.nearest(to: name, among: names)
      throw CostError(
        .invalidParameter,
        "no device is called '\(name)'\(nearest.map { "; did you mean '\($0)'?" } ?? "") "
          + "(known: \(names.joined(separator: ", ")); or the path of a device file)")
    }
    return device
  }
}
