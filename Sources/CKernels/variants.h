// The tables of kernels, one per variant; each exists where its source is compiled.
#ifndef CK_VARIANTS_H
#define CK_VARIANTS_H

#include "include/CKernels.h"

extern const ck_kernels ck_kernels_reference;

#endif
