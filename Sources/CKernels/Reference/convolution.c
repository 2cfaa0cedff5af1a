// Plain convolution with groups, strides and dilation.
#include "table.h"

static size_t taps(const ck_convolution *c) {
  return c->window.kernel_height * c->window.kernel_width;
}

void ck_reference_convolution_pack(const ck_convolution *c, const float *w, float *packed) {
  size_t rows = taps(c) * (c->in_channels / c->groups), out = c->out_channels / c->groups;
  for (size_t g = 0; g < c->groups; ++g) {
    ck_reference_pack(
        rows, out, w + g * out, c->out_channels, packed + g * ck_packed_size(rows, out));
  }
}

/// One matrix per tap and group: `[out / groups, in / groups]`.
void ck_reference_convolution_pack_transposed(
    const ck_convolution *c, const float *w, float *packed) {
  size_t in = c->in_channels / c->groups, out = c->out_channels / c->groups;
  for (size_t t = 0; t < taps(c); ++t) {
    for (size_t g = 0; g < c->groups; ++g) {
      const float *from = w + t * in * c->out_channels + g * out;
      ck_reference_pack_transposed(in, out, from, c->out_channels, packed);
      packed += ck_packed_size(out, in);
    }
  }
}

void ck_reference_convolution_forward(
    const ck_convolution *c, ck_range range, const ck_view *x, const float *packed, float *z,
    size_t z_ld, double *moments, float *scratch) {
  (void)scratch;
  const ck_window *w = &c->window;
  size_t in = c->in_channels / c->groups, out = c->out_channels / c->groups;
  size_t first = range.first_line * w->out_width, rows = range.lines * w->out_width;
  for (size_t r = first; r < first + rows; ++r) {
    for (size_t n = 0; n < range.channels; ++n) {
      size_t g = (range.first_channel + n) / out, o = (range.first_channel + n) % out;
      const float *matrix = packed + g * ck_packed_size(taps(c) * in, out);
      float sum = 0;
      for (size_t t = 0; t < taps(c); ++t) {
        ptrdiff_t from = ck_reference_input_row(w, r, t);
        if (from < 0) continue;
        for (size_t i = 0; i < in; ++i) {
          sum += ck_reference_value(x, (size_t)from, g * in + i)
              * ck_reference_packed(matrix, taps(c) * in, t * in + i, o);
        }
      }
      z[r * z_ld + n] = sum;
    }
  }
  if (moments) ck_reference_moments(first, rows, range.channels, z, z_ld, moments);
}

void ck_reference_convolution_backward_data(
    const ck_convolution *c, ck_range range, const ck_gradient *dz, const float *packed,
    const ck_sink *sink, float *scratch) {
  (void)scratch;
  const ck_window *w = &c->window;
  size_t in = c->in_channels / c->groups, out = c->out_channels / c->groups;
  size_t first = range.first_line * w->in_width, rows = range.lines * w->in_width;
  ck_reference_open(sink, first, rows, range.channels);
  for (size_t r = first; r < first + rows; ++r) {
    for (size_t k = 0; k < range.channels; ++k) {
      size_t g = (range.first_channel + k) / in, i = (range.first_channel + k) % in;
      float sum = 0;
      for (size_t t = 0; t < taps(c); ++t) {
        ptrdiff_t from = ck_reference_output_row(w, r, t);
        if (from < 0) continue;
        const float *matrix = packed + (t * c->groups + g) * ck_packed_size(out, in);
        for (size_t o = 0; o < out; ++o) {
          sum += ck_reference_dz(dz, (size_t)from, g * out + o)
              * ck_reference_packed(matrix, out, o, i);
        }
      }
      ck_reference_put(sink, range.channels, r, k, sum);
    }
  }
}

void ck_reference_convolution_backward_weights(
    const ck_convolution *c, ck_range range, const ck_gradient *dz, const ck_view *x, float *dw,
    size_t dw_ld, float *scratch) {
  (void)scratch;
  const ck_window *w = &c->window;
  size_t in = c->in_channels / c->groups, out = c->out_channels / c->groups;
  size_t first = range.first_line * w->out_width, rows = range.lines * w->out_width;
  for (size_t r = first; r < first + rows; ++r) {
    for (size_t t = 0; t < taps(c); ++t) {
      ptrdiff_t from = ck_reference_input_row(w, r, t);
      if (from < 0) continue;
      for (size_t n = 0; n < range.channels; ++n) {
        size_t g = (range.first_channel + n) / out;
        float d = ck_reference_dz(dz, r, n);
        for (size_t i = 0; i < in; ++i) {
          dw[(t * in + i) * dw_ld + n] += ck_reference_value(x, (size_t)from, g * in + i) * d;
        }
      }
    }
  }
}
