// Plain products of matrices: packing, and the pointwise convolution in both directions.
#include "table.h"

void ck_reference_pack(size_t rows, size_t columns, const float *w, size_t ld, float *packed) {
  for (size_t n = 0; n < columns; ++n) {
    for (size_t k = 0; k < rows; ++k) {
      packed[(n / CK_COLUMNS * rows + k) * CK_COLUMNS + n % CK_COLUMNS] = w[k * ld + n];
    }
  }
}

void ck_reference_pack_transposed(
    size_t rows, size_t columns, const float *w, size_t ld, float *packed) {
  for (size_t n = 0; n < rows; ++n) {
    for (size_t k = 0; k < columns; ++k) {
      packed[(n / CK_COLUMNS * columns + k) * CK_COLUMNS + n % CK_COLUMNS] = w[n * ld + k];
    }
  }
}

void ck_reference_pointwise_forward(
    size_t first, size_t rows, size_t in, size_t out, const ck_view *x, float *x_store,
    size_t x_store_ld, const float *packed, float *z, size_t z_ld, double *moments,
    float *scratch) {
  for (size_t r = first; r < first + rows; ++r) {
    for (size_t k = 0; k < in; ++k) {
      scratch[k] = ck_reference_value(x, r, k);
      if (x_store) x_store[r * x_store_ld + k] = scratch[k];
    }
    for (size_t n = 0; n < out; ++n) {
      float sum = 0;
      for (size_t k = 0; k < in; ++k) sum += scratch[k] * ck_reference_packed(packed, in, k, n);
      z[r * z_ld + n] = sum;
    }
  }
  if (moments) ck_reference_moments(first, rows, out, z, z_ld, moments);
}

void ck_reference_pointwise_backward(
    size_t first, size_t rows, size_t in, size_t out, const ck_gradient *dz, const float *packed,
    const ck_sink *sink, const ck_view *x, float *dw, size_t dw_ld, float *scratch) {
  if (sink) ck_reference_open(sink, first, rows, in);
  for (size_t r = first; r < first + rows; ++r) {
    for (size_t n = 0; n < out; ++n) scratch[n] = ck_reference_dz(dz, r, n);
    for (size_t k = 0; k < in; ++k) {
      if (x) {
        float value = ck_reference_value(x, r, k);
        for (size_t n = 0; n < out; ++n) dw[k * dw_ld + n] += value * scratch[n];
      }
      if (!sink) continue;
      float sum = 0;
      for (size_t n = 0; n < out; ++n) sum += scratch[n] * ck_reference_packed(packed, out, n, k);
      ck_reference_put(sink, in, r, k, sum);
    }
  }
}
