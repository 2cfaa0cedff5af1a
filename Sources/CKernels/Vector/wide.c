// The 16-lane kernels on AVX2: each vector is a pair of registers. Far from the fastest, but the
// code is that of AVX-512 to the last index, so a machine without AVX-512 can test it.
#if defined(__x86_64__)

#include <immintrin.h>

// A pair of registers has no calling convention; every function that takes one is inlined.
#pragma clang diagnostic ignored "-Wpsabi"

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#define CK_LANES 16
#define CK_TILE_ROWS 12
#define CK_NARROW_TILE_ROWS 12
// It runs in tests alone, so what its loops cost the compiler counts more than their speed.
#define CK_ONE_LOOP
#include "parts_avx2.h"

typedef float ck_vector16 __attribute__((ext_vector_type(16)));

static inline __attribute__((always_inline)) ck_vector16 ck_load_part(const float *p, size_t n) {
  ck_vector16 v = (ck_vector16)0.f;
  v.lo = n >= 8 ? (ck_vector8)_mm256_loadu_ps(p) : ck_load_part8(p, n);
  if (n > 8) v.hi = ck_load_part8(p + 8, n - 8);
  return v;
}

static inline __attribute__((always_inline)) void ck_store_part(
    float *p, size_t n, ck_vector16 v) {
  if (n < 8) {
    ck_store_part8(p, n, v.lo);
  } else {
    _mm256_storeu_ps(p, (__m256)v.lo);
    ck_store_part8(p + 8, n - 8, v.hi);
  }
}

#include "kernels.h"

const ck_kernels ck_kernels_wide = CK_VECTOR_TABLE("wide");

#pragma clang attribute pop

#endif
