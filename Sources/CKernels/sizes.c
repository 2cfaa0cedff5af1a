// Sizes of packed weights and scratch: the largest over the variants, so that a plan made on one
// machine holds on another. Channels are rounded up to 32, the most that any variant pads to.
#include "include/CKernels.h"
#include "panel.h"

static size_t round_up(size_t count) { return (count + 31) / 32 * 32; }
static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

size_t ck_packed_size(size_t rows, size_t columns) { return rows * round_up(columns); }

size_t ck_convolution_packed_size(const ck_convolution *c) {
  size_t rows = c->window.kernel_height * c->window.kernel_width * (c->in_channels / c->groups);
  return c->groups * ck_packed_size(rows, c->out_channels / c->groups);
}

size_t ck_convolution_packed_transposed_size(const ck_convolution *c) {
  size_t rows = c->window.kernel_height * c->window.kernel_width * (c->out_channels / c->groups);
  return c->groups * ck_packed_size(rows, c->in_channels / c->groups);
}

/// Per-channel arrays of a view, a sink and a gradient, each perhaps going on from its beginning for
/// another vector.
static size_t channel_arrays(size_t channels) { return 20 * (round_up(channels) + 32); }

size_t ck_pointwise_scratch(size_t in_channels, size_t out_channels) {
  size_t in = round_up(in_channels), out = round_up(out_channels);
  size_t rows = ck_panel_rows(in_channels, out_channels);
  return channel_arrays(larger(in, out)) + rows * (2 * in + out) + 4 * CK_PANEL_ROWS + 1024;
}

size_t ck_finished_scratch(size_t in_channels, size_t out_channels) {
  size_t rows = ck_finished_rows(in_channels);
  return channel_arrays(larger(round_up(in_channels), round_up(out_channels)))
      + rows * (round_up(in_channels) + 32) + 1024;
}

size_t ck_expanded_scratch(const ck_window *w, size_t in_channels, size_t channels) {
  size_t in = round_up(in_channels) + 32, all = round_up(channels) + 32;
  size_t lines = (w->kernel_height - 1) * w->dilation_height + 1;
  return ck_depthwise_scratch(w, 1) + channel_arrays(larger(in, all))
      + w->in_width * (in + 1 + lines * all) + 1024;
}

size_t ck_winograd_scratch(size_t in_channels, size_t out_channels) {
  size_t in = round_up(in_channels), tiles = ck_winograd_tiles(in_channels);
  return channel_arrays(larger(in, round_up(out_channels))) + 16 * tiles * (in + 32) + 2 * tiles
      + 1024;
}

/// Pixels between the first and the last that `count` windows along one axis reach.
static size_t reach(size_t count, size_t stride, size_t taps, size_t dilation) {
  return (count - 1) * stride + (taps - 1) * dilation + 1;
}

size_t ck_depthwise_scratch(const ck_window *w, size_t channels) {
  size_t all = round_up(channels);
  size_t lines = (w->kernel_height - 1) * w->dilation_height + 2;
  size_t width = larger(
      reach(w->out_width, w->stride_width, w->kernel_width, w->dilation_width),
      w->pad_left + w->in_width);
  width = larger(width, w->out_width) + w->kernel_width * w->dilation_width + 1;
  // Lines are worked on in batches of that many pixels.
  lines += 2 * (1 + CK_BATCH_PIXELS / w->in_width);
  size_t pixels = lines * width + w->in_width + CK_BATCH_PIXELS;
  size_t weights = 2 * w->kernel_height * w->kernel_width * all;
  // Where the pixels of a window's lines are.
  pixels += 2 * w->kernel_height * width;
  return channel_arrays(channels) + weights + pixels * (all + 32) + 16 * w->kernel_height + 1024;
}

/// Floats of the lines of a band, which are counted as if vectors were narrower than they may be: a
/// band by taps and one by lines, whose lines are `width` pixels or more.
static size_t band_lines(size_t floats, size_t width, size_t channels) {
  size_t by_taps = floats / ck_band_line(false, width, channels, CK_COUNTED_LANES)
      * ck_band_line(false, width, channels, CK_MOST_LANES);
  size_t by_lines = floats
      + floats / ck_band_line(true, width, channels, CK_COUNTED_LANES)
          * (CK_MOST_LANES - CK_COUNTED_LANES);
  return larger(by_taps, by_lines);
}

/// The band and the tables of one direction of a convolution.
static size_t band_scratch(
    size_t weights, size_t taps, size_t lines, size_t source_width, size_t width, size_t channels,
    size_t result_width, size_t result_channels) {
  size_t line = width * round_up(channels) + 64;
  size_t floats = ck_band_floats(weights);
  size_t rows = larger(ck_band_rows(floats, result_channels), result_width);
  size_t band = larger(band_lines(floats, source_width, channels), lines * line);
  return line + band + (taps + 1) * rows + rows * round_up(result_channels);
}

size_t ck_convolution_scratch(const ck_convolution *c) {
  const ck_window *w = &c->window;
  size_t taps = w->kernel_height * w->kernel_width;
  size_t weights = taps * c->in_channels / c->groups * c->out_channels;
  size_t lines = (w->kernel_height - 1) * w->dilation_height + 2;
  size_t width = larger(
      reach(w->out_width, w->stride_width, w->kernel_width, w->dilation_width),
      w->pad_left + w->in_width);
  size_t forward = band_scratch(
      weights, taps, lines, w->in_width, width, c->in_channels, w->out_width, c->out_channels);
  size_t backward = band_scratch(
      weights, taps, lines, w->out_width, w->out_width, c->out_channels, w->in_width,
      c->in_channels);
  return channel_arrays(larger(c->in_channels, c->out_channels)) + larger(forward, backward) + 1024;
}
