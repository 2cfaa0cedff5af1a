// 16 lanes on AVX-512.
#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512vl,avx512dq,avx512bw"))), apply_to = function)

#define CK_LANES 16
#define CK_TILE_ROWS 12
#define CK_NARROW_TILE_ROWS 12

typedef float ck_vector16 __attribute__((ext_vector_type(16)));

static inline __attribute__((always_inline)) ck_vector16 ck_load_part(
    const float *p, unsigned long n) {
  return (ck_vector16)_mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), p);
}

static inline __attribute__((always_inline)) void ck_store_part(
    float *p, unsigned long n, ck_vector16 v) {
  _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), (__m512)v);
}

#include "kernels.h"

const ck_kernels ck_kernels_avx512 = CK_VECTOR_TABLE("avx512");

#pragma clang attribute pop

#endif
