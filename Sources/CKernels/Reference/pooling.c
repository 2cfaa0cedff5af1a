// Plain pooling: maximum, average, and the mean over all pixels.
#include "table.h"

void ck_reference_maximum_pooling_forward(
    const ck_window *w, size_t channels, size_t first, size_t lines, const ck_view *x, float *y,
    size_t y_ld, uint8_t *winner, float *scratch) {
  (void)scratch;
  for (size_t r = first * w->out_width; r < (first + lines) * w->out_width; ++r) {
    for (size_t c = 0; c < channels; ++c) {
      float best = -INFINITY;
      size_t tap = 0;
      bool found = false;
      for (size_t t = 0; t < w->kernel_height * w->kernel_width; ++t) {
        ptrdiff_t from = ck_reference_input_row(w, r, t);
        if (from < 0) continue;
        float value = ck_reference_value(x, (size_t)from, c);
        if (found && !(value > best) && value == value) continue;
        best = value;
        tap = t;
        found = true;
        if (value != value) break;
      }
      y[r * y_ld + c] = best;
      if (winner) winner[r * channels + c] = (uint8_t)tap;
    }
  }
}

/// Taps of window o along one axis that count towards the mean.
static size_t counted(
    size_t o, size_t kernel, size_t stride, size_t dilation, size_t pad, size_t size,
    size_t end_pad, bool counts_padding) {
  size_t count = 0;
  for (size_t k = 0; k < kernel; ++k) {
    size_t at = o * stride + k * dilation;
    count += counts_padding ? at < pad + size + end_pad : at >= pad && at < pad + size;
  }
  return count;
}

static float divisor(const ck_window *w, bool counts_padding, size_t r) {
  size_t rows = counted(
      r / w->out_width % w->out_height, w->kernel_height, w->stride_height, w->dilation_height,
      w->pad_top, w->in_height, w->pad_bottom, counts_padding);
  size_t columns = counted(
      r % w->out_width, w->kernel_width, w->stride_width, w->dilation_width, w->pad_left,
      w->in_width, w->pad_right, counts_padding);
  return rows * columns > 0 ? (float)(rows * columns) : 1;
}

/// Sends back what the windows of each pixel take from it: what they won by it, where there are
/// winners, or else its share of their means.
static void backward(
    const ck_window *w, size_t channels, size_t first, size_t lines, const float *dy, size_t dy_ld,
    const uint8_t *winner, bool counts_padding, const ck_sink *sink) {
  ck_reference_open(sink, first * w->in_width, lines * w->in_width, channels);
  for (size_t r = first * w->in_width; r < (first + lines) * w->in_width; ++r) {
    for (size_t c = 0; c < channels; ++c) {
      float sum = 0;
      for (size_t t = 0; t < w->kernel_height * w->kernel_width; ++t) {
        ptrdiff_t from = ck_reference_output_row(w, r, t);
        if (from < 0 || (winner && winner[(size_t)from * channels + c] != t)) continue;
        float count = winner ? 1 : divisor(w, counts_padding, (size_t)from);
        sum += dy[(size_t)from * dy_ld + c] / count;
      }
      ck_reference_put(sink, channels, r, c, sum);
    }
  }
}

void ck_reference_maximum_pooling_backward(
    const ck_window *w, size_t channels, size_t first, size_t lines, const float *dy,
    size_t dy_ld, const uint8_t *winner, const ck_sink *sink, float *scratch) {
  (void)scratch;
  backward(w, channels, first, lines, dy, dy_ld, winner, false, sink);
}

void ck_reference_average_pooling_forward(
    const ck_window *w, bool counts_padding, size_t channels, size_t first, size_t lines,
    const ck_view *x, float *y, size_t y_ld, float *scratch) {
  (void)scratch;
  for (size_t r = first * w->out_width; r < (first + lines) * w->out_width; ++r) {
    for (size_t c = 0; c < channels; ++c) {
      float sum = 0;
      for (size_t t = 0; t < w->kernel_height * w->kernel_width; ++t) {
        ptrdiff_t from = ck_reference_input_row(w, r, t);
        if (from >= 0) sum += ck_reference_value(x, (size_t)from, c);
      }
      y[r * y_ld + c] = sum / divisor(w, counts_padding, r);
    }
  }
}

void ck_reference_average_pooling_backward(
    const ck_window *w, bool counts_padding, size_t channels, size_t first, size_t lines,
    const float *dy, size_t dy_ld, const ck_sink *sink, float *scratch) {
  (void)scratch;
  backward(w, channels, first, lines, dy, dy_ld, NULL, counts_padding, sink);
}

void ck_reference_global_average(
    size_t first, size_t images, size_t pixels, size_t channels, const ck_view *x, float *x_store,
    size_t x_store_ld, float *mean, size_t mean_ld) {
  for (size_t image = first; image < first + images; ++image) {
    for (size_t c = 0; c < channels; ++c) {
      double sum = 0;
      for (size_t r = image * pixels; r < (image + 1) * pixels; ++r) {
        float value = ck_reference_value(x, r, c);
        if (x_store) x_store[r * x_store_ld + c] = value;
        sum += value;
      }
      mean[image * mean_ld + c] = (float)(sum / (double)pixels);
    }
  }
}
