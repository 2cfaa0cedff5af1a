import Foundation

/// Counts, bytes and times as people write them: `2B`, `390M`, `512MiB`, `20 ms`.
public enum Quantity {
  /// A count: a number, perhaps with K, M, B or G, or T (thousand to trillion, in either case), and
  /// perhaps the thing counted (`400M FLOPs`, `2 GMACs`), which changes nothing: FLOPs are
  /// multiply-adds here, as in the paper.
  ///
  /// - Throws: ``CostError`` for other text, or a count below 1 or beyond `Int`.
  public static func count(_ text: String) throws(CostError) -> Int {
    let expected = "a count such as 2B, 390M, 0.4G or 5288548"
    let (number, unit) = try split(text, expected)
    var suffix = unit.lowercased()
    for thing in ["flops", "flop", "macs", "madds", "params", "parameters"]
    where suffix.hasSuffix(thing) {
      suffix = String(suffix.dropLast(thing.count)).trimmingCharacters(in: .whitespaces)
      break
    }
    let scales = ["": 1.0, "k": 1e3, "m": 1e6, "b": 1e9, "g": 1e9, "t": 1e12]
    guard let scale = scales[suffix] else { throw invalid(text, expected) }
    return try whole(number * scale, text, expected)
  }

  /// Bytes: a number with B, kB, MB, GB, TB (powers of 1000) or KiB, MiB, GiB, TiB (of 1024); the B
  /// may be left out.
  ///
  /// Without a unit, bytes.
  ///
  /// - Throws: ``CostError`` for other text, or less than 1 byte.
  public static func bytes(_ text: String) throws(CostError) -> Int {
    let expected = "an amount of memory such as 512MB, 512MiB or 1.5GB"
    let (number, unit) = try split(text, expected)
    var suffix = unit.lowercased()
    if suffix.hasSuffix("b") { suffix.removeLast() }
    let scales = [
      "": 1.0, "k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12,
      "ki": 0x1p10, "mi": 0x1p20, "gi": 0x1p30, "ti": 0x1p40,
    ]
    guard let scale = scales[suffix] else { throw invalid(text, expected) }
    return try whole(number * scale, text, expected)
  }

  /// Seconds: a number with s, ms, us or µs, or ns.
  ///
  /// - Throws: ``CostError`` for other text, or a time that is not above 0.
  public static func seconds(_ text: String) throws(CostError) -> Double {
    let expected = "a time with its unit, such as 20ms, 1.5s or 300us"
    let (number, unit) = try split(text, expected)
    let scales = [
      "s": 1.0, "ms": 1e-3, "us": 1e-6, "\u{B5}s": 1e-6, "\u{3BC}s": 1e-6, "ns": 1e-9,
    ]
    guard let scale = scales[unit.lowercased()], number > 0 else { throw invalid(text, expected) }
    return number * scale
  }

  /// A time on a device: `20ms@nvidia-t4`, `20ms@my-device.yaml`.
  ///
  /// - Parameters:
  ///   - text: A time, `@`, and what names a device.
  ///   - device: Finds the device of a name: ``Device/named(_:)``, or one that reads files, too.
  /// - Returns: The time in seconds, and the device.
  /// - Throws: ``CostError`` for other text, and what `device` throws.
  public static func latency(
    _ text: String, device: (String) throws -> Device = Device.named
  ) throws -> (seconds: Double, device: Device) {
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty else {
      throw CostError(
        .invalidBudget,
        "latency '\(text.prefix(80))'; expected a time and a device, such as 20ms@nvidia-t4")
    }
    return (try seconds(String(parts[0])), try device(String(parts[1])))
  }

  /// The number in front, underscores and commas between digits left out, and the rest.
  private static func split(
    _ text: String, _ expected: String
  ) throws(CostError) -> (Double, String) {
    let trimmed = text.trimmingCharacters(in: .whitespaces)
    guard trimmed.count <= 64, trimmed.first?.isASCII == true else { throw invalid(text, expected) }
    let characters = Array(trimmed)
    var end = 0
    var digits = ""
    func isDigit(_ index: Int) -> Bool {
      index < characters.count && ("0"..."9").contains(characters[index])
    }
    while end < characters.count {
      let character = characters[end]
      if isDigit(end) || (character == "." && !digits.contains(".") && !digits.contains("e")) {
        digits.append(character)
      } else if (character == "e" || character == "E") && !digits.contains("e") {
        let isSigned = end + 1 < characters.count && "+-".contains(characters[end + 1])
        guard isDigit(end + (isSigned ? 2 : 1)) else { break }
        digits.append("e")
        if isSigned {
          digits.append(characters[end + 1])
          end += 1
        }
      } else if !((character == "_" || character == ",") && end > 0 && isDigit(end + 1)) {
        break
      }
      end += 1
    }
    guard let number = Double(digits), number.isFinite else { throw invalid(text, expected) }
    let unit = String(characters[end...]).trimmingCharacters(in: .whitespaces)
    return (number, unit)
  }

  private static func whole(
    _ value: Double, _ text: String, _ expected: String
  ) throws(CostError) -> Int {
    guard value >= 1, value < 0x1p62 else { throw invalid(text, expected) }
    // 0.39 · 10⁹ is a little off a whole number in binary64.
    let nearest = value.rounded()
    return Int(abs(value - nearest) < 1e-6 * value ? nearest : value.rounded(.down))
  }

  private static func invalid(_ text: String, _ expected: String) -> CostError {
    CostError(.invalidBudget, "'\(text.prefix(80))'; expected \(expected)")
  }
}
