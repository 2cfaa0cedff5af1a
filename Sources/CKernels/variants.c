// Chooses an implementation for the processor that the program runs on.
#include "variants.h"

bool ck_variant_available(ck_variant variant) {
  return ck_select(variant) != NULL;
}

const char *ck_variant_name(ck_variant variant) {
  switch (variant) {
    case CK_REFERENCE: return "reference";
    case CK_NEON: return "neon";
    case CK_AVX2: return "avx2";
    case CK_WIDE: return "wide";
    case CK_AVX512: return "avx512";
  }
  return "unknown";
}

ck_variant ck_best_variant(void) {
  if (ck_variant_available(CK_AVX512)) return CK_AVX512;
  if (ck_variant_available(CK_AVX2)) return CK_AVX2;
  if (ck_variant_available(CK_NEON)) return CK_NEON;
  return CK_REFERENCE;
}

#if defined(__x86_64__)

static bool has_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static bool has_avx512(void) {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")
      && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
}

const ck_kernels *ck_select(ck_variant variant) {
  switch (variant) {
    case CK_REFERENCE: return &ck_kernels_reference;
    case CK_NEON: return NULL;
    case CK_AVX2: return has_avx2() ? &ck_kernels_avx2 : NULL;
    case CK_WIDE: return has_avx2() ? &ck_kernels_wide : NULL;
    case CK_AVX512: return has_avx512() ? &ck_kernels_avx512 : NULL;
  }
  return NULL;
}

#elif defined(__aarch64__)

const ck_kernels *ck_select(ck_variant variant) {
  switch (variant) {
    case CK_REFERENCE: return &ck_kernels_reference;
    case CK_NEON: return &ck_kernels_neon;
    case CK_AVX2:
    case CK_WIDE:
    case CK_AVX512: return NULL;
  }
  return NULL;
}

#else

const ck_kernels *ck_select(ck_variant variant) {
  return variant == CK_REFERENCE ? &ck_kernels_reference : NULL;
}

#endif
