// Parts of vectors in memory, on AVX2.
#include <stddef.h>
#include <stdint.h>

typedef float ck_vector8 __attribute__((ext_vector_type(8)));

static inline __attribute__((always_inline)) ck_vector8 ck_load_part8(const float *p, size_t n) {
  static const int32_t masks[16] = {-1, -1, -1, -1, -1, -1, -1, -1};
  __m256i mask = _mm256_loadu_si256((const __m256i *)(const void *)(masks + 8 - n));
  return (ck_vector8)_mm256_maskload_ps(p, mask);
}

// Masked stores are slow on some processors; pieces of 4, 2 and 1 are not.
static inline __attribute__((always_inline)) void ck_store_part8(
    float *p, size_t n, ck_vector8 vector) {
  __m256 v = (__m256)vector;
  __m128 part = _mm256_castps256_ps128(v);
  if (n & 4) {
    _mm_storeu_ps(p, part);
    part = _mm256_extractf128_ps(v, 1);
    p += 4;
  }
  if (n & 2) {
    _mm_storel_pi((__m64 *)(void *)p, part);
    part = _mm_movehl_ps(part, part);
    p += 2;
  }
  if (n & 1) _mm_store_ss(p, part);
}
