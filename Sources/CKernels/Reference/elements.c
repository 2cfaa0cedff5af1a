// Plain element-by-element kernels.
#include "table.h"

void ck_reference_apply_view(
    size_t first, size_t rows, size_t channels, const ck_view *x, float *y, size_t y_ld) {
  for (size_t r = first; r < first + rows; ++r) {
    for (size_t c = 0; c < channels; ++c) y[r * y_ld + c] = ck_reference_value(x, r, c);
  }
}

void ck_reference_apply_gradient(
    size_t first, size_t rows, size_t channels, const ck_gradient *dz, const float *addend,
    size_t addend_ld, float *dx, size_t dx_ld) {
  for (size_t r = first; r < first + rows; ++r) {
    for (size_t c = 0; c < channels; ++c) {
      float d = ck_reference_dz(dz, r, c);
      dx[r * dx_ld + c] = addend ? addend[r * addend_ld + c] + d : d;
    }
  }
}

void ck_reference_apply_sink(
    size_t first, size_t rows, size_t channels, const float *dy, size_t dy_ld,
    const ck_sink *sink) {
  ck_reference_open(sink, first, rows, channels);
  for (size_t r = first; r < first + rows; ++r) {
    for (size_t c = 0; c < channels; ++c) ck_reference_put(sink, channels, r, c, dy[r * dy_ld + c]);
  }
}

void ck_reference_moments(
    size_t first, size_t rows, size_t channels, const float *z, size_t z_ld, double *moments) {
  for (size_t c = 0; c < channels; ++c) {
    double sum = 0, squares = 0;
    for (size_t r = first; r < first + rows; ++r) sum += z[r * z_ld + c];
    double mean = rows > 0 ? sum / (double)rows : 0;
    for (size_t r = first; r < first + rows; ++r) {
      double distance = z[r * z_ld + c] - mean;
      squares += distance * distance;
    }
    moments[c] = mean;
    moments[channels + c] = squares;
  }
}

void ck_reference_channel_shuffle(
    size_t first, size_t rows, size_t channels, size_t groups, const float *x, size_t x_ld,
    float *y, size_t y_ld) {
  size_t each = channels / groups;
  for (size_t r = first; r < first + rows; ++r) {
    for (size_t c = 0; c < channels; ++c) {
      y[r * y_ld + c % each * groups + c / each] = x[r * x_ld + c];
    }
  }
}

double ck_reference_sum_of_squares(size_t count, const float *x) {
  double sum = 0;
  for (size_t i = 0; i < count; ++i) sum += (double)x[i] * x[i];
  return sum;
}
