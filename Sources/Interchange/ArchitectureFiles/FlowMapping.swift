import Architectures
import Networks

/// A YAML mapping on one line: `{ channels: 32, stride: 2 }`.
struct FlowMapping: CustomStringConvertible {
  private(set) var pairs: [String] = []

  var isEmpty: Bool { pairs.isEmpty }

  var description: String { "{ \(pairs.joined(separator: ", ")) }" }

  func joined(with other: FlowMapping) -> FlowMapping {
    var all = self
    all.pairs.append(contentsOf: other.pairs)
    return all
  }

  mutating func add(_ key: String, _ value: Int, unless standard: Int? = nil) {
    if value != standard { pairs.append("\(key): \(value)") }
  }

  /// Numbers that stand together: `3+5+7`.
  mutating func add(_ key: String, _ values: [Int]) {
    pairs.append("\(key): \(values.map(String.init).joined(separator: "+"))")
  }

  mutating func add(_ expansion: Expansion) {
    switch expansion {
    case .ratio(let ratio): add("expansionRatio", ratio)
    case .channels(let channels): add("expansionChannels", channels)
    }
  }

  mutating func add(_ key: String, _ value: Double, unless standard: Double? = nil) {
    if value != standard { pairs.append("\(key): \(YAMLText.number(value))") }
  }

  mutating func add(_ key: String, text: String?) {
    if let text { pairs.append("\(key): \(YAMLText.quoted(text))") }
  }

  mutating func add(_ key: String, _ value: Bool, unless standard: Bool) {
    if value != standard { pairs.append("\(key): \(value)") }
  }

  mutating func add<Choice: RawRepresentable<String> & Equatable>(
    _ key: String, _ value: Choice?, unless standard: Choice? = nil
  ) {
    guard let value, value != standard else { return }
    pairs.append("\(key): \(value.rawValue)")
  }

  mutating func add(_ squeeze: SqueezeExcitation?) {
    guard let squeeze else { return }
    let standard = SqueezeExcitation(ratio: squeeze.ratio)
    add("squeezeRatio", squeeze.ratio)
    add("squeezeBasis", squeeze.basis, unless: standard.basis)
    add("squeezeDivisor", squeeze.divisor, unless: standard.divisor)
    add("squeezeActivation", squeeze.activation)
    add("squeezeGate", squeeze.gate, unless: standard.gate)
  }
}
