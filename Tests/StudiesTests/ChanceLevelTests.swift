import Studies
import Testing

@Suite struct ChanceLevelTests {
  /// Guessing among ten classes on 900 images: 10 % with a standard deviation of 1 %.
  @Test func aResultMustExceedChanceByTwoStandardDeviations() {
    let chance = ChanceLevel(classes: 10, images: 900)
    #expect(abs(chance.threshold - 0.12) < 1e-12)
    #expect(!chance.isExceeded(by: 0.119) && chance.isExceeded(by: 0.121))
  }
}
