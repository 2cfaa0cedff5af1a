#include "table.h"

#include "../Shared/loops.h"
#include "../variants.h"

#define CK_ENTRY(kernel) .kernel = ck_reference_##kernel,
const ck_kernels ck_kernels_reference = {
  .name = "reference",
  CK_REFERENCE_KERNELS(CK_ENTRY)
  CK_LOOPS_ENTRIES
};
