extension Device: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, operationsPerSecond, sparseEfficiency, winogradSpeedup, bytesPerSecond
    case launchSeconds, elementBytes, fusesElementwise, source
  }

  /// Reads the name of a documented device, or all figures of another.
  ///
  /// - Throws: ``CostError`` for a name that is not known, or a figure out of range.
  public init(from decoder: any Decoder) throws {
    if let name = try? decoder.singleValueContainer().decode(String.self) {
      self = try Device.named(name)
      return
    }
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      name: values.decode(String.self, forKey: .name),
      operationsPerSecond: values.decode(Double.self, forKey: .operationsPerSecond),
      sparseEfficiency: values.decode(Double.self, forKey: .sparseEfficiency),
      // Studies from before it was a figure have none.
      winogradSpeedup: values.decodeIfPresent(Double.self, forKey: .winogradSpeedup) ?? 1,
      bytesPerSecond: values.decode(Double.self, forKey: .bytesPerSecond),
      launchSeconds: values.decode(Double.self, forKey: .launchSeconds),
      elementBytes: values.decode(Int.self, forKey: .elementBytes),
      fusesElementwise: values.decode(Bool.self, forKey: .fusesElementwise),
      source: values.decode(String.self, forKey: .source))
  }

  /// Writes the name of a documented device, and all figures of another: what a study keeps does not
  /// depend on a file that may change or go.
  public func encode(to encoder: any Encoder) throws {
    guard !Self.documented.contains(self) else {
      var value = encoder.singleValueContainer()
      return try value.encode(name)
    }
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(name, forKey: .name)
    try values.encode(operationsPerSecond, forKey: .operationsPerSecond)
    try values.encode(sparseEfficiency, forKey: .sparseEfficiency)
    try values.encode(winogradSpeedup, forKey: .winogradSpeedup)
    try values.encode(bytesPerSecond, forKey: .bytesPerSecond)
    try values.encode(launchSeconds, forKey: .launchSeconds)
    try values.encode(elementBytes, forKey: .elementBytes)
    try values.encode(fusesElementwise, forKey: .fusesElementwise)
    try values.encode(source, forKey: .source)
  }
}
