import Architectures
import Networks

/// The keys of a stage in a space file, and how their texts become a stage.
enum StageKey: String, CaseIterable {
  case block, kernelSize, stride, channels, repeats, activation
  case expansionRatio, squeezeRatio, shortcut, groups, groupWidth, innerRatio
}

/// The kinds of blocks by the name that files give them.
private enum BlockKind: String, CaseIterable {
  case convolution, depthwiseSeparable, mbConv, fusedMBConv, basicResidual, bottleneckResidual
}

extension Stage {
  /// The stage that a space's texts describe; `place` names it in errors.
  init(keys: [String: String], place: String) throws {
    let reader = StageKeyReader(keys: keys, place: place)
    let block = try reader.block()
    let activation: Activation? = try reader.choice(.activation)
    do {
      self = try Stage(
        block: block, kernelSize: reader.integer(.kernelSize, default: 3),
        stride: reader.integer(.stride, default: 1), channels: reader.integer(.channels),
        repeats: reader.integer(.repeats, default: 1), activation: activation)
    } catch let error as ArchitectureError {
      throw SpaceError.invalidDefinition(place: place, message: "\(error)")
    }
  }
}

private struct StageKeyReader {
  let keys: [String: String]
  let place: String

  func block() throws -> Block {
    let kind: BlockKind = try choice(.block) ?? .mbConv
    switch kind {
    case .convolution:
      return .convolution(
        ConvolutionBlock(
          groups: try integer(.groups, default: 1), shortcut: try choice(.shortcut) ?? .none))
    case .depthwiseSeparable:
      return .depthwiseSeparable
    case .mbConv:
      return .mbConv(try mbConv())
    case .fusedMBConv:
      return .fusedMBConv(try mbConv())
    case .basicResidual:
      return .basicResidual(BasicResidual(squeeze: try squeeze()))
    case .bottleneckResidual:
      let groups: BottleneckResidual.Groups =
        keys[StageKey.groupWidth.rawValue] == nil
        ? .count(try integer(.groups, default: 1)) : .width(try integer(.groupWidth))
      return .bottleneckResidual(
        BottleneckResidual(
          innerRatio: try number(.innerRatio, default: 0.25), groups: groups,
          squeeze: try squeeze(), squeezePosition: .inner))
    }
  }

  private func mbConv() throws -> MBConv {
    MBConv(
      expansion: .ratio(try number(.expansionRatio, default: 1)), squeeze: try squeeze(),
      shortcut: try choice(.shortcut) ?? .identity)
  }

  /// A ratio of 0 stands for no squeeze-and-excitation.
  private func squeeze() throws -> SqueezeExcitation? {
    let ratio = try number(.squeezeRatio, default: 0)
    return ratio == 0 ? nil : SqueezeExcitation(ratio: ratio)
  }

  func integer(_ key: StageKey, default fallback: Int? = nil) throws -> Int {
    guard let text = keys[key.rawValue] else {
      guard let fallback else { throw refusal(key, "nothing", "a whole number") }
      return fallback
    }
    guard let value = Int(text) else { throw refusal(key, "'\(text)'", "a whole number") }
    return value
  }

  private func number(_ key: StageKey, default fallback: Double) throws -> Double {
    guard let text = keys[key.rawValue] else { return fallback }
    guard let value = Double(text), value.isFinite else {
      throw refusal(key, "'\(text)'", "a number")
    }
    return value
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: StageKey
  ) throws -> Choice? where Choice.RawValue == String {
    guard let text = keys[key.rawValue] else { return nil }
    guard let value = Choice(rawValue: text) else {
      let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw refusal(key, "'\(text)'", "one of \(names)")
    }
    return value
  }

  private func refusal(_ key: StageKey, _ found: String, _ expected: String) -> SpaceError {
    .invalidDefinition(
      place: place, message: "\(key.rawValue): found \(found), expected \(expected)")
  }
}
