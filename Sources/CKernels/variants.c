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

const ck_kernels *ck_select(ck_variant variant) {
  switch (variant) {
    case CK_REFERENCE: return &ck_kernels_reference;
    case CK_NEON:
    case CK_AVX2:
    case CK_WIDE:
    case CK_AVX512: return NULL;
  }
  return NULL;
}
