// Batch normalisation's per-channel arithmetic: a few numbers per channel, in double precision.
#include <math.h>

#include "include/CKernels.h"

// Two parts with means a, b and sums of squared distances A, B merge to the distance sums
// A + B + (b - a)^2 * n_a * n_b / (n_a + n_b): no difference of large numbers, unlike
// E[x^2] - E[x]^2 (Chan, Golub, LeVeque 1979).
void ck_merge_moments(
    size_t channels, size_t parts, const double *moments, size_t stride, const size_t *counts,
    double *mean, double *variance) {
  for (size_t c = 0; c < channels; ++c) mean[c] = variance[c] = 0;
  double total = 0;
  // Channel by channel inside, so that the divisions are one per part and the rest is vectors.
  for (size_t j = 0; j < parts; ++j) {
    if (counts[j] == 0) continue;
    const double *centers = moments + j * stride, *squares = centers + channels;
    double count = (double)counts[j], before = total;
    total += count;
    double share = count / total, spread = before * share;
    for (size_t c = 0; c < channels; ++c) {
      double distance = centers[c] - mean[c];
      mean[c] += distance * share;
      variance[c] += squares[c] + distance * distance * spread;
    }
  }
  for (size_t c = 0; total > 0 && c < channels; ++c) variance[c] /= total;
}

void ck_fold_normalization(
    size_t channels, const double *mean, const double *variance, double epsilon,
    const float *gamma, const float *beta, float *scale, float *shift) {
  for (size_t c = 0; c < channels; ++c) {
    double factor = (gamma ? gamma[c] : 1) / sqrt(variance[c] + epsilon);
    scale[c] = (float)factor;
    shift[c] = (float)((beta ? beta[c] : 0) - mean[c] * factor);
  }
}

// With n rows, zhat = (z - mean) * s and s = 1 / sqrt(variance + epsilon):
// dz = gamma * s * (g - sum(g) / n - zhat * sum(g * zhat) / n), ordered by powers of z.
void ck_normalization_backward(
    size_t channels, size_t parts, const double *sums, size_t stride, size_t rows,
    const double *mean, const float *sink_mean, const double *variance, double epsilon,
    const float *gamma, float *c1, float *c2, float *c3, float *dgamma, float *dbeta) {
  for (size_t c = 0; c < channels; ++c) {
    double sum = 0, product = 0;
    for (size_t j = 0; j < parts; ++j) {
      sum += sums[j * stride + c];
      product += sums[j * stride + channels + c];
    }
    product += sum * ((double)sink_mean[c] - mean[c]);
    double inverse = 1 / sqrt(variance[c] + epsilon);
    double factor = (gamma ? gamma[c] : 1) * inverse;
    double slope = -factor * inverse * inverse * product / (double)rows;
    c1[c] = (float)factor;
    c2[c] = (float)slope;
    c3[c] = (float)(-factor * sum / (double)rows - slope * mean[c]);
    if (dgamma) dgamma[c] = (float)(product * inverse);
    if (dbeta) dbeta[c] = (float)sum;
  }
}

void ck_add_pooled_sums(
    size_t channels, size_t images, const float *pooled, size_t pooled_ld, const float *slope_sums,
    double *sums) {
  for (size_t i = 0; i < images; ++i) {
    const float *slopes = slope_sums + i * 2 * channels, *gradient = pooled + i * pooled_ld;
    for (size_t c = 0; c < channels; ++c) {
      sums[c] += (double)gradient[c] * slopes[c];
      sums[channels + c] += (double)gradient[c] * slopes[channels + c];
    }
  }
}

void ck_sum_double_parts(
    size_t count, size_t parts, size_t stride, const double *x, float *y) {
  for (size_t i = 0; i < count; ++i) {
    double sum = 0;
    for (size_t j = 0; j < parts; ++j) sum += x[j * stride + i];
    y[i] = (float)sum;
  }
}
