// Plain kernels that work along the channels of a row: layer normalisation and the loss.
#include "table.h"

void ck_reference_layer_normalization_forward(
    size_t first, size_t rows, size_t channels, const ck_view *x, float epsilon,
    const float *gamma, const float *beta, float *y, size_t y_ld, float *mean,
    float *inverse_deviation, float *scratch) {
  (void)scratch;
  for (size_t r = first; r < first + rows; ++r) {
    double sum = 0, squares = 0;
    for (size_t c = 0; c < channels; ++c) sum += ck_reference_value(x, r, c);
    double center = sum / (double)channels;
    for (size_t c = 0; c < channels; ++c) {
      double distance = ck_reference_value(x, r, c) - center;
      squares += distance * distance;
    }
    mean[r] = (float)center;
    inverse_deviation[r] = (float)(1 / sqrt(squares / (double)channels + epsilon));
    for (size_t c = 0; c < channels; ++c) {
      float normal = (float)(ck_reference_value(x, r, c) - center) * inverse_deviation[r];
      y[r * y_ld + c] = normal * (gamma ? gamma[c] : 1) + (beta ? beta[c] : 0);
    }
  }
}

void ck_reference_layer_normalization_backward(
    size_t first, size_t rows, size_t channels, const float *dy, size_t dy_ld, const ck_view *x,
    const float *mean, const float *inverse_deviation, const float *gamma, const ck_sink *sink,
    double *parameter_sums, float *scratch) {
  (void)scratch;
  ck_reference_open(sink, first, rows, channels);
  for (size_t c = 0; parameter_sums && c < 2 * channels; ++c) parameter_sums[c] = 0;
  for (size_t r = first; r < first + rows; ++r) {
    double sum = 0, product = 0;
    for (size_t c = 0; c < channels; ++c) {
      double normal = (ck_reference_value(x, r, c) - mean[r]) * inverse_deviation[r];
      double d = dy[r * dy_ld + c];
      if (parameter_sums) {
        parameter_sums[c] += d * normal;
        parameter_sums[channels + c] += d;
      }
      if (gamma) d *= gamma[c];
      sum += d;
      product += d * normal;
    }
    for (size_t c = 0; c < channels; ++c) {
      double normal = (ck_reference_value(x, r, c) - mean[r]) * inverse_deviation[r];
      double d = (double)dy[r * dy_ld + c] * (gamma ? gamma[c] : 1);
      double dx = inverse_deviation[r] * (d - (sum + normal * product) / (double)channels);
      ck_reference_put(sink, channels, r, c, (float)dx);
    }
  }
}

void ck_reference_softmax_cross_entropy(
    size_t first, size_t rows, size_t classes, const float *logits, size_t logits_ld,
    const float *bias, const int32_t *label, const int32_t *other_label, const float *share,
    float smoothing, float *loss, uint8_t *correct, float *dlogits, size_t dlogits_ld,
    float gradient_scale) {
  for (size_t r = first; r < first + rows; ++r) {
    const float *row = logits + r * logits_ld;
    size_t own = (size_t)label[r], best = 0;
    double high = -INFINITY, sum = 0, plain = 0;
    for (size_t c = 0; c < classes; ++c) {
      double value = row[c] + (bias ? bias[c] : 0);
      plain += value;
      if (value > high) {
        high = value;
        best = c;
      }
    }
    for (size_t c = 0; c < classes; ++c) sum += exp(row[c] + (bias ? bias[c] : 0) - high);
    double normalizer = high + log(sum);
    double mine = share ? share[r] : 1;
    double target = row[own] + (bias ? bias[own] : 0);
    if (other_label) {
      size_t other = (size_t)other_label[r];
      target = mine * target + (1 - mine) * (row[other] + (bias ? bias[other] : 0));
    }
    loss[r] = (float)(normalizer - (1 - smoothing) * target - smoothing * plain / (double)classes);
    if (correct) correct[r] = best == own;
    for (size_t c = 0; dlogits && c < classes; ++c) {
      double expected = smoothing / (double)classes;
      if (c == own) expected += (1 - smoothing) * (other_label ? mine : 1);
      if (other_label && c == (size_t)other_label[r]) expected += (1 - smoothing) * (1 - mine);
      double probability = exp(row[c] + (bias ? bias[c] : 0) - normalizer);
      dlogits[r * dlogits_ld + c] = (float)((probability - expected) * gradient_scale);
    }
  }
}
