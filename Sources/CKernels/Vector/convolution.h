// Convolutions in general, as matrix products whose left matrix is never built: a band of input
// lines is read through its view into scratch, and a table says where each tap of each window
// finds its channels there. Rows of the result are windows, a row's segments are its taps.
//
// Two layouts of the band. "By lines": lines carry the zeros left and right of them, so that the
// taps of one kernel line are one segment. "By taps": pixels only, a segment per tap, taps outside
// the input read one pixel of zeros; needed for groups and dilation, better for tiny images.

/// How windows step along one axis. Window i, which is pixel first + i * stride of the result,
/// reads source pixel i * step + start + k * pitch with tap k.
typedef struct axis {
  size_t taps;
  ptrdiff_t start, pitch;
  size_t step;
  size_t first, stride, count;
} axis;

static axis forward_axis(
    size_t taps, size_t stride, size_t dilation, size_t pad, size_t result) {
  return (axis){
    .taps = taps, .start = -(ptrdiff_t)pad, .pitch = (ptrdiff_t)dilation, .step = stride,
    .first = 0, .stride = 1, .count = result};
}

/// The windows that reach the input pixels of one phase.
static axis backward_axis(
    size_t phase, size_t taps, size_t stride, size_t dilation, size_t pad, size_t input) {
  tap_phase it = find_phase(phase, taps, stride, dilation);
  size_t first = (phase + stride - pad % stride) % stride;
  ptrdiff_t start = (ptrdiff_t)(first + pad) - (ptrdiff_t)(it.tap * dilation);
  return (axis){
    .taps = it.count, .start = start / (ptrdiff_t)stride, .pitch = -(ptrdiff_t)it.spacing,
    .step = 1, .first = first, .stride = stride,
    .count = first < input ? (input - first + stride - 1) / stride : 0};
}

/// The lines of a source that a range of result lines needs, in scratch.
typedef struct band {
  /// A view or a gradient.
  const reader *view;
  const gradient_reader *gradient;
  size_t height, width, channels;
  size_t result_height, result_width;
  bool by_lines;
  /// Floats from pixel to pixel and line to line; zero pixels left of a line.
  size_t pixel_ld, line_ld, left;
  /// What fits: source lines and result rows. A line counts as on vectors of 8 floats, so that
  /// sums over bands are the same to the bit whatever the width of the vectors.
  size_t lines, rows;
  /// `zeros` zeros, then the lines.
  float *data;
  size_t zeros;
  /// Present contents: result lines, and the first source line of the first image.
  size_t first, end, top;
} band;

/// Most source lines that `lines` lines of windows of one image reach.
CK_INLINE size_t lines_reached(const axis *v, size_t lines) {
  size_t pitch = (size_t)(v->pitch < 0 ? -v->pitch : v->pitch);
  return (lines - 1) * v->step + (v->taps - 1) * pitch + 1;
}

/// Chooses the layout. `v` and `h`: windows of the forward direction, or of the phase with most
/// taps backward.
static band make_band(
    float **scratch, const axis *v, const axis *h, size_t height, size_t width, size_t channels,
    size_t result_height, size_t result_width, size_t floats, size_t rows, bool by_lines) {
  band it = {
    .height = height, .width = width, .channels = channels, .result_height = result_height,
    .result_width = result_width, .by_lines = by_lines, .rows = larger(rows, result_width)};
  it.pixel_ld = by_lines ? channels : padded(channels);
  size_t pixels = width;
  if (by_lines) {
    it.left = (size_t)(h->start < 0 ? -h->start : 0);
    pixels = larger(it.left + width, (h->count - 1) * h->step + h->taps);
  }
  it.line_ld = ck_band_line(by_lines, pixels, channels, CK_LANES);
  size_t counted = ck_band_line(by_lines, pixels, channels, CK_COUNTED_LANES);
  it.zeros = round_up(it.line_ld, CK_LANES);
  if (!by_lines) it.zeros = it.pixel_ld;
  it.lines = larger(floats / counted, lines_reached(v, 1));
  it.data = take(scratch, it.zeros + it.lines * it.line_ld);
  for (size_t i = 0; i < it.zeros; ++i) it.data[i] = 0;
  return it;
}

/// End of the band of result lines that starts at `first`: several whole images, or lines of one.
/// n result lines of an image need at most n * step + span source lines.
static size_t band_end(const band *it, size_t first, size_t end, size_t step, size_t span) {
  size_t image_rows = it->result_height * it->result_width;
  size_t images = smaller(it->lines / it->height, it->rows / image_rows);
  size_t image = first / it->result_height;
  if (images >= 1) return smaller(end, (image + images) * it->result_height);
  size_t lines = it->rows / it->result_width;
  size_t fitting = it->lines > span ? (it->lines - span) / step : 1;
  lines = larger(1, smaller(lines, fitting));
  return smaller(smaller(end, first + lines), (image + 1) * it->result_height);
}

static void fill_line(const band *it, size_t line, float *to) {
  size_t row = line * it->width;
  float *pixels = to + it->left * it->pixel_ld;
  if (it->gradient) {
    read_gradient_rows(
        it->gradient, row, it->width, 0, it->channels, pixels, it->pixel_ld, it->by_lines);
  } else if (it->by_lines && it->view->plain && it->view->view.ld == it->channels) {
    // Three channels are no vector: the line as a whole is copied fastest.
    const float *from = it->view->view.data + row * it->channels;
    __builtin_memcpy(pixels, from, it->width * it->channels * sizeof *from);
  } else {
    read_block to = {.values = pixels, .ld = it->pixel_ld, .exact = it->by_lines};
    read_rows(it->view, row, it->width, 0, it->channels, to);
  }
  if (!it->by_lines) return;
  for (size_t i = 0; i < it->left * it->channels; ++i) to[i] = 0;
  for (size_t i = (it->left + it->width) * it->channels; i < it->line_ld; ++i) to[i] = 0;
}

/// Fills the band for result lines `first ..< end`, which need source lines from `top` to `bottom`
/// of their image (clipped here) if they lie in one image.
static void fill_band(band *it, size_t first, size_t end, ptrdiff_t top, ptrdiff_t bottom) {
  it->first = first;
  it->end = end;
  it->top = 0;
  size_t image = first / it->result_height, last = (end - 1) / it->result_height;
  size_t from = image * it->height, to = (last + 1) * it->height;
  if (image == last) {
    it->top = top > 0 ? smaller((size_t)top, it->height) : 0;
    size_t reached = bottom > 0 ? smaller((size_t)bottom, it->height) : 0;
    from += it->top;
    to = image * it->height + reached;
  }
  float *line = it->data + it->zeros;
  for (size_t l = from; l < to; ++l, line += it->line_ld) fill_line(it, l, line);
}

/// Writes the table of the band's windows (segment after segment, `rows` entries each) and of
/// their places in the result (rows `result_ld` apart); returns their number.
static size_t make_tables(
    const band *it, const axis *v, const axis *h, uint32_t *table, size_t table_ld,
    uint32_t *result, size_t result_ld) {
  size_t r = 0, image0 = it->first / it->result_height;
  for (size_t line = it->first; line < it->end; ++line) {
    size_t image = line / it->result_height, y = line % it->result_height;
    if (y < v->first || (y - v->first) % v->stride != 0) continue;
    size_t i = (y - v->first) / v->stride;
    for (size_t k = 0; k < v->taps; ++k) {
      ptrdiff_t sy = (ptrdiff_t)(i * v->step) + v->start + (ptrdiff_t)k * v->pitch;
      bool inside = sy >= 0 && sy < (ptrdiff_t)it->height;
      size_t base = 0;
      if (inside) base = it->zeros + ((image - image0) * it->height + (size_t)sy - it->top) * it->line_ld;
      if (it->by_lines) {
        uint32_t *to = table + k * table_ld + r;
        size_t step = inside ? h->step * it->pixel_ld : 0;
        if (inside) base += (size_t)(h->start + (ptrdiff_t)it->left) * it->pixel_ld;
        for (size_t x = 0; x < h->count; ++x) to[x] = (uint32_t)(base + x * step);
        continue;
      }
      for (size_t m = 0; m < h->taps; ++m) {
        uint32_t *to = table + (k * h->taps + m) * table_ld + r;
        ptrdiff_t sx = h->start + (ptrdiff_t)m * h->pitch;
        for (size_t x = 0; x < h->count; ++x, sx += (ptrdiff_t)h->step) {
          bool hit = inside && sx >= 0 && sx < (ptrdiff_t)it->width;
          to[x] = hit ? (uint32_t)(base + (size_t)sx * it->pixel_ld) : 0;
        }
      }
    }
    size_t row = (line - it->first) * it->result_width;
    for (size_t x = 0; x < h->count; ++x) {
      result[r + x] = (uint32_t)((row + h->first + x * h->stride) * result_ld);
    }
    r += h->count;
  }
  return r;
}

/// Whether the windows of a convolution are read by lines.
static bool reads_by_lines(const ck_convolution *c) {
  return c->groups == 1 && c->window.dilation_width == 1
      && (c->in_channels < 16 || c->window.out_width >= 7);
}

static void convolution_pack(const ck_convolution *c, const float *w, float *packed) {
  size_t rows = c->window.kernel_height * c->window.kernel_width * (c->in_channels / c->groups);
  size_t out = c->out_channels / c->groups;
  for (size_t g = 0; g < c->groups; ++g) {
    pack(rows, out, w + g * out, c->out_channels, packed);
    packed += ck_packed_size(rows, out);
  }
}

/// Packs one phase's taps of one group, transposed: rows are taps times output channels.
static void pack_phase(
    const ck_convolution *c, tap_phase v, tap_phase h, size_t g, const float *w, float *packed) {
  size_t in = c->in_channels / c->groups, out = c->out_channels / c->groups;
  size_t line = in * c->out_channels;
  for (size_t n = 0; n < in; n += PANEL) {
    size_t width = panel_width(in, n), count = smaller(width, in - n);
    for (size_t i = 0; i < v.count * h.count; ++i) {
      size_t ky = v.tap + i / h.count * v.step, kx = h.tap + i % h.count * h.step;
      const float *from = w + (ky * c->window.kernel_width + kx) * line + g * out;
      for (size_t o = 0; o < out; ++o) {
        for (size_t j = 0; j < width; ++j) {
          *packed++ = j < count ? from[(n + j) * c->out_channels + o] : 0;
        }
      }
    }
  }
}

static void convolution_pack_transposed(const ck_convolution *c, const float *w, float *packed) {
  const ck_window *window = &c->window;
  size_t in = c->in_channels / c->groups, out = c->out_channels / c->groups;
  for (size_t y = 0; y < window->stride_height; ++y) {
    tap_phase v = find_phase(
        y, window->kernel_height, window->stride_height, window->dilation_height);
    for (size_t x = 0; x < window->stride_width; ++x) {
      tap_phase h = find_phase(
          x, window->kernel_width, window->stride_width, window->dilation_width);
      for (size_t g = 0; g < c->groups; ++g) {
        pack_phase(c, v, h, g, w, packed);
        packed += ck_packed_size(v.count * h.count * out, in);
      }
    }
  }
}

/// The windows of the forward direction, and the band of input lines that they read.
typedef struct forward_windows {
  axis v, h;
  band band;
  /// Segments of a window, and channels of a segment times its pixels.
  size_t segments, length;
  uint32_t *table, *places;
} forward_windows;

static forward_windows open_windows(
    const ck_convolution *c, const reader *source, float **scratch) {
  const ck_window *w = &c->window;
  size_t in = c->in_channels / c->groups, taps = w->kernel_height * w->kernel_width;
  forward_windows it = {
    .v = forward_axis(
        w->kernel_height, w->stride_height, w->dilation_height, w->pad_top, w->out_height),
    .h = forward_axis(
        w->kernel_width, w->stride_width, w->dilation_width, w->pad_left, w->out_width)};
  size_t floats = ck_band_floats(taps * in * c->out_channels);
  it.band = make_band(
      scratch, &it.v, &it.h, w->in_height, w->in_width, c->in_channels, w->out_height,
      w->out_width, floats, ck_band_rows(floats, c->out_channels), reads_by_lines(c));
  it.band.view = source;
  it.segments = it.band.by_lines ? w->kernel_height : taps;
  it.length = taps / it.segments * in;
  it.table = (uint32_t *)(void *)take(scratch, it.segments * it.band.rows);
  it.places = (uint32_t *)(void *)take(scratch, it.band.rows);
  return it;
}

/// Reads what the result lines from `line` on need, as many as fit; returns the end of those lines.
/// `rows` becomes the number of windows, whose places lie `ld` apart.
static size_t read_windows(
    forward_windows *it, size_t line, size_t end, size_t ld, size_t *rows) {
  const axis *v = &it->v;
  size_t next = band_end(&it->band, line, end, v->step, lines_reached(v, 1));
  ptrdiff_t top = (ptrdiff_t)(line % it->band.result_height * v->step) + v->start;
  fill_band(&it->band, line, next, top, top + (ptrdiff_t)lines_reached(v, next - line));
  *rows = make_tables(&it->band, v, &it->h, it->table, it->band.rows, it->places, ld);
  return next;
}

static void convolution_forward(
    const ck_convolution *c, ck_range range, const ck_view *x, const float *packed, float *z,
    size_t z_ld, double *moments, float *scratch) {
  const ck_window *w = &c->window;
  size_t in = c->in_channels / c->groups, out = c->out_channels / c->groups;
  size_t depth = w->kernel_height * w->kernel_width * in;
  reader source = open_reader(x, c->in_channels, &scratch);
  moment_sums sums = open_moments(moments, range.channels, &scratch);
  forward_windows it = open_windows(c, &source, &scratch);
  left_matrix a = {
    .table = it.table, .table_ld = it.band.rows, .segments = it.segments, .length = it.length};
  size_t end = range.first_line + range.lines, next, rows;
  for (size_t line = range.first_line; line < end; line = next) {
    next = read_windows(&it, line, end, z_ld, &rows);
    float *to = z + line * w->out_width * z_ld;
    for (size_t g = 0; g < c->groups; ++g) {
      a.data = it.band.data + g * in;
      result_matrix result = {.data = to + g * out, .table = it.places};
      size_t columns = c->groups == 1 ? range.channels : out;
      const float *right = packed + g * ck_packed_size(depth, out) + range.first_channel * depth;
      multiply_matrix(&a, rows, columns, right, &result, true, NULL);
    }
    add_moments(&sums, to, z_ld, rows, 0, range.channels, line == range.first_line);
  }
  close_moments(&sums, range.lines * w->out_width);
}

/// One phase of the gradient by the input, for the band's result lines, into `to`, rows `ld`
/// apart. Advances `packed` to the next phase.
static void convolve_phase(
    const ck_convolution *c, const band *it, const axis *v, const axis *h, ck_range range,
    const float **packed, uint32_t *table, uint32_t *places, float *to, size_t ld) {
  size_t in = c->in_channels / c->groups, out = c->out_channels / c->groups;
  left_matrix a = {
    .table = table, .table_ld = it->rows, .segments = v->taps * h->taps, .length = out};
  size_t depth = a.segments * out;
  size_t rows = make_tables(it, v, h, table, it->rows, places, ld);
  for (size_t g = 0; g < c->groups; ++g) {
    a.data = it->data + g * out;
    result_matrix result = {.data = to + g * in, .table = places};
    const float *right = *packed + range.first_channel * depth;
    multiply_matrix(&a, rows, c->groups == 1 ? range.channels : in, right, &result, true, NULL);
    *packed += ck_packed_size(depth, in);
  }
}

static void convolution_backward_data(
    const ck_convolution *c, ck_range range, const ck_gradient *dz, const float *packed,
    const ck_sink *sink, float *scratch) {
  const ck_window *w = &c->window;
  gradient_reader source = open_gradient_reader(dz, c->out_channels, &scratch);
  sink_writer writer = open_sink(
      sink, range.first_line * w->in_width, range.lines * w->in_width, range.channels, &scratch);
  size_t taps = w->kernel_height * w->kernel_width;
  size_t floats = ck_band_floats(taps * c->in_channels / c->groups * c->out_channels);
  // All phases share one band; the window below reaches whatever any of them does.
  axis v = forward_axis(
      w->kernel_height, 1, w->dilation_height, 0, w->in_height);
  size_t span = ((v.taps - 1) * w->dilation_height + w->stride_height - 1) / w->stride_height;
  axis all = {.taps = span + 1, .pitch = 1, .step = 1, .count = w->in_height};
  band it = make_band(
      &scratch, &all, &all, w->out_height, w->out_width, c->out_channels, w->in_height, w->in_width,
      floats, ck_band_rows(floats, c->in_channels), false);
  it.gradient = &source;
  uint32_t *table = (uint32_t *)(void *)take(&scratch, taps * it.rows);
  uint32_t *places = (uint32_t *)(void *)take(&scratch, it.rows);
  size_t ld = padded(range.channels);
  float *gradients = take(&scratch, it.rows * ld);
  size_t end = range.first_line + range.lines, next;
  for (size_t line = range.first_line; line < end; line = next) {
    next = band_end(&it, line, end, 1, span + 1);
    size_t y = line % w->in_height + w->pad_top, last = y + (next - line) - 1;
    ptrdiff_t top = (ptrdiff_t)(y / w->stride_height) - (ptrdiff_t)span;
    fill_band(&it, line, next, top, (ptrdiff_t)(last / w->stride_height) + 1);
    const float *matrix = packed;
    for (size_t py = 0; py < w->stride_height; ++py) {
      axis rows = backward_axis(
          py, w->kernel_height, w->stride_height, w->dilation_height, w->pad_top, w->in_height);
      for (size_t px = 0; px < w->stride_width; ++px) {
        axis columns = backward_axis(
            px, w->kernel_width, w->stride_width, w->dilation_width, w->pad_left, w->in_width);
        convolve_phase(c, &it, &rows, &columns, range, &matrix, table, places, gradients, ld);
      }
    }
    size_t first = line * w->in_width, count = (next - line) * w->in_width;
    sink_block block = {.dy = gradients, .dy_ld = ld};
    write_rows(&writer, block, first, count, 0, range.channels);
  }
}

static void convolution_backward_weights(
    const ck_convolution *c, ck_range range, const ck_gradient *dz, const ck_view *x, float *dw,
    size_t dw_ld, float *scratch) {
  const ck_window *w = &c->window;
  size_t in = c->in_channels / c->groups;
  size_t out = c->groups == 1 ? range.channels : c->out_channels / c->groups;
  reader source = open_reader(x, c->in_channels, &scratch);
  gradient_reader gradient = open_gradient_reader(dz, range.channels, &scratch);
  forward_windows it = open_windows(c, &source, &scratch);
  size_t ld = padded(range.channels);
  float *gradients = take(&scratch, it.band.rows * ld + PANEL);
  size_t end = range.first_line + range.lines, next, rows;
  for (size_t line = range.first_line; line < end; line = next) {
    next = read_windows(&it, line, end, ld, &rows);
    read_gradient_rows(
        &gradient, line * w->out_width, rows, 0, range.channels, gradients, ld, false);
    for (size_t s = 0; s < it.segments; ++s) {
      for (size_t g = 0; g < c->groups; ++g) {
        multiply_outer(
            it.length, out, rows, it.band.data + g * in, it.table + s * it.band.rows,
            gradients + g * out, ld, dw + s * it.length * dw_ld + g * out, dw_ld, NULL);
      }
    }
  }
}
