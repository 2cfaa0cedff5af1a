// Pooling over windows, all channels of a line at a time.

/// Rings of whole lines, without zeros around them: windows at the edge have fewer taps.
typedef struct pool_lines {
  const ck_window *window;
  size_t channels, ld, count;
  reader source;
  float *lines;
} pool_lines;

static pool_lines open_pool(
    const ck_window *w, size_t channels, const ck_view *x, float **scratch) {
  pool_lines it = {.window = w, .channels = channels, .ld = padded(channels)};
  it.source = open_reader(x, channels, scratch);
  it.count = (w->kernel_height - 1) * w->dilation_height + 1;
  it.lines = take(scratch, it.count * w->in_width * it.ld);
  return it;
}

CK_INLINE float *pool_line(const pool_lines *it, size_t y) {
  return it->lines + y % it->count * it->window->in_width * it->ld;
}

/// The taps of window o along one axis that lie inside `size` pixels: `first ..< end`.
typedef struct tap_range {
  size_t first, end;
} tap_range;

static tap_range taps_inside(
    size_t o, size_t taps, size_t stride, size_t dilation, size_t pad, size_t size) {
  tap_range it = {0, taps};
  size_t start = o * stride;
  while (it.first < taps && start + it.first * dilation < pad) ++it.first;
  while (it.end > it.first && start + (it.end - 1) * dilation >= pad + size) --it.end;
  return it;
}

/// Reads the lines that window line `line` needs and that no window since `*next` has read.
static tap_range fill_pool(const pool_lines *it, size_t line, size_t *next) {
  const ck_window *w = it->window;
  size_t image = line / w->out_height, oy = line % w->out_height;
  tap_range taps = taps_inside(
      oy, w->kernel_height, w->stride_height, w->dilation_height, w->pad_top, w->in_height);
  if (taps.first >= taps.end) return taps;
  size_t top = oy * w->stride_height;
  size_t last = top + (taps.end - 1) * w->dilation_height - w->pad_top;
  *next = larger(*next, top > w->pad_top ? top - w->pad_top : 0);
  for (; *next <= last; ++*next) {
    read_rows(
        &it->source, (image * w->in_height + *next) * w->in_width, w->in_width, 0,
        it->channels, (read_block){.values = pool_line(it, *next), .ld = it->ld});
  }
  return taps;
}

/// Taps of window o that count towards a mean.
static size_t taps_counted(
    size_t o, size_t taps, size_t stride, size_t dilation, size_t pad, size_t size,
    size_t end_pad, bool counts_padding) {
  tap_range it = counts_padding ? taps_inside(o, taps, stride, dilation, 0, pad + size + end_pad)
                                : taps_inside(o, taps, stride, dilation, pad, size);
  return it.end - it.first;
}

/// One over the number of taps that the mean of a window counts.
static float mean_weight(const ck_window *w, bool counts_padding, size_t oy, size_t ox) {
  size_t rows = taps_counted(
      oy, w->kernel_height, w->stride_height, w->dilation_height, w->pad_top, w->in_height,
      w->pad_bottom, counts_padding);
  size_t columns = taps_counted(
      ox, w->kernel_width, w->stride_width, w->dilation_width, w->pad_left, w->in_width,
      w->pad_right, counts_padding);
  return rows * columns > 0 ? 1.f / (float)(rows * columns) : 1;
}

/// A window of one line: its taps that lie inside, and its place.
typedef struct pool_taps {
  tap_range v, h;
  size_t oy, ox;
} pool_taps;

/// The line that the window's taps in row ky read, from channel c on.
CK_INLINE const float *pool_taps_line(
    const pool_lines *it, const pool_taps *at, size_t ky, size_t c) {
  const ck_window *w = it->window;
  return pool_line(it, at->oy * w->stride_height + ky * w->dilation_height - w->pad_top) + c;
}

/// Floats from the start of a line to the pixel that the window's taps in column kx read.
CK_INLINE size_t pool_pixel(const pool_lines *it, const pool_taps *at, size_t kx) {
  const ck_window *w = it->window;
  return (at->ox * w->stride_width + kx * w->dilation_width - w->pad_left) * it->ld;
}

/// The maxima of n channels from c on, and which tap each came from.
CK_INLINE void maximum_of_window(
    const pool_lines *it, const pool_taps *at, size_t c, size_t n, float *y, uint8_t *winner) {
  size_t width = it->window->kernel_width;
  V best = (V)-INFINITY;
  I tap = (I)(int32_t)(at->v.first * width + at->h.first);
  for (size_t ky = at->v.first; ky < at->v.end; ++ky) {
    const float *from = pool_taps_line(it, at, ky, c);
    for (size_t kx = at->h.first; kx < at->h.end; ++kx) {
      V value = load_full(from + pool_pixel(it, at, kx));
      // The first NaN stays: nothing compares greater, and it differs from itself.
      I wins = (value > best) | ((value != value) & (best == best));
      best = wins ? value : best;
      tap = wins ? (I)(int32_t)(ky * width + kx) : tap;
    }
  }
  store(y, n, best);
  B taps = __builtin_convertvector(tap, B);
  if (winner) __builtin_memcpy(winner, &taps, n);
}

/// The sums of channels c and beyond, times `weight`.
CK_INLINE V mean_of_window(
    const pool_lines *it, const pool_taps *at, size_t c, float weight) {
  V sum = (V)0.f;
  for (size_t ky = at->v.first; ky < at->v.end; ++ky) {
    const float *from = pool_taps_line(it, at, ky, c);
    for (size_t kx = at->h.first; kx < at->h.end; ++kx) {
      sum += load_full(from + pool_pixel(it, at, kx));
    }
  }
  return sum * (V)weight;
}

/// Maximum pooling, or the mean; `is_maximum` is a constant.
CK_INLINE void pooling_forward(
    const ck_window *w, const bool is_maximum, bool counts_padding, size_t channels, size_t first,
    size_t lines, const ck_view *x, float *y, size_t y_ld, uint8_t *winner, float *scratch) {
  pool_lines it = open_pool(w, channels, x, &scratch);
  size_t next = 0;
  for (size_t line = first; line < first + lines; ++line) {
    pool_taps at = {.oy = line % w->out_height};
    if (at.oy == 0 || line == first) next = 0;
    at.v = fill_pool(&it, line, &next);
    for (at.ox = 0; at.ox < w->out_width; ++at.ox) {
      at.h = taps_inside(
          at.ox, w->kernel_width, w->stride_width, w->dilation_width, w->pad_left, w->in_width);
      float weight = is_maximum ? 1 : mean_weight(w, counts_padding, at.oy, at.ox);
      size_t r = line * w->out_width + at.ox;
      for (size_t c = 0; c < channels; c += CK_LANES) {
        size_t n = smaller(CK_LANES, channels - c);
        float *to = y + r * y_ld + c;
        if (is_maximum) {
          maximum_of_window(&it, &at, c, n, to, winner ? winner + r * channels + c : NULL);
        } else {
          store(to, n, mean_of_window(&it, &at, c, weight));
        }
      }
    }
  }
}

static void maximum_pooling_forward(
    const ck_window *w, size_t channels, size_t first, size_t lines, const ck_view *x, float *y,
    size_t y_ld, uint8_t *winner, float *scratch) {
  pooling_forward(w, true, false, channels, first, lines, x, y, y_ld, winner, scratch);
}

static void average_pooling_forward(
    const ck_window *w, bool counts_padding, size_t channels, size_t first, size_t lines,
    const ck_view *x, float *y, size_t y_ld, float *scratch) {
  pooling_forward(w, false, counts_padding, channels, first, lines, x, y, y_ld, NULL, scratch);
}

/// Sends the gradient of pooling into a sink, several lines at a time. `gather` adds up what the
/// windows send to one input line.
typedef struct pool_gradient {
  const ck_window *window;
  size_t channels;
  const float *dy;
  size_t dy_ld;
  /// Maximum pooling's winners, or null.
  const uint8_t *winner;
  bool counts_padding;
} pool_gradient;

/// Adds what window (oy, ox), row r, sends back through tap t to one pixel.
CK_INLINE void gather_window(
    const pool_gradient *it, size_t r, size_t oy, size_t ox, size_t t, float *to) {
  const float *dy = it->dy + r * it->dy_ld;
  float weight = it->winner ? 1 : mean_weight(it->window, it->counts_padding, oy, ox);
  for (size_t c = 0; c < it->channels; c += CK_LANES) {
    size_t n = smaller(CK_LANES, it->channels - c);
    V d = load(dy + c, n) * (V)weight;
    if (it->winner) {
      B taps = (B)(uint8_t)0;
      __builtin_memcpy(&taps, it->winner + r * it->channels + c, n);
      I mine = __builtin_convertvector(taps, I) == (I)(int32_t)t;
      d = mine ? d : (V)0.f;
    }
    store_full(to + c, load_full(to + c) + d);
  }
}

static void gather_pixel(const pool_gradient *it, size_t line, size_t x, float *to) {
  const ck_window *w = it->window;
  size_t image = line / w->in_height, y = line % w->in_height + w->pad_top;
  for (size_t ky = 0; ky < w->kernel_height; ++ky) {
    size_t ay = ky * w->dilation_height;
    if (y < ay || (y - ay) % w->stride_height != 0) continue;
    size_t oy = (y - ay) / w->stride_height;
    if (oy >= w->out_height) continue;
    for (size_t kx = 0; kx < w->kernel_width; ++kx) {
      size_t ax = kx * w->dilation_width;
      if (x + w->pad_left < ax || (x + w->pad_left - ax) % w->stride_width != 0) continue;
      size_t ox = (x + w->pad_left - ax) / w->stride_width;
      if (ox >= w->out_width) continue;
      size_t r = (image * w->out_height + oy) * w->out_width + ox;
      gather_window(it, r, oy, ox, ky * w->kernel_width + kx, to);
    }
  }
}

static void pooling_backward(
    const pool_gradient *it, size_t first, size_t lines, const ck_sink *sink, float *scratch) {
  const ck_window *w = it->window;
  size_t channels = it->channels, ld = padded(channels);
  sink_writer writer =
      open_sink(sink, first * w->in_width, lines * w->in_width, channels, &scratch);
  size_t batch = larger(1, CK_BATCH_PIXELS / w->in_width), pixels = batch * w->in_width;
  float *gradients = take(&scratch, pixels * ld);
  for (size_t line = first; line < first + lines; line += batch) {
    size_t row = line * w->in_width, rows = smaller(batch, first + lines - line) * w->in_width;
    for (size_t i = 0; i < rows * ld; ++i) gradients[i] = 0;
    for (size_t r = 0; r < rows; ++r) {
      gather_pixel(it, line + r / w->in_width, r % w->in_width, gradients + r * ld);
    }
    sink_block block = {.dy = gradients, .dy_ld = ld};
    write_rows(&writer, block, row, rows, 0, channels);
  }
}

static void maximum_pooling_backward(
    const ck_window *w, size_t channels, size_t first, size_t lines, const float *dy,
    size_t dy_ld, const uint8_t *winner, const ck_sink *sink, float *scratch) {
  pool_gradient it = {
    .window = w, .channels = channels, .dy = dy, .dy_ld = dy_ld, .winner = winner};
  pooling_backward(&it, first, lines, sink, scratch);
}

static void average_pooling_backward(
    const ck_window *w, bool counts_padding, size_t channels, size_t first, size_t lines,
    const float *dy, size_t dy_ld, const ck_sink *sink, float *scratch) {
  pool_gradient it = {
    .window = w, .channels = channels, .dy = dy, .dy_ld = dy_ld, .counts_padding = counts_padding};
  pooling_backward(&it, first, lines, sink, scratch);
}
