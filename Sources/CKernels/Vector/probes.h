// What the arithmetic units can do at best, to compare a network's time with.

/// Enough independent chains to fill two units of a latency of four cycles, and few enough for
/// sixteen registers.
enum { CHAINS = 12 };

static size_t multiply_add_probe(size_t rounds, float *result) {
  V sum[CHAINS];
  CK_UNROLL for (int i = 0; i < CHAINS; ++i) sum[i] = (V)(float)i;
  // The factor is below one, so that sums settle at a finite value.
  V factor = (V)0.75f, addend = (V)1.f;
  for (size_t r = 0; r < rounds; ++r) {
    CK_UNROLL for (int i = 0; i < CHAINS; ++i) sum[i] = fma_(sum[i], factor, addend);
  }
  V total[LINE_VECTORS] = {(V)0.f};
  CK_UNROLL for (int i = 0; i < CHAINS; ++i) total[0] += sum[i];
  *result = sum_of_line(total);
  return rounds * CHAINS * CK_LANES;
}
