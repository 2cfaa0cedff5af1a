// What the plain kernels share: the value of a view, a gradient or a sink at one element, exactly
// as `CKernels.h` words it.
#ifndef CK_REFERENCE_H
#define CK_REFERENCE_H

#include <math.h>

#include "../include/CKernels.h"

static inline float ck_reference_activate(ck_activation activation, float u) {
  switch (activation) {
    case CK_IDENTITY: return u;
    case CK_RELU: return u > 0 ? u : (u != u ? u : 0);
    case CK_RELU6: return u > 0 ? (u < 6 ? u : 6) : (u != u ? u : 0);
    case CK_SILU: return u / (1 + expf(-u));
    case CK_SIGMOID: return 1 / (1 + expf(-u));
    case CK_HARD_SIGMOID: return ck_reference_activate(CK_RELU6, u + 3) / 6;
    case CK_HARD_SWISH: return u * (ck_reference_activate(CK_RELU6, u + 3) / 6);
    case CK_TANH: return tanhf(u);
    case CK_GELU: return 0.5f * u * (1 + erff(u * 0.70710678f));
  }
  return u;
}

static inline float ck_reference_derivative(ck_activation activation, float u) {
  switch (activation) {
    case CK_IDENTITY: return 1;
    case CK_RELU: return u > 0;
    case CK_RELU6: return u > 0 && u < 6;
    case CK_SILU: {
      float s = 1 / (1 + expf(-u));
      return s * (1 + u * (1 - s));
    }
    case CK_SIGMOID: {
      float s = 1 / (1 + expf(-u));
      return s * (1 - s);
    }
    case CK_HARD_SIGMOID: return u > -3 && u < 3 ? 1 / 6.f : 0;
    case CK_HARD_SWISH: return u <= -3 ? 0 : u < 3 ? u / 3 + 0.5f : 1;
    case CK_TANH: {
      float t = tanhf(u);
      return 1 - t * t;
    }
    case CK_GELU: {
      float density = 0.39894228f * expf(-0.5f * u * u);
      return 0.5f * (1 + erff(u * 0.70710678f)) + u * density;
    }
  }
  return 1;
}

/// u of a view at row r, channel c.
static inline float ck_reference_linear(const ck_view *x, size_t r, size_t c) {
  float u = x->data[r * x->ld + c];
  if (x->scale) u *= x->scale[c];
  if (x->shift) u += x->shift[c];
  if (x->factor) u *= x->factor[r / x->pixels * x->factor_ld + c];
  if (x->residual) {
    float v = x->residual[r * x->residual_ld + c];
    if (x->residual_scale) v *= x->residual_scale[c];
    if (x->residual_shift) v += x->residual_shift[c];
    u += v;
  }
  return u;
}

/// y of a view at row r, channel c.
static inline float ck_reference_value(const ck_view *x, size_t r, size_t c) {
  float y = ck_reference_activate(x->activation, ck_reference_linear(x, r, c));
  return x->gate ? y * x->gate[r / x->pixels * x->gate_ld + c] : y;
}

static inline float ck_reference_dz(const ck_gradient *dz, size_t r, size_t c) {
  float d = dz->data[r * dz->ld + c];
  if (dz->slope_scale) {
    if (dz->pooled) d += dz->pooled[r / dz->pixels * dz->pooled_ld + c];
    float u = dz->slope_scale[c] * dz->z[r * dz->z_ld + c] + dz->slope_shift[c];
    d *= ck_reference_derivative(dz->slope_activation, u);
  }
  if (dz->factor) d *= dz->factor[r / dz->pixels * dz->factor_ld + c];
  if (dz->c1) d *= dz->c1[c];
  if (dz->z) d += dz->c2[c] * dz->z[r * dz->z_ld + c] + dz->c3[c];
  return d;
}

/// Clears the sums of a sink that is about to receive rows `first ..< first + rows`.
static inline void ck_reference_open(
    const ck_sink *sink, size_t first, size_t rows, size_t channels) {
  if (sink->sums) {
    for (size_t c = 0; c < 2 * channels; ++c) sink->sums[c] = 0;
  }
  if (!sink->gate_sums && !sink->slope_sums) return;
  for (size_t i = first / sink->pixels; i < (first + rows) / sink->pixels; ++i) {
    for (size_t c = 0; sink->gate_sums && c < channels; ++c) {
      sink->gate_sums[i * sink->gate_sums_ld + c] = 0;
    }
    for (size_t c = 0; sink->slope_sums && c < 2 * channels; ++c) {
      sink->slope_sums[i * 2 * channels + c] = 0;
    }
  }
}

/// Sends the gradient dy of row r, channel c of `channels` into a sink.
static inline void ck_reference_put(
    const ck_sink *sink, size_t channels, size_t r, size_t c, float dy) {
  const ck_view *view = sink->view;
  float d = sink->addend ? dy + sink->addend[r * sink->addend_ld + c] : dy;
  float g = d, factor = 1, slope = 1;
  if (view && view->gate) g *= view->gate[r / view->pixels * view->gate_ld + c];
  if (sink->pooled) g += sink->pooled[r / sink->pixels * sink->pooled_ld + c];
  if (view) {
    float u = ck_reference_linear(view, r, c);
    slope = ck_reference_derivative(view->activation, u);
    if (view->factor) factor = view->factor[r / view->pixels * view->factor_ld + c];
    if (sink->gate_sums) {
      float *sum = &sink->gate_sums[r / sink->pixels * sink->gate_sums_ld + c];
      *sum += d * ck_reference_activate(view->activation, u);
    }
  }
  if (sink->data) sink->data[r * sink->ld + c] = sink->slope_sums ? g : g * slope;
  g *= slope;
  if (sink->slope_sums) {
    float *to = sink->slope_sums + r / sink->pixels * 2 * channels + c;
    to[0] += slope;
    to[channels] += slope * (sink->z[r * sink->z_ld + c] - sink->mean[c]);
  }
  if (!sink->sums) return;
  sink->sums[c] += (double)g * factor;
  if (sink->z) {
    sink->sums[channels + c] +=
        (double)g * factor * ((double)sink->z[r * sink->z_ld + c] - sink->mean[c]);
  }
}

void ck_reference_moments(
    size_t first, size_t rows, size_t channels, const float *z, size_t z_ld, double *moments);

void ck_reference_pack(size_t rows, size_t columns, const float *w, size_t ld, float *packed);
void ck_reference_pack_transposed(
    size_t rows, size_t columns, const float *w, size_t ld, float *packed);

/// Element (k, n) of a matrix of `rows` rows packed by the plain kernels: panels of `CK_COLUMNS`
/// columns, each `[rows, CK_COLUMNS]`.
static inline float ck_reference_packed(const float *packed, size_t rows, size_t k, size_t n) {
  return packed[(n / CK_COLUMNS * rows + k) * CK_COLUMNS + n % CK_COLUMNS];
}

/// Input pixel that tap k of window o reads, or -1 outside `size` pixels.
static inline ptrdiff_t ck_reference_tap(
    size_t o, size_t k, size_t stride, size_t dilation, size_t pad, size_t size) {
  size_t at = o * stride + k * dilation;
  return at >= pad && at - pad < size ? (ptrdiff_t)(at - pad) : -1;
}

/// Window whose tap k reads input pixel i, or -1 if there is none among `size` windows.
static inline ptrdiff_t ck_reference_window(
    size_t i, size_t k, size_t stride, size_t dilation, size_t pad, size_t size) {
  size_t at = i + pad;
  if (at < k * dilation || (at - k * dilation) % stride != 0) return -1;
  size_t o = (at - k * dilation) / stride;
  return o < size ? (ptrdiff_t)o : -1;
}

/// Row of the input tensor that tap t of output row r reads, or -1.
static inline ptrdiff_t ck_reference_input_row(const ck_window *w, size_t r, size_t t) {
  size_t line = r / w->out_width;
  ptrdiff_t y = ck_reference_tap(
      line % w->out_height, t / w->kernel_width, w->stride_height, w->dilation_height, w->pad_top,
      w->in_height);
  ptrdiff_t x = ck_reference_tap(
      r % w->out_width, t % w->kernel_width, w->stride_width, w->dilation_width, w->pad_left,
      w->in_width);
  if (y < 0 || x < 0) return -1;
  return ((ptrdiff_t)(line / w->out_height * w->in_height) + y) * (ptrdiff_t)w->in_width + x;
}

/// Row of the output tensor whose tap t reads input row r, or -1.
static inline ptrdiff_t ck_reference_output_row(const ck_window *w, size_t r, size_t t) {
  size_t line = r / w->in_width;
  ptrdiff_t y = ck_reference_window(
      line % w->in_height, t / w->kernel_width, w->stride_height, w->dilation_height, w->pad_top,
      w->out_height);
  ptrdiff_t x = ck_reference_window(
      r % w->in_width, t % w->kernel_width, w->stride_width, w->dilation_width, w->pad_left,
      w->out_width);
  if (y < 0 || x < 0) return -1;
  return ((ptrdiff_t)(line / w->in_height * w->out_height) + y) * (ptrdiff_t)w->out_width + x;
}

#endif
