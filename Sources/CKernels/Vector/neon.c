// 4 lanes on NEON, which every arm64 processor has.
#if defined(__aarch64__)

#include <stddef.h>

#define CK_LANES 4
#define CK_TILE_ROWS 8
#define CK_NARROW_TILE_ROWS 12

typedef float ck_vector4 __attribute__((ext_vector_type(4)));

static inline __attribute__((always_inline)) ck_vector4 ck_load_part(const float *p, size_t n) {
  return (ck_vector4){n > 0 ? p[0] : 0, n > 1 ? p[1] : 0, n > 2 ? p[2] : 0, 0};
}

static inline __attribute__((always_inline)) void ck_store_part(
    float *p, size_t n, ck_vector4 v) {
  if (n > 0) p[0] = v[0];
  if (n > 1) p[1] = v[1];
  if (n > 2) p[2] = v[2];
}

#include "kernels.h"

const ck_kernels ck_kernels_neon = CK_VECTOR_TABLE("neon");

#endif
