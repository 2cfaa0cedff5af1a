/// Batch normalisation's small per-channel arithmetic, in double precision, the same for every
/// variant. Part of CKernels.h, whose terms it uses.
#ifndef CK_STATISTICS_H
#define CK_STATISTICS_H

#include <stddef.h>

#pragma clang assume_nonnull begin

#ifdef __cplusplus
extern "C" {
#endif

/// Batch statistics from the moments of `parts` ranges, in their order.
///
/// - moments: part j at `moments + j * stride`, `[2, channels]`; counts: rows of each part.
/// - mean, variance: `[channels]`; the variance is the biased one (divided by the rows).
void ck_merge_moments(
    size_t channels, size_t parts, const double *moments, size_t stride, const size_t *counts,
    double *mean, double *variance);

/// The view's scale and shift of a batch normalisation: scale = gamma / sqrt(variance + epsilon),
/// shift = beta - mean * scale. gamma, beta: null counts as ones and zeros.
void ck_fold_normalization(
    size_t channels, const double *mean, const double *variance, double epsilon,
    const float *_Nullable gamma, const float *_Nullable beta, float *scale, float *shift);

/// The coefficients of `ck_gradient` and the gradients by gamma and beta (either may be null),
/// from the sums of `parts` sinks over `rows` rows in all; part j at `sums + j * stride`.
///
/// The sinks must have used `sink_mean` as their `mean`: the statistics' mean rounded to float.
void ck_normalization_backward(
    size_t channels, size_t parts, const double *sums, size_t stride, size_t rows,
    const double *mean, const float *sink_mean, const double *variance, double epsilon,
    const float *_Nullable gamma, float *c1, float *c2, float *c3, float *_Nullable dgamma,
    float *_Nullable dbeta);

/// sums += what `pooled` adds to the sums of a sink with `slope_sums`, over `images` images.
///
/// - sums: `[2, channels]`; pooled: `[images, channels]`; slope_sums: `[images, 2, channels]`.
void ck_add_pooled_sums(
    size_t channels, size_t images, const float *pooled, size_t pooled_ld, const float *slope_sums,
    double *sums);

/// y[c] = sum over j < parts, in order, of x[j * stride + c].
void ck_sum_double_parts(
    size_t count, size_t parts, size_t stride, const double *x, float *y);

#ifdef __cplusplus
}
#endif

#pragma clang assume_nonnull end

#endif
