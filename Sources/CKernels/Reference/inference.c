// Plain convolutions whose results are finished.
#include "table.h"

/// Finishes `rows` rows from `first` on in place.
static void finish_rows(
    const ck_finish *finish, size_t first, size_t rows, size_t channels, float *y, size_t y_ld) {
  for (size_t r = first; r < first + rows; ++r) {
    for (size_t c = 0; c < channels; ++c) {
      float u = y[r * y_ld + c];
      if (finish->shift) u += finish->shift[c];
      if (finish->residual) u += finish->residual[r * finish->residual_ld + c];
      y[r * y_ld + c] = ck_reference_activate(finish->activation, u);
    }
  }
}

void ck_reference_pointwise_finished(
    size_t first, size_t rows, size_t in, size_t out, const ck_view *x, const float *packed,
    const ck_finish *finish, float *y, size_t y_ld, float *scratch) {
  ck_reference_pointwise_forward(
      first, rows, in, out, x, NULL, 0, packed, y, y_ld, NULL, scratch);
  finish_rows(finish, first, rows, out, y, y_ld);
}

void ck_reference_convolution_finished(
    const ck_convolution *c, ck_range range, const ck_view *x, const float *packed,
    const ck_finish *finish, float *y, size_t y_ld, float *scratch) {
  const ck_window *w = &c->window;
  ck_reference_convolution_forward(c, range, x, packed, y, y_ld, NULL, scratch);
  finish_rows(
      finish, range.first_line * w->out_width, range.lines * w->out_width, range.channels, y,
      y_ld);
}

/// What a depthwise convolution reads: a tensor, or, with a view, what a 1x1 convolution makes of it.
typedef struct pixel_source {
  const float *x;
  size_t x_ld;
  const ck_view *view;
  size_t in;
  const float *packed;
  const ck_finish *expansion;
} pixel_source;

static float pixel_value(const pixel_source *it, size_t r, size_t c) {
  if (!it->view) return it->x[r * it->x_ld + c];
  float u = it->expansion->shift ? it->expansion->shift[c] : 0;
  for (size_t k = 0; k < it->in; ++k) {
    u += ck_reference_value(it->view, r, k) * ck_reference_packed(it->packed, it->in, k, c);
  }
  return ck_reference_activate(it->expansion->activation, u);
}

static void slide(
    const pixel_source *source, const ck_window *w, size_t channels, size_t first, size_t lines,
    const float *weights, size_t weights_ld, const ck_finish *finish, float *y, size_t y_ld,
    float *sums) {
  size_t from = first * w->out_width, rows = lines * w->out_width;
  for (size_t r = from; r < from + rows; ++r) {
    for (size_t c = 0; c < channels; ++c) {
      float sum = 0;
      for (size_t t = 0; t < w->kernel_height * w->kernel_width; ++t) {
        ptrdiff_t pixel = ck_reference_input_row(w, r, t);
        if (pixel >= 0) sum += weights[t * weights_ld + c] * pixel_value(source, (size_t)pixel, c);
      }
      y[r * y_ld + c] = sum;
    }
  }
  finish_rows(finish, from, rows, channels, y, y_ld);
  for (size_t c = 0; sums && c < channels; ++c) {
    float sum = 0;
    for (size_t r = from; r < from + rows; ++r) sum += y[r * y_ld + c];
    sums[c] = sum;
  }
}

void ck_reference_depthwise_finished(
    const ck_window *w, size_t channels, size_t first, size_t lines, const float *x, size_t x_ld,
    const float *weights, size_t weights_ld, const ck_finish *finish, float *y, size_t y_ld,
    float *sums, float *scratch) {
  (void)scratch;
  pixel_source source = {.x = x, .x_ld = x_ld};
  slide(&source, w, channels, first, lines, weights, weights_ld, finish, y, y_ld, sums);
}

void ck_reference_expanded_finished(
    const ck_window *w, size_t in, size_t channels, size_t first, size_t lines, const ck_view *x,
    const float *packed, const ck_finish *expansion, const float *weights, size_t weights_ld,
    const ck_finish *finish, float *y, size_t y_ld, float *sums, float *scratch) {
  (void)scratch;
  pixel_source source = {.view = x, .in = in, .packed = packed, .expansion = expansion};
  slide(&source, w, channels, first, lines, weights, weights_ld, finish, y, y_ld, sums);
}

/// Row 4 i + j of a tile's transform, of one channel: t = transpose(B) d B.
static float transformed(
    const ck_window *w, size_t tile, const float *x, size_t x_ld, size_t c, size_t k) {
  // transpose(B): each row takes one pixel and adds or subtracts another.
  static const struct {
    ptrdiff_t plus, other;
    float sign;
  } rows[4] = {{0, 2, -1}, {1, 2, 1}, {2, 1, -1}, {1, 3, -1}};
  size_t high = (w->out_height + 1) / 2, wide = (w->out_width + 1) / 2;
  size_t line = tile / wide, image = line / high;
  float sum = 0;
  for (int a = 0; a < 2; ++a) {
    for (int b = 0; b < 2; ++b) {
      ptrdiff_t i = a ? rows[k / 4].other : rows[k / 4].plus;
      ptrdiff_t j = b ? rows[k % 4].other : rows[k % 4].plus;
      ptrdiff_t py = (ptrdiff_t)(line % high * 2) + i - (ptrdiff_t)w->pad_top;
      ptrdiff_t px = (ptrdiff_t)(tile % wide * 2) + j - (ptrdiff_t)w->pad_left;
      if (py < 0 || py >= (ptrdiff_t)w->in_height || px < 0 || px >= (ptrdiff_t)w->in_width) {
        continue;
      }
      size_t row = (image * w->in_height + (size_t)py) * w->in_width + (size_t)px;
      sum += x[row * x_ld + c] * (a ? rows[k / 4].sign : 1) * (b ? rows[k % 4].sign : 1);
    }
  }
  return sum;
}

void ck_reference_winograd_finished(
    const ck_window *w, size_t in, size_t out, size_t first, size_t lines, const float *x,
    size_t x_ld, const float *packed, size_t matrix, const ck_finish *finish, float *y,
    size_t y_ld, float *scratch) {
  static const float back[2][4] = {{1, 1, 1, 0}, {0, 1, -1, -1}};
  size_t high = (w->out_height + 1) / 2, wide = (w->out_width + 1) / 2;
  for (size_t tile = first * wide; tile < (first + lines) * wide; ++tile) {
    for (size_t k = 0; k < 16; ++k) {
      for (size_t c = 0; c < in; ++c) scratch[k * in + c] = transformed(w, tile, x, x_ld, c, k);
    }
    for (size_t pixel = 0; pixel < 4; ++pixel) {
      size_t line = tile / wide, oy = line % high * 2 + pixel / 2, ox = tile % wide * 2 + pixel % 2;
      if (oy >= w->out_height || ox >= w->out_width) continue;
      size_t row = (line / high * w->out_height + oy) * w->out_width + ox;
      for (size_t n = 0; n < out; ++n) {
        float sum = 0;
        for (size_t k = 0; k < 16; ++k) {
          float factor = back[pixel / 2][k / 4] * back[pixel % 2][k % 4], product = 0;
          for (size_t c = 0; factor != 0 && c < in; ++c) {
            product +=
                scratch[k * in + c] * ck_reference_packed(packed + k * matrix, in, c, n);
          }
          sum += factor * product;
        }
        y[row * y_ld + n] = sum;
      }
      finish_rows(finish, row, 1, out, y, y_ld);
    }
  }
}
