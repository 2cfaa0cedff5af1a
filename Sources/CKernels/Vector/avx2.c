// 8 lanes on AVX2 and FMA.
#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#define CK_LANES 8
#define CK_TILE_ROWS 6
#define CK_NARROW_TILE_ROWS 12
#include "parts_avx2.h"
#define ck_load_part ck_load_part8
#define ck_store_part ck_store_part8
#include "kernels.h"

const ck_kernels ck_kernels_avx2 = CK_VECTOR_TABLE("avx2");

#pragma clang attribute pop

#endif
