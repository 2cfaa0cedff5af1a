#include "table.h"

size_t ck_reference_multiply_add_probe(size_t rounds, float *result) {
  enum { CHAINS = 12 };
  float sum[CHAINS], total = 0;
  for (int i = 0; i < CHAINS; ++i) sum[i] = (float)i;
  for (size_t r = 0; r < rounds; ++r) {
    for (int i = 0; i < CHAINS; ++i) sum[i] = sum[i] * 0.75f + 1;
  }
  for (int i = 0; i < CHAINS; ++i) total += sum[i];
  *result = total;
  return rounds * CHAINS;
}
