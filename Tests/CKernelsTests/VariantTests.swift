import CKernels
import Testing

@Suite struct VariantTests {
  @Test func referenceRunsEverywhere() {
    #expect(ck_variant_available(CK_REFERENCE))
    #expect(ck_select(CK_REFERENCE) != nil)
  }

  @Test func bestVariantIsAvailable() {
    #expect(ck_variant_available(ck_best_variant()))
  }

  @Test(arguments: 0..<UInt32(CK_VARIANTS))
  func tableCarriesTheNameOfItsVariant(_ index: UInt32) {
    let variant = ck_variant(index)
    guard let kernels = ck_select(variant) else { return }
    #expect(String(cString: kernels.pointee.name) == String(cString: ck_variant_name(variant)))
  }

  @Test func statisticsMergeLikeOnePass() {
    // 1, 2, 3 and 10, 20 and nothing: mean 7.2, squared distances 254.8.
    let moments: [Double] = [2, 2, 0, 0, 15, 50]
    var mean = 0.0
    var variance = 0.0
    ck_merge_moments(1, 3, moments, 2, [3, 0, 2], &mean, &variance)
    #expect(abs(mean - 7.2) < 1e-12)
    #expect(abs(variance - 254.8 / 5) < 1e-12)
  }
}
