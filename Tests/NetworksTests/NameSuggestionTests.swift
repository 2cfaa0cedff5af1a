import Networks
import Testing

@Suite struct NameSuggestionTests {
  @Test(arguments: [
    ("", "", 0), ("stride", "stride", 0), ("stride_", "stride", 1), ("strdie", "stride", 1),
    ("kitten", "sitting", 3), ("", "abc", 3), ("ca", "abc", 3),
  ])
  func editDistance(first: String, second: String, expected: Int) {
    #expect(NameSuggestion.editDistance(first, second) == expected)
    #expect(NameSuggestion.editDistance(second, first) == expected)
  }

  @Test func nearestIgnoresCaseAndRefusesFarNames() {
    let names = ["kernelSize", "stride", "channels", "repeats"]
    #expect(NameSuggestion.nearest(to: "strid", among: names) == "stride")
    #expect(NameSuggestion.nearest(to: "KERNELSIZE", among: names) == "kernelSize")
    #expect(NameSuggestion.nearest(to: "chanels", among: names) == "channels")
    #expect(NameSuggestion.nearest(to: "zzz", among: names) == nil)
    #expect(NameSuggestion.nearest(to: "", among: names) == nil)
    #expect(NameSuggestion.nearest(to: String(repeating: "s", count: 100_000), among: names) == nil)
  }

  @Test func phraseIsEmptyWithoutANeighbour() {
    #expect(NameSuggestion.phrase(for: "strid", among: ["stride"]) == "; did you mean 'stride'?")
    #expect(NameSuggestion.phrase(for: "x1y2", among: ["stride"]) == "")
  }
}
