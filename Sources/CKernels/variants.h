// The tables of kernels, one per variant; each exists where its source is compiled.
#ifndef CK_VARIANTS_H
#define CK_VARIANTS_H

#include "include/CKernels.h"

extern const ck_kernels ck_kernels_reference;
#if defined(__x86_64__)
extern const ck_kernels ck_kernels_avx2, ck_kernels_wide, ck_kernels_avx512;
#endif
#if defined(__aarch64__)
extern const ck_kernels ck_kernels_neon;
#endif

#endif
