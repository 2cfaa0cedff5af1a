// Plain depthwise convolution in both directions.
#include "table.h"

void ck_reference_depthwise_forward(
    const ck_window *w, size_t channels, size_t first, size_t lines, const ck_view *x,
    const float *weights, float *z, size_t z_ld, double *moments, float *scratch) {
  (void)scratch;
  for (size_t line = first; line < first + lines; ++line) {
    size_t image = line / w->out_height, oy = line % w->out_height;
    for (size_t ox = 0; ox < w->out_width; ++ox) {
      for (size_t c = 0; c < channels; ++c) {
        float sum = 0;
        for (size_t t = 0; t < w->kernel_height * w->kernel_width; ++t) {
          ptrdiff_t y = ck_reference_tap(
              oy, t / w->kernel_width, w->stride_height, w->dilation_height, w->pad_top,
              w->in_height);
          ptrdiff_t px = ck_reference_tap(
              ox, t % w->kernel_width, w->stride_width, w->dilation_width, w->pad_left,
              w->in_width);
          if (y < 0 || px < 0) continue;
          size_t r = (image * w->in_height + (size_t)y) * w->in_width + (size_t)px;
          sum += weights[t * channels + c] * ck_reference_value(x, r, c);
        }
        z[(line * w->out_width + ox) * z_ld + c] = sum;
      }
    }
  }
  if (moments) {
    ck_reference_moments(first * w->out_width, lines * w->out_width, channels, z, z_ld, moments);
  }
}

void ck_reference_depthwise_backward(
    const ck_window *w, size_t channels, size_t first, size_t lines, const ck_gradient *dz,
    const float *weights, const ck_sink *sink, const ck_view *x, float *dw, float *scratch) {
  (void)scratch;
  if (sink) ck_reference_open(sink, first * w->in_width, lines * w->in_width, channels);
  for (size_t r = first * w->in_width; r < (first + lines) * w->in_width; ++r) {
    size_t line = r / w->in_width, image = line / w->in_height;
    for (size_t c = 0; c < channels; ++c) {
      float sum = 0, value = x ? ck_reference_value(x, r, c) : 0;
      for (size_t t = 0; t < w->kernel_height * w->kernel_width; ++t) {
        ptrdiff_t oy = ck_reference_window(
            line % w->in_height, t / w->kernel_width, w->stride_height, w->dilation_height,
            w->pad_top, w->out_height);
        ptrdiff_t ox = ck_reference_window(
            r % w->in_width, t % w->kernel_width, w->stride_width, w->dilation_width,
            w->pad_left, w->out_width);
        if (oy < 0 || ox < 0) continue;
        size_t from = (image * w->out_height + (size_t)oy) * w->out_width + (size_t)ox;
        float d = ck_reference_dz(dz, from, c);
        sum += weights[t * channels + c] * d;
        if (x) dw[t * channels + c] += value * d;
      }
      if (sink) ck_reference_put(sink, channels, r, c, sum);
    }
  }
}
