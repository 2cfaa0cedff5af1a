import Architectures
import Files
import Interchange
import ModelZoo
import Testing

/// Damages good files at random: whatever comes of it must be an architecture or an error, never a
/// crash or a hang.
@Suite struct MutationTests {
  private static let fragments: [[UInt8]] =
    [
      "[", "]", "{", "}", ":", ": ", "- ", "#", "&a ", "*a", "!!str ", "? ", "|", ">", "'", "\"",
      "\\", "\n", "  ", "\t", ",", "%", "@", "`", "---\n", "...\n", "null", "~", "true", "-1", "0",
      "1e999", "nan", "9223372036854775807", "9223372036854775808", "0.1",
      "99999999999999999999999",
      "é", "\u{2028}", "\u{FEFF}", "stages", "channels", "ir_r1_k3_s1_e6_c8", "<<", "\u{E000}",
    ].map { Array($0.utf8) } + [[0], [0xFF], [0xC3], [0xED, 0xA0, 0x80]]

  private func mutate(_ text: [UInt8], _ random: inout CountingGenerator) -> [UInt8] {
    var text = text
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let start = Int.random(in: 0...text.count, using: &random)
      let end = min(text.count, start + Int.random(in: 0...20, using: &random))
      switch Int.random(in: 0..<5, using: &random) {
      case 0: text.removeSubrange(start..<end)
      case 1: text.insert(contentsOf: text[start..<end], at: start)
      case 2: text.replaceSubrange(start..<end, with: text.shuffled(using: &random).prefix(8))
      case 3: if start < text.count { text[start] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
      default:
        let fragment = Self.fragments[Int.random(in: 0..<Self.fragments.count, using: &random)]
        text.replaceSubrange(start..<min(end, start + 2), with: fragment)
      }
    }
    return text
  }

  @Test func damagedFilesGiveAnErrorOrAnArchitecture() throws {
    var random = CountingGenerator(state: 7)
    var seeds: [[UInt8]] = []
    for _ in 0..<20 {
      seeds.append(Array(ArchitectureFile.text(of: try randomArchitecture(&random)).utf8))
    }
    for name in ["efficientnet-b0", "resnet-50", "mobilenet-v3-small", "regnety-1.6gf"] {
      let architecture = try #require(try ModelZoo.model(named: name).architecture)
      seeds.append(Array(ArchitectureFile.text(of: architecture).utf8))
    }
    var accepted = 0
    for round in 0..<4000 {
      let bytes = mutate(seeds[round % seeds.count], &random)
      let text = String(decoding: bytes, as: UTF8.self)
      do {
        let architecture = try ArchitectureFile.parse(text, file: "mutant.yaml")
        #expect(
          try ArchitectureFile.parse(ArchitectureFile.text(of: architecture), file: "again.yaml")
            == architecture)
        accepted += 1
      } catch {
        #expect(!error.message.isEmpty)
      }
    }
    // Some damage does no harm, most does: otherwise the mutations test nothing.
    #expect((40..<3000).contains(accepted), "\(accepted) of 4000 accepted")
  }

  @Test func damagedBlockStringsGiveAnErrorOrAStage() {
    var random = CountingGenerator(state: 8)
    let lines = [
      "ir_r2_k5_s2_e6_c40_se0.25", "r2_k5_s22_e6_i24_o40_se0.25_noskip", "cn_r1_k1_s1_c960_nhs",
      "er_r1_k3_s1_e4_c24_fc24_noskip",
    ].map { Array($0.utf8) }
    for round in 0..<4000 {
      let text = String(decoding: mutate(lines[round % lines.count], &random), as: UTF8.self)
      do {
        _ = try BlockString.stage(text, inputChannels: round % 3 == 0 ? nil : 24)
      } catch {
        #expect(!error.message.isEmpty)
      }
    }
  }
}
