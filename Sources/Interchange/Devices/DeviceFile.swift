import Configuration
public import CostModel
public import Files

/// Devices as YAML files.
///
///     version: 1                    # of this format; 1 where absent
///     name: this-machine            # one word, without @
///     operationsPerSecond: 1.2e11   # of dense convolutions; a multiply-add is two
///     sparseEfficiency: 0.2         # the share that depthwise and element-wise layers reach; 1 where absent
///     winogradSpeedup: 1.8          # of 3×3 convolutions of stride 1, beyond their operations; 1 where absent
///     bytesPerSecond: 2.1e10        # between memory and processor
///     launchSeconds: 3e-6           # to start one kernel
///     elementBytes: 4               # float32, where absent
///     fusesElementwise: true        # normalisation, activations and sums inside the kernel before
///     source: measured by …         # where the figures are from
public enum DeviceFile {
  /// The version of the format that is written.
  public static let version = 1

  /// Reads the device at `path`.
  ///
  /// - Throws: `FileError` naming line, key, what was found and what was expected.
  public static func read(_ path: String) throws(FileError) -> Device {
    try device(try ConfigurationFile.load(path))
  }

  /// Reads a device from the text of a file, which errors attribute to `file`.
  ///
  /// - Throws: `FileError` naming line, key, what was found and what was expected.
  public static func parse(_ text: String, file: String) throws(FileError) -> Device {
    try device(try ConfigurationFile.parse(text, file: file))
  }

  /// What people name a device by: one of the documented devices, or the path of a device file.
  ///
  /// - Throws: `CostError` that lists the names there are, `FileError` for what a file says.
  public static func device(_ nameOrPath: String) throws -> Device {
    nameOrPath.looksLikePath || FileKind(of: nameOrPath) != .nothing
      ? try read(nameOrPath) : try Device.named(nameOrPath)
  }

  private static func device(_ node: ConfigurationNode) throws(FileError) -> Device {
    var keys = try node.mapping()
    _ = try keys.integer("version", in: version...version, default: version)
    let nameNode = try keys.required("name")
    let name = try nameNode.string()
    guard Device.isName(name) else {
      throw nameNode.failure("found '\(name.prefix(60))'; expected one word without @")
    }
    let operations = try keys.number(
      "operationsPerSecond", in: Device.Ranges.operationsPerSecond)
    let sparse = try keys.number(
      "sparseEfficiency", in: Device.Ranges.sparseEfficiency, default: 1)
    let winograd = try keys.number(
      "winogradSpeedup", in: Device.Ranges.winogradSpeedup, default: 1)
    let bytes = try keys.number("bytesPerSecond", in: Device.Ranges.bytesPerSecond)
    let launch = try keys.number("launchSeconds", in: Device.Ranges.launchSeconds)
    let elementBytes = try keys.integer(
      "elementBytes", in: Device.Ranges.elementBytes, default: 4)
    let fuses = try keys.boolean("fusesElementwise", default: true)
    let source = try keys.string("source", default: node.file)
    try keys.finish()
    do throws(CostError) {
      return try Device(
        name: name, operationsPerSecond: operations, sparseEfficiency: sparse,
        winogradSpeedup: winograd, bytesPerSecond: bytes, launchSeconds: launch,
        elementBytes: elementBytes,
        fusesElementwise: fuses, source: source)
    } catch {
      throw node.failure("\(error)")
    }
  }

  /// The text of a file that holds `device`; reading it gives an equal value.
  ///
  /// - Parameters:
  ///   - device: The device to write.
  ///   - comments: Lines to put on top, such as how well the device predicts.
  /// - Returns: YAML with one key a line.
  public static func text(of device: Device, comments: [String] = []) -> String {
    let lines =
      comments.map { "# \($0)" } + [
        "version: \(version)",
        "name: \(YAMLText.quoted(device.name))",
        "operationsPerSecond: \(device.operationsPerSecond)   # a multiply-add is two",
        "sparseEfficiency: \(device.sparseEfficiency)   # of depthwise and element-wise layers",
        "winogradSpeedup: \(device.winogradSpeedup)   # of 3×3 convolutions of stride 1",
        "bytesPerSecond: \(device.bytesPerSecond)",
        "launchSeconds: \(device.launchSeconds)   # per kernel",
        "elementBytes: \(device.elementBytes)",
        "fusesElementwise: \(device.fusesElementwise)",
        "source: \(YAMLText.quoted(device.source))",
      ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Writes `device`; the file is replaced whole or not at all.
  ///
  /// - Throws: `FileError` where the file cannot be written.
  public static func write(
    _ device: Device, to path: String, comments: [String] = []
  ) throws {
    try OutputFile.write(path, bytes: text(of: device, comments: comments).utf8)
  }
}

extension String {
  /// Whether a name is meant as a path.
  ///
  /// A slash alone does not make one: `resnet-50/caffe-v1` is a network of the zoo. `-` is standard
  /// input.
  package var looksLikePath: Bool {
    self == StreamName.dash || hasSuffix(".yaml") || hasSuffix(".yml") || hasPrefix("/")
      || hasPrefix(".")
  }
}
