// Depthwise convolutions, a few lines at a time. Lines are read through their view once, into a
// ring of lines that stays in the cache, with zeros where the window reaches over the edge; each
// tile of pixels then keeps its sums in registers while it runs over the taps. Where even a few
// lines of all channels are too large, channels are done in slices.

enum {
  /// Taps of a window's line that have their own code.
  MOST_TAPS = 7,
};

/// One window line: its taps' weights, `tap_ld` apart, and the pixels they meet.
typedef struct tap_line {
  const float *weights, *pixels;
} tap_line;

/// `pixels` output pixels at once: to[p] = sum over lines and taps of weight * pixel[p * stride + k].
/// `taps`, `stride` and `pixels` are constants.
CK_INLINE void slide_tile(
    const int taps, const int stride, const int pixels, size_t lines, const tap_line *line,
    size_t at, size_t c, size_t tap_ld, size_t pixel_ld, float *to, size_t to_ld, size_t n) {
  V sum[8];
  CK_UNROLL for (int p = 0; p < pixels; ++p) sum[p] = (V)0.f;
  for (size_t l = 0; l < lines; ++l) {
    V weight[MOST_TAPS];
    CK_UNROLL for (int k = 0; k < taps; ++k) {
      weight[k] = load_full(line[l].weights + (size_t)k * tap_ld + c);
    }
    const float *from = line[l].pixels + at * pixel_ld + c;
    CK_UNROLL for (int i = 0; i < (pixels - 1) * stride + taps; ++i) {
      V x = load_full(from + (size_t)i * pixel_ld);
      CK_UNROLL for (int k = 0; k < taps; ++k) {
        if (i >= k && (i - k) % stride == 0 && (i - k) / stride < pixels) {
          sum[(i - k) / stride] = fma_(x, weight[k], sum[(i - k) / stride]);
        }
      }
    }
  }
  CK_UNROLL for (int p = 0; p < pixels; ++p) store(to + (size_t)p * to_ld, n, sum[p]);
}

/// A line of `width` output pixels, `channels` channels.
typedef void slide_function(
    size_t lines, const tap_line *line, size_t channels, size_t width, size_t tap_ld,
    size_t pixel_ld, float *to, size_t to_ld);

CK_INLINE void slide(
    const int taps, const int stride, size_t lines, const tap_line *line, size_t channels,
    size_t width, size_t tap_ld, size_t pixel_ld, float *to, size_t to_ld) {
  for (size_t c = 0; c < channels; c += CK_LANES) {
    size_t n = smaller(CK_LANES, channels - c), p = 0;
    float *out = to + c;
    for (; p + 8 <= width; p += 8) {
      slide_tile(
          taps, stride, 8, lines, line, p * stride, c, tap_ld, pixel_ld, out + p * to_ld, to_ld, n);
    }
    if (p + 4 <= width) {
      slide_tile(
          taps, stride, 4, lines, line, p * stride, c, tap_ld, pixel_ld, out + p * to_ld, to_ld, n);
      p += 4;
    }
    if (p + 2 <= width) {
      slide_tile(
          taps, stride, 2, lines, line, p * stride, c, tap_ld, pixel_ld, out + p * to_ld, to_ld, n);
      p += 2;
    }
    if (p < width) {
      slide_tile(
          taps, stride, 1, lines, line, p * stride, c, tap_ld, pixel_ld, out + p * to_ld, to_ld, n);
    }
  }
}

#define CK_SLIDE(taps, stride) \
  static __attribute__((noinline)) void slide_##taps##_##stride( \
      size_t lines, const tap_line *line, size_t channels, size_t width, size_t tap_ld, \
      size_t pixel_ld, float *to, size_t to_ld) { \
    slide(taps, stride, lines, line, channels, width, tap_ld, pixel_ld, to, to_ld); \
  }
CK_SLIDE(1, 1) CK_SLIDE(2, 1) CK_SLIDE(3, 1) CK_SLIDE(4, 1) CK_SLIDE(5, 1) CK_SLIDE(6, 1)
CK_SLIDE(7, 1) CK_SLIDE(3, 2) CK_SLIDE(5, 2) CK_SLIDE(7, 2)
static slide_function *const slides[2][MOST_TAPS + 1] = {
  {NULL, slide_1_1, slide_2_1, slide_3_1, slide_4_1, slide_5_1, slide_6_1, slide_7_1},
  {[3] = slide_3_2, [5] = slide_5_2, [7] = slide_7_2}};

/// A line of output pixels for any taps, stride and dilation.
static void slide_any(
    size_t taps, size_t stride, size_t dilation, size_t lines, const tap_line *line,
    size_t channels, size_t width, size_t tap_ld, size_t pixel_ld, float *to, size_t to_ld) {
  slide_function *own = NULL;
  if (dilation == 1 && stride <= 2 && taps <= MOST_TAPS) own = slides[stride - 1][taps];
  if (own) {
    own(lines, line, channels, width, tap_ld, pixel_ld, to, to_ld);
    return;
  }
  for (size_t c = 0; c < channels; c += CK_LANES) {
    for (size_t p = 0; p < width; ++p) {
      V sum = (V)0.f;
      for (size_t l = 0; l < lines; ++l) {
        const float *from = line[l].pixels + p * stride * pixel_ld + c;
        for (size_t k = 0; k < taps; ++k) {
          V weight = load_full(line[l].weights + k * tap_ld + c);
          sum = fma_(load_full(from + k * dilation * pixel_ld), weight, sum);
        }
      }
      store(to + p * to_ld + c, channels - c, sum);
    }
  }
}

/// dw[k] += sum over p < width of dz[p] * x[p * stride + k * dilation], for all taps of a window
/// line. `taps` and `stride` are constants.
CK_INLINE void correlate(
    const int taps, const int stride, size_t channels, size_t width, const float *dz, const float *x,
    size_t pixel_ld, float *dw, size_t tap_ld) {
  for (size_t c = 0; c < channels; c += CK_LANES) {
    V sum[2][MOST_TAPS];
    CK_UNROLL for (int k = 0; k < taps; ++k) sum[0][k] = sum[1][k] = (V)0.f;
    size_t p = 0;
    const float *d = dz + c, *from = x + c;
    for (; p + 2 <= width; p += 2) {
      V first = load_full(d), second = load_full(d + pixel_ld);
      CK_UNROLL for (int k = 0; k < taps; ++k) {
        sum[0][k] = fma_(first, load_full(from + (size_t)k * pixel_ld), sum[0][k]);
      }
      CK_UNROLL for (int k = 0; k < taps; ++k) {
        sum[1][k] = fma_(second, load_full(from + (size_t)(k + stride) * pixel_ld), sum[1][k]);
      }
      d += 2 * pixel_ld;
      from += 2 * (size_t)stride * pixel_ld;
    }
    if (p < width) {
      V only = load_full(d);
      CK_UNROLL for (int k = 0; k < taps; ++k) {
        sum[0][k] = fma_(only, load_full(from + (size_t)k * pixel_ld), sum[0][k]);
      }
    }
    CK_UNROLL for (int k = 0; k < taps; ++k) {
      float *to = dw + (size_t)k * tap_ld + c;
      store_full(to, load_full(to) + (sum[0][k] + sum[1][k]));
    }
  }
}

typedef void correlate_function(
    size_t channels, size_t width, const float *dz, const float *x, size_t pixel_ld, float *dw,
    size_t tap_ld);

#define CK_CORRELATE(taps, stride) \
  static __attribute__((noinline)) void correlate_##taps##_##stride( \
      size_t channels, size_t width, const float *dz, const float *x, size_t pixel_ld, float *dw, \
      size_t tap_ld) { \
    correlate(taps, stride, channels, width, dz, x, pixel_ld, dw, tap_ld); \
  }
CK_CORRELATE(3, 1) CK_CORRELATE(5, 1) CK_CORRELATE(7, 1)
CK_CORRELATE(3, 2) CK_CORRELATE(5, 2) CK_CORRELATE(7, 2)
static correlate_function *const correlates[2][MOST_TAPS + 1] = {
  {[3] = correlate_3_1, [5] = correlate_5_1, [7] = correlate_7_1},
  {[3] = correlate_3_2, [5] = correlate_5_2, [7] = correlate_7_2}};

static void correlate_any(
    size_t taps, size_t stride, size_t dilation, size_t channels, size_t width, const float *dz,
    const float *x, size_t pixel_ld, float *dw, size_t tap_ld) {
  correlate_function *own = NULL;
  if (dilation == 1 && stride <= 2 && taps <= MOST_TAPS) own = correlates[stride - 1][taps];
  if (own) {
    own(channels, width, dz, x, pixel_ld, dw, tap_ld);
    return;
  }
  for (size_t c = 0; c < channels; c += CK_LANES) {
    for (size_t k = 0; k < taps; ++k) {
      V sum = load_full(dw + k * tap_ld + c);
      for (size_t p = 0; p < width; ++p) {
        V pixel = load_full(x + (p * stride + k * dilation) * pixel_ld + c);
        sum = fma_(load_full(dz + p * pixel_ld + c), pixel, sum);
      }
      store_full(dw + k * tap_ld + c, sum);
    }
  }
}

/// Channels of a slice: whole cache lines, as many as `pixels` pixels of them leave room for.
static size_t slice_channels(size_t channels, size_t pixels) {
  size_t most = CK_LINE_FLOATS / larger(pixels, 1) / 32 * 32;
  return padded(smaller(larger(most, 32), channels));
}

/// Floats from pixel to pixel of a slice. A distance of many cache lines times a power of two would
/// put the pixels of a line into a few sets of the cache.
CK_INLINE size_t slice_ld(size_t slice) { return slice % 64 == 0 ? slice + 16 : slice; }

/// Pixels of a line of a ring: everything that `out` windows reach.
CK_INLINE size_t reach(size_t out, size_t stride, size_t taps, size_t dilation) {
  return (out - 1) * stride + (taps - 1) * dilation + 1;
}

static void zero_pixels(float *line, size_t first, size_t end, size_t ld) {
  for (size_t i = first * ld; i < end * ld; ++i) line[i] = 0;
}

/// Copies per-channel rows `[rows, channels]` to padded rows.
static float *pad_rows(float **scratch, size_t rows, size_t channels, const float *from) {
  float *to = take(scratch, rows * padded(channels));
  for (size_t i = 0; i < rows; ++i) {
    for (size_t c = 0; c < padded(channels); ++c) {
      to[i * padded(channels) + c] = from && c < channels ? from[i * channels + c] : 0;
    }
  }
  return to;
}

/// A ring of input lines for one slice.
typedef struct line_ring {
  float *lines;
  size_t count, width, ld, left, filled_width;
} line_ring;

CK_INLINE float *ring_line(const line_ring *ring, size_t y) {
  return ring->lines + y % ring->count * ring->width * ring->ld;
}

/// Lines of `width` pixels with zeros around those that will be filled: nothing is ever written
/// there, whichever image and slice the lines hold.
static line_ring make_ring(
    float **scratch, size_t count, size_t width, size_t left, size_t input, size_t ld) {
  line_ring ring = {.count = count, .width = width, .ld = ld, .left = smaller(left, width)};
  ring.filled_width = smaller(input, width - ring.left);
  // Behind the last pixel a whole vector is readable.
  ring.lines = take(scratch, count * width * ld + CK_LANES);
  for (size_t i = 0; i < count; ++i) {
    zero_pixels(ring_line(&ring, i), 0, ring.left, ld);
    zero_pixels(ring_line(&ring, i), ring.left + ring.filled_width, width, ld);
  }
  return ring;
}

static void depthwise_forward(
    const ck_window *w, size_t channels, size_t first, size_t lines, const ck_view *x,
    const float *weights, float *z, size_t z_ld, double *moments, float *scratch) {
  size_t width = reach(w->out_width, w->stride_width, w->kernel_width, w->dilation_width);
  size_t count = (w->kernel_height - 1) * w->dilation_height + 1;
  size_t slice = slice_channels(channels, width * count + CK_BATCH_PIXELS);
  bool flat = slice >= channels && is_flat_view(x, channels);
  size_t ld = flat ? channels : slice_ld(slice);
  reader source = open_any_reader(x, channels, &scratch, flat);
  moment_sums sums = open_moments(moments, channels, &scratch);
  size_t tap_ld = padded(channels);
  const float *taps = pad_rows(&scratch, w->kernel_height * w->kernel_width, channels, weights);
  line_ring ring = make_ring(&scratch, count, width, w->pad_left, w->in_width, ld);
  tap_line *window = (tap_line *)(void *)take(&scratch, w->kernel_height * sizeof(tap_line) / 4);
  size_t batch = larger(1, CK_BATCH_PIXELS / w->out_width);
  for (size_t line = first; line < first + lines;) {
    size_t image = line / w->out_height;
    size_t end = smaller(first + lines, (image + 1) * w->out_height);
    for (size_t c = 0; c < channels; c += slice) {
      size_t many = smaller(slice, channels - c), next = 0;
      for (size_t l = line; l < end; ++l) {
        size_t top = l % w->out_height * w->stride_height, used = 0;
        // No later window reaches above this one's first tap, inside the input or not.
        next = larger(next, top > w->pad_top ? top - w->pad_top : 0);
        for (size_t k = 0; k < w->kernel_height; ++k) {
          size_t y = top + k * w->dilation_height;
          if (y < w->pad_top || y - w->pad_top >= w->in_height) continue;
          y -= w->pad_top;
          for (; next <= y; ++next) {
            read_block to = {.values = ring_line(&ring, next) + ring.left * ld, .ld = ld};
            read_rows(
                &source, (image * w->in_height + next) * w->in_width, ring.filled_width, c, many,
                to);
          }
          window[used++] = (tap_line){
            taps + k * w->kernel_width * tap_ld + c, ring_line(&ring, y)};
        }
        slide_any(
            w->kernel_width, w->stride_width, w->dilation_width, used, window, many, w->out_width,
            tap_ld, ld, z + l * w->out_width * z_ld + c, z_ld);
        size_t done = l + 1 - line;
        if (done % batch != 0 && l + 1 < end) continue;
        size_t start = line + (done - 1) / batch * batch;
        add_moments(
            &sums, z + start * w->out_width * z_ld + c, z_ld, (l + 1 - start) * w->out_width, c,
            many, start == first);
      }
    }
    line = end;
  }
  close_moments(&sums, lines * w->out_width);
}

/// The taps that meet input pixels of one phase ((pixel + pad) % stride): every `step`-th of the
/// kernel, from `tap` on; their windows lie `spacing` apart.
typedef struct tap_phase {
  size_t tap, step, count, spacing;
} tap_phase;

static tap_phase find_phase(size_t phase, size_t taps, size_t stride, size_t dilation) {
  tap_phase it = {.step = stride, .spacing = dilation};
  for (size_t common = 2; common <= stride; ++common) {
    if (stride % common == 0 && dilation % common == 0) {
      it.step = stride / common;
      it.spacing = dilation / common;
    }
  }
  while (it.tap < taps && it.tap * dilation % stride != phase) ++it.tap;
  if (it.tap < taps) it.count = (taps - it.tap + it.step - 1) / it.step;
  return it;
}

/// Everything that stays the same over a call of `depthwise_backward`.
typedef struct depthwise_gradient {
  const ck_window *window;
  size_t channels, tap_ld, ld;
  gradient_reader gradient;
  line_ring ring;
  /// The taps of each kernel line from last to first, for windows that look backwards.
  const float *flipped;
  /// Lines and weights that reach one input line.
  tap_line *lines;
  size_t *tap_rows;
} depthwise_gradient;

/// Collects the window lines that reach input line y of `image`, first filling the ring up to
/// them. `next` is the first output line not yet in the ring; lines stay in it while the ring is
/// not full.
static size_t gather_lines(
    const depthwise_gradient *it, size_t image, size_t y, size_t c, size_t many, size_t *next) {
  const ck_window *w = it->window;
  size_t used = 0, at = y + w->pad_top;
  size_t span = (w->kernel_height - 1) * w->dilation_height;
  *next = larger(*next, at > span ? (at - span) / w->stride_height : 0);
  for (size_t k = w->kernel_height; k-- > 0;) {
    if (at < k * w->dilation_height || (at - k * w->dilation_height) % w->stride_height) continue;
    size_t oy = (at - k * w->dilation_height) / w->stride_height;
    if (oy >= w->out_height) continue;
    for (; *next <= oy; ++*next) {
      read_gradient_rows(
          &it->gradient, (image * w->out_height + *next) * w->out_width, it->ring.filled_width, c,
          many, ring_line(&it->ring, *next) + it->ring.left * it->ld, it->ld, false);
    }
    it->tap_rows[used] = k;
    it->lines[used++].pixels = ring_line(&it->ring, oy);
  }
  return used;
}

/// The gradient by one input line, into `to` (pixels `ld` apart).
static void slide_back(
    const depthwise_gradient *it, size_t used, size_t c, size_t many, float *to) {
  const ck_window *w = it->window;
  size_t stride = w->stride_width, ld = it->ld;
  for (size_t phase = 0; phase < stride; ++phase) {
    // First pixel of the phase at or right of the input's edge.
    size_t x = (phase + stride - w->pad_left % stride) % stride;
    if (x >= w->in_width) continue;
    size_t pixels = (w->in_width - x + stride - 1) / stride;
    tap_phase taps = find_phase(phase, w->kernel_width, stride, w->dilation_width);
    if (taps.count == 0) {
      for (size_t p = x; p < w->in_width; p += stride) zero_pixels(to, p, p + 1, ld);
      continue;
    }
    size_t last = taps.tap + (taps.count - 1) * taps.step;
    // Flipped, the phase's taps come from `last` down; they are `step` rows apart.
    size_t flipped = w->kernel_width - 1 - last;
    size_t from = x + w->pad_left + it->ring.left * stride - last * w->dilation_width;
    for (size_t l = 0; l < used; ++l) {
      it->lines[l].weights =
          it->flipped + (it->tap_rows[l] * w->kernel_width + flipped) * it->tap_ld + c;
      it->lines[l].pixels += from / stride * ld;
    }
    slide_any(
        taps.count, 1, taps.spacing, used, it->lines, many, pixels, taps.step * it->tap_ld, ld,
        to + x * ld, stride * ld);
    for (size_t l = 0; l < used; ++l) it->lines[l].pixels -= from / stride * ld;
  }
}

/// The part of the gradient by the weights that comes from one input line, whose windows'
/// lines `gather_lines` has collected: into `sums`.
static void correlate_line(
    const depthwise_gradient *it, size_t used, size_t c, size_t many, const float *x, float *sums) {
  const ck_window *w = it->window;
  for (size_t i = 0; i < used; ++i) {
    correlate_any(
        w->kernel_width, w->stride_width, w->dilation_width, many, w->out_width,
        it->lines[i].pixels + it->ring.left * it->ld, x, it->ld,
        sums + it->tap_rows[i] * w->kernel_width * it->tap_ld + c, it->tap_ld);
  }
}

static void depthwise_backward(
    const ck_window *w, size_t channels, size_t first, size_t lines, const ck_gradient *dz,
    const float *weights, const ck_sink *sink, const ck_view *x, float *dw, float *scratch) {
  size_t tap_ld = padded(channels), taps = w->kernel_height * w->kernel_width;
  size_t batch = larger(1, CK_BATCH_PIXELS / w->in_width);
  size_t left = ((w->kernel_width - 1) * w->dilation_width + w->stride_width - 1) / w->stride_width;
  size_t width = larger(left + (w->in_width - 1 + w->pad_left) / w->stride_width + 1,
                        left + w->out_width);
  // The lines that one input line's windows need, and those of the rest of a batch of lines.
  size_t count = (w->kernel_height - 1) * w->dilation_height / w->stride_height + batch;
  size_t x_width = larger(
      reach(w->out_width, w->stride_width, w->kernel_width, w->dilation_width),
      w->pad_left + w->in_width);
  size_t pixels = batch * w->in_width;
  size_t slice = slice_channels(channels, width * count + x_width * batch + pixels);
  // Where the sink takes the same view, it keeps the values that come with the derivatives.
  bool shared = sink && x && sink->view == x;
  bool flat = slice >= channels && is_flat_gradient(dz, channels)
      && (!x || shared || is_flat_view(x, channels));
  size_t ld = flat ? channels : slice_ld(slice);
  depthwise_gradient it = {.window = w, .channels = channels, .tap_ld = tap_ld, .ld = ld};
  it.gradient = open_any_gradient_reader(dz, channels, &scratch, flat);
  reader source = {.plain = true};
  if (x && !shared) source = open_any_reader(x, channels, &scratch, flat);
  sink_writer writer = {0};
  if (sink) {
    writer = open_any_sink(
        sink, first * w->in_width, lines * w->in_width, channels, &scratch,
        flat && is_flat_sink(sink, channels));
  }
  float *flipped = pad_rows(&scratch, taps, channels, weights);
  for (size_t k = 0; k < taps; ++k) {
    size_t to = k / w->kernel_width * w->kernel_width + w->kernel_width - 1 - k % w->kernel_width;
    for (size_t c = 0; c < channels; ++c) flipped[to * tap_ld + c] = weights[k * channels + c];
  }
  it.flipped = flipped;
  float *sums = pad_rows(&scratch, taps, channels, NULL);
  it.lines = (tap_line *)(void *)take(&scratch, w->kernel_height * sizeof(tap_line) / 4);
  it.tap_rows = (size_t *)(void *)take(&scratch, w->kernel_height * sizeof(size_t) / 4);
  it.ring = make_ring(&scratch, count, width, left, w->out_width, ld);
  line_ring x_lines = make_ring(&scratch, batch, x_width, w->pad_left, w->in_width, ld);
  float *gradients = take(&scratch, pixels * ld);

  for (size_t line = first; line < first + lines;) {
    size_t image = line / w->in_height;
    size_t end = smaller(first + lines, (image + 1) * w->in_height);
    for (size_t c = 0; c < channels; c += slice) {
      size_t many = smaller(slice, channels - c), next = 0, start = line;
      for (size_t l = line; l < end; ++l) {
        size_t used = gather_lines(&it, image, l % w->in_height, c, many, &next);
        if (x && !shared && used > 0) {
          read_block to = {.values = x_lines.lines + x_lines.left * ld, .ld = ld};
          read_rows(&source, l * w->in_width, w->in_width, c, many, to);
          correlate_line(&it, used, c, many, x_lines.lines, sums);
        }
        if (!sink) continue;
        slide_back(&it, used, c, many, gradients + (l - start) * w->in_width * ld);
        if (l + 1 - start < batch && l + 1 < end) continue;
        size_t row = start * w->in_width, rows = (l + 1 - start) * w->in_width;
        sink_block block = {.dy = gradients, .dy_ld = ld};
        if (shared) {
          block.kept = x_lines.lines + x_lines.left * ld;
          block.kept_ld = ld;
          block.exact = flat;
          block.line = w->in_width;
          block.gap = (x_width - w->in_width) * ld;
        }
        write_rows(&writer, block, row, rows, c, many);
        for (size_t done = start; shared && done <= l; ++done) {
          size_t reaching = gather_lines(&it, image, done % w->in_height, c, many, &next);
          correlate_line(
              &it, reaching, c, many, x_lines.lines + (done - start) * x_width * ld, sums);
        }
        start = l + 1;
      }
    }
    line = end;
  }
  for (size_t k = 0; x && k < taps; ++k) {
    for (size_t c = 0; c < channels; ++c) dw[k * channels + c] += sums[k * tap_ld + c];
  }
}
