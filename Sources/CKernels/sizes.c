// Sizes of packed weights and scratch: the largest over the variants, so that a plan made on one
// machine holds on another.
#include "include/CKernels.h"

static size_t round_up(size_t count, size_t multiple) {
  return (count + multiple - 1) / multiple * multiple;
}

size_t ck_packed_size(size_t rows, size_t columns) {
  return rows * round_up(columns, CK_COLUMNS);
}

size_t ck_convolution_packed_size(const ck_convolution *c) {
  size_t rows = c->window.kernel_height * c->window.kernel_width * (c->in_channels / c->groups);
  return c->groups * ck_packed_size(rows, c->out_channels / c->groups);
}

size_t ck_convolution_packed_transposed_size(const ck_convolution *c) {
  size_t rows = c->window.kernel_height * c->window.kernel_width * (c->out_channels / c->groups);
  return c->groups * ck_packed_size(rows, c->in_channels / c->groups);
}

/// Rows of a pointwise panel (see Vector/pointwise.h).
enum { PANEL_ROWS = 128 };

size_t ck_pointwise_scratch(size_t in_channels, size_t out_channels) {
  return 3 * PANEL_ROWS * (round_up(in_channels, 32) + round_up(out_channels, 32));
}

/// Floats of a band of padded lines: as many as fit the second-level cache, at least the lines
/// that one line of windows reads.
static size_t band(size_t width, size_t lines, size_t channels) {
  size_t line = round_up(width * channels, 32);
  size_t least = line * lines;
  return least > 65536 ? least : 65536;
}

size_t ck_depthwise_scratch(const ck_window *w, size_t channels) {
  size_t wide = w->in_width > w->out_width * w->stride_width ? w->in_width
                                                             : w->out_width * w->stride_width;
  size_t width = wide + 2 * w->kernel_width * w->dilation_width + 32;
  size_t lines = w->kernel_height * w->dilation_height + 2 * w->stride_height + 2;
  return 4 * band(width, lines, round_up(channels, 32)) + 64 * round_up(channels, 32);
}

size_t ck_convolution_scratch(const ck_convolution *c) {
  const ck_window *w = &c->window;
  size_t channels = c->in_channels > c->out_channels ? c->in_channels : c->out_channels;
  return 4 * ck_depthwise_scratch(w, round_up(channels, 32));
}
