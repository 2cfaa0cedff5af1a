// Convolutions of inference. Readers take what stands in memory as it is, so that products read
// their left matrix where it lies, and results are finished as they are written.

/// As `tile`, finished. Rows of the result lie `ld` apart; `row` counts from `finish_row`.
CK_INLINE void finished_tile(
    const int rows, const int vectors, const left_matrix *a, size_t row, const float *b,
    const finisher *finish, size_t finish_row, size_t column, float *to, size_t ld, size_t n) {
  V sum[MOST_ROWS][2], shift[2];
  CK_UNROLL for (int j = 0; j < vectors; ++j) {
    shift[j] = load_full(finish->shift + column + j * CK_LANES);
  }
  CK_UNROLL for (int i = 0; i < rows; ++i) {
    CK_UNROLL for (int j = 0; j < vectors; ++j) sum[i][j] = shift[j];
    __builtin_prefetch(to + (size_t)i * ld, 1);
  }
  add_products(rows, vectors, a, row, b, sum);
  size_t last = (vectors - 1) * CK_LANES, r = finish_row + row;
  CK_UNROLL for (int i = 0; i < rows; ++i) {
    float *out = to + (size_t)i * ld;
    CK_UNROLL for (int j = 0; j < vectors - 1; ++j) {
      size_t c = column + (size_t)j * CK_LANES;
      store_full(
          out + j * CK_LANES, finish_vector(finish, sum[i][j], r + (size_t)i, c, CK_LANES));
    }
    V y = finish_vector(finish, sum[i][vectors - 1], r + (size_t)i, column + last, n - last);
    store(out + last, n - last, y);
  }
}

typedef void finished_tile_function(
    const left_matrix *a, size_t row, const float *b, const finisher *finish, size_t finish_row,
    size_t column, float *to, size_t ld, size_t n);

#define CK_FINISHED_TILE(rows, vectors) \
  static __attribute__((noinline, aligned(64))) void finished_tile_##rows##_##vectors( \
      const left_matrix *a, size_t row, const float *b, const finisher *finish, \
      size_t finish_row, size_t column, float *to, size_t ld, size_t n) { \
    finished_tile(rows, vectors, a, row, b, finish, finish_row, column, to, ld, n); \
  }
#define CK_FINISHED_TILES(rows) CK_FINISHED_TILE(rows, 1) CK_FINISHED_TILE(rows, 2)
CK_EACH_COUNT(CK_FINISHED_TILES)

#define CK_FINISHED_NARROW_ENTRY(rows) finished_tile_##rows##_1,
#define CK_FINISHED_WIDE_ENTRY(rows) finished_tile_##rows##_2,
static finished_tile_function *const finished_tiles[2][12] = {
  {CK_EACH_COUNT(CK_FINISHED_NARROW_ENTRY)}, {CK_EACH_COUNT(CK_FINISHED_WIDE_ENTRY)}};

/// y[0 ..< rows, 0 ..< columns] = finish(a * packed), rows `ld` apart.
///
/// - row: the finish's row of the first; column: its column.
static void multiply_finished(
    const left_matrix *a, size_t rows, size_t columns, const float *packed,
    const finisher *finish, size_t row, size_t column, float *y, size_t ld, fetch_queue *queue) {
  size_t depth = a->segments * a->length;
  for (size_t n = 0; n < columns; n += PANEL) {
    bool wide = columns - n > CK_LANES;
    size_t most = wide ? CK_TILE_ROWS : CK_NARROW_TILE_ROWS;
    size_t width = smaller(PANEL, columns - n);
    for (size_t r = 0; r < rows;) {
      size_t count = tile_size(rows - r, most);
      float *to = y + r * ld + n;
      if (queue) fetch_share(queue);
      finished_tiles[wide][count - 1](
          a, r, packed + n * depth, finish, row, column + n, to, ld, width);
      if (finish->rest != CK_IDENTITY) finish_block(finish->rest, to, ld, count, width, NULL);
      r += count;
    }
  }
}

/// The left matrix of a product of inference: rows of a view, where they lie or copied.
typedef struct product_rows {
  reader source;
  bool in_place;
  float *values;
  left_matrix a;
  size_t ld;
} product_rows;

/// - most: rows that are multiplied at a time.
static product_rows open_rows(const ck_view *x, size_t in, size_t most, float **scratch) {
  product_rows it = {.source = open_any_reader(x, in, scratch, is_flat_view(x, in))};
  // The rows of a tile are read side by side: many cache lines times a power of two apart, they
  // would share a few sets of the first-level cache.
  it.in_place = it.source.plain && x->ld % 512 != 0;
  it.ld = it.in_place ? x->ld : it.source.flat ? in : padded(in) + LINE;
  it.a = (left_matrix){
    .table = make_row_table(scratch, most, it.ld), .table_ld = most, .segments = 1, .length = in};
  if (!it.in_place) it.values = take(scratch, most * (padded(in) + LINE));
  return it;
}

/// Makes `count` rows from `first` on the left matrix.
static void read_product_rows(product_rows *it, size_t first, size_t count) {
  it->a.data = it->values;
  if (it->in_place) {
    it->a.data = it->source.view.data + first * it->ld;
    return;
  }
  read_block to = {.values = it->values, .ld = it->ld};
  read_rows(&it->source, first, count, 0, it->a.length, to);
}

static void pointwise_finished(
    size_t first, size_t rows, size_t in, size_t out, const ck_view *x, const float *packed,
    const ck_finish *finish, float *y, size_t y_ld, float *scratch) {
  finisher end = open_finisher(finish, out, &scratch);
  size_t block = ck_finished_rows(in);
  product_rows it = open_rows(x, in, block, &scratch);
  for (size_t r = first, count; r < first + rows; r += count) {
    // The last two blocks share what is left.
    count = tile_size(first + rows - r, block);
    read_product_rows(&it, r, count);
    fetch_queue queue = {.count = 0};
    size_t rest = count > CK_TILE_ROWS ? count - CK_TILE_ROWS : 0;
    if (it.in_place) queue_rows(&queue, x->data, it.ld, r + CK_TILE_ROWS, rest, in);
    share_queue(&queue, larger(1, count / CK_TILE_ROWS));
    multiply_finished(&it.a, count, out, packed, &end, r, 0, y + r * y_ld, y_ld, &queue);
  }
}

static void convolution_finished(
    const ck_convolution *c, ck_range range, const ck_view *x, const float *packed,
    const ck_finish *finish, float *y, size_t y_ld, float *scratch) {
  const ck_window *w = &c->window;
  size_t in = c->in_channels / c->groups, out = c->out_channels / c->groups;
  size_t depth = w->kernel_height * w->kernel_width * in;
  finisher last = open_finisher(finish, range.channels, &scratch);
  reader source = open_reader(x, c->in_channels, &scratch);
  forward_windows it = open_windows(c, &source, &scratch);
  left_matrix a = {
    .table = it.table, .table_ld = it.band.rows, .segments = it.segments, .length = it.length};
  size_t end = range.first_line + range.lines, next, rows;
  for (size_t line = range.first_line; line < end; line = next) {
    next = read_windows(&it, line, end, y_ld, &rows);
    size_t row = line * w->out_width;
    for (size_t g = 0; g < c->groups; ++g) {
      a.data = it.band.data + g * in;
      size_t columns = c->groups == 1 ? range.channels : out;
      const float *right = packed + g * ck_packed_size(depth, out) + range.first_channel * depth;
      multiply_finished(
          &a, rows, columns, right, &last, row, g * out, y + row * y_ld + g * out, y_ld, NULL);
    }
  }
}

// MARK: - Depthwise

/// One window line that lies inside the input: its taps' weights, and where the pixels are that they
/// meet. What lies outside points at zeros.
typedef struct pixel_line {
  const float *weights;
  const float *const *pixels;
} pixel_line;

/// As `slide_tile`, from the pixels where they lie; `count` output pixels, finished. `whole`: all
/// lanes are channels.
CK_INLINE void finished_pixels(
    const int taps, const int stride, const int count, const bool whole, size_t lines,
    const pixel_line *line, size_t at, size_t c, size_t tap_ld, const finisher *finish, size_t row,
    float *to, size_t to_ld, size_t n) {
  V sum[8], shift = load_full(finish->shift + c);
  CK_UNROLL for (int p = 0; p < count; ++p) sum[p] = shift;
  for (size_t l = 0; l < lines; ++l) {
    V weight[MOST_TAPS];
    CK_UNROLL for (int k = 0; k < taps; ++k) {
      weight[k] = load_full(line[l].weights + (size_t)k * tap_ld + c);
    }
    const float *const *from = line[l].pixels + at;
    CK_UNROLL for (int i = 0; i < (count - 1) * stride + taps; ++i) {
      V x = whole ? load_full(from[i] + c) : load(from[i] + c, n);
      CK_UNROLL for (int k = 0; k < taps; ++k) {
        if (i >= k && (i - k) % stride == 0 && (i - k) / stride < count) {
          sum[(i - k) / stride] = fma_(x, weight[k], sum[(i - k) / stride]);
        }
      }
    }
  }
  CK_UNROLL for (int p = 0; p < count; ++p) {
    V y = finish_vector(finish, sum[p], row + (size_t)p, c, whole ? CK_LANES : n);
    store(to + (size_t)p * to_ld, whole ? CK_LANES : n, y);
  }
}

/// A line of `width` output pixels from row `row` on, `channels` channels.
typedef void finished_line_function(
    size_t lines, const pixel_line *line, size_t channels, size_t width, size_t tap_ld,
    const finisher *finish, size_t row, float *to, size_t to_ld, float *sums);

CK_INLINE void finished_channels(
    const int taps, const int stride, const bool whole, size_t lines, const pixel_line *line,
    size_t c, size_t width, size_t tap_ld, const finisher *finish, size_t row, float *to,
    size_t to_ld, size_t n) {
  size_t p = 0;
  for (; p + 8 <= width; p += 8) {
    finished_pixels(
        taps, stride, 8, whole, lines, line, p * stride, c, tap_ld, finish, row + p,
        to + p * to_ld, to_ld, n);
  }
  if (p + 4 <= width) {
    finished_pixels(
        taps, stride, 4, whole, lines, line, p * stride, c, tap_ld, finish, row + p,
        to + p * to_ld, to_ld, n);
    p += 4;
  }
  if (p + 2 <= width) {
    finished_pixels(
        taps, stride, 2, whole, lines, line, p * stride, c, tap_ld, finish, row + p,
        to + p * to_ld, to_ld, n);
    p += 2;
  }
  if (p < width) {
    finished_pixels(
        taps, stride, 1, whole, lines, line, p * stride, c, tap_ld, finish, row + p,
        to + p * to_ld, to_ld, n);
  }
}

CK_INLINE void finished_line(
    const int taps, const int stride, size_t lines, const pixel_line *line, size_t channels,
    size_t width, size_t tap_ld, const finisher *finish, size_t row, float *to, size_t to_ld,
    float *sums) {
  for (size_t c = 0; c < channels; c += CK_LANES) {
    size_t n = channels - c;
    if (n >= CK_LANES) {
      finished_channels(
          taps, stride, true, lines, line, c, width, tap_ld, finish, row, to + c, to_ld, CK_LANES);
    } else {
      finished_channels(
          taps, stride, false, lines, line, c, width, tap_ld, finish, row, to + c, to_ld, n);
    }
    if (finish->rest != CK_IDENTITY || sums) {
      finish_block(
          finish->rest, to + c, to_ld, width, smaller(CK_LANES, n), sums ? sums + c : NULL);
    }
  }
}

#define CK_FINISHED_LINE(taps, stride) \
  static __attribute__((noinline)) void finished_line_##taps##_##stride( \
      size_t lines, const pixel_line *line, size_t channels, size_t width, size_t tap_ld, \
      const finisher *finish, size_t row, float *to, size_t to_ld, float *sums) { \
    finished_line( \
        taps, stride, lines, line, channels, width, tap_ld, finish, row, to, to_ld, sums); \
  }
CK_FINISHED_LINE(3, 1) CK_FINISHED_LINE(5, 1) CK_FINISHED_LINE(7, 1)
CK_FINISHED_LINE(3, 2) CK_FINISHED_LINE(5, 2) CK_FINISHED_LINE(7, 2)
static finished_line_function *const finished_lines[2][MOST_TAPS + 1] = {
  {[3] = finished_line_3_1, [5] = finished_line_5_1, [7] = finished_line_7_1},
  {[3] = finished_line_3_2, [5] = finished_line_5_2, [7] = finished_line_7_2}};

/// A line of output pixels for any taps, stride and dilation.
static void finished_line_any(
    const ck_window *w, size_t lines, const pixel_line *line, size_t channels, size_t tap_ld,
    const finisher *finish, size_t row, float *to, size_t to_ld, float *sums) {
  size_t taps = w->kernel_width, stride = w->stride_width, dilation = w->dilation_width;
  finished_line_function *own = NULL;
  if (dilation == 1 && stride <= 2 && taps <= MOST_TAPS) own = finished_lines[stride - 1][taps];
  if (own) {
    own(lines, line, channels, w->out_width, tap_ld, finish, row, to, to_ld, sums);
    return;
  }
  for (size_t c = 0; c < channels; c += CK_LANES) {
    size_t n = channels - c;
    for (size_t p = 0; p < w->out_width; ++p) {
      V sum = load_full(finish->shift + c);
      for (size_t l = 0; l < lines; ++l) {
        for (size_t k = 0; k < taps; ++k) {
          V x = load(line[l].pixels[p * stride + k * dilation] + c, n);
          sum = fma_(x, load_full(line[l].weights + k * tap_ld + c), sum);
        }
      }
      store(to + p * to_ld + c, n, finish_vector(finish, sum, row + p, c, n));
    }
    if (finish->rest != CK_IDENTITY || sums) {
      finish_block(
          finish->rest, to + c, to_ld, w->out_width, smaller(CK_LANES, n),
          sums ? sums + c : NULL);
    }
  }
}

/// The windows of a depthwise convolution over lines of pixels, wherever these are.
typedef struct pixel_windows {
  const ck_window *window;
  const float *weights;
  size_t weights_ld;
  /// Pixels of a line that windows reach, those in front of the input, and those inside it.
  size_t width, left, inside;
  /// Of each window line `width` pointers, at first all to zeros.
  const float **pixels;
  pixel_line *lines;
  size_t used;
} pixel_windows;

static pixel_windows open_pixels(
    const ck_window *w, size_t channels, const float *weights, size_t weights_ld,
    float **scratch) {
  pixel_windows it = {
    .window = w, .weights = weights, .weights_ld = weights_ld,
    .width = reach(w->out_width, w->stride_width, w->kernel_width, w->dilation_width)};
  it.left = smaller(w->pad_left, it.width);
  it.inside = smaller(w->in_width, it.width - it.left);
  float *zeros = take(scratch, padded(channels));
  for (size_t c = 0; c < padded(channels); ++c) zeros[c] = 0;
  // Pointers are two floats long.
  it.pixels = (const float **)(void *)take(scratch, w->kernel_height * it.width * 2);
  it.lines = (pixel_line *)(void *)take(scratch, w->kernel_height * sizeof(pixel_line) / 4);
  for (size_t k = 0; k < w->kernel_height * it.width; ++k) it.pixels[k] = zeros;
  return it;
}

/// Input line `k` of the windows at output line `oy`; false outside the input.
CK_INLINE bool window_line(const ck_window *w, size_t oy, size_t k, size_t *y) {
  size_t at = oy * w->stride_height + k * w->dilation_height;
  *y = at - w->pad_top;
  return at >= w->pad_top && *y < w->in_height;
}

/// Adds line `k` of the windows, whose pixels are `ld` apart.
CK_INLINE void add_line(pixel_windows *it, size_t k, const float *from, size_t ld) {
  const float **to = it->pixels + it->used * it->width;
  for (size_t i = 0; i < it->inside; ++i) to[it->left + i] = from + i * ld;
  const float *weights = it->weights + k * it->window->kernel_width * it->weights_ld;
  it->lines[it->used] = (pixel_line){weights, to};
  it->used += 1;
}

static void depthwise_finished(
    const ck_window *w, size_t channels, size_t first, size_t lines, const float *x, size_t x_ld,
    const float *weights, size_t weights_ld, const ck_finish *finish, float *y, size_t y_ld,
    float *sums, float *scratch) {
  finisher end = open_finisher(finish, channels, &scratch);
  pixel_windows it = open_pixels(w, channels, weights, weights_ld, &scratch);
  for (size_t c = 0; sums && c < channels; ++c) sums[c] = 0;
  for (size_t line = first; line < first + lines; ++line) {
    size_t image = line / w->out_height, row = line * w->out_width, at;
    it.used = 0;
    for (size_t k = 0; k < w->kernel_height; ++k) {
      if (!window_line(w, line % w->out_height, k, &at)) continue;
      add_line(&it, k, x + (image * w->in_height + at) * w->in_width * x_ld, x_ld);
    }
    finished_line_any(
        w, it.used, it.lines, channels, weights_ld, &end, row, y + row * y_ld, y_ld, sums);
  }
}

static void expanded_finished(
    const ck_window *w, size_t in, size_t channels, size_t first, size_t lines, const ck_view *x,
    const float *packed, const ck_finish *expansion, const float *weights, size_t weights_ld,
    const ck_finish *finish, float *y, size_t y_ld, float *sums, float *scratch) {
  finisher inner = open_finisher(expansion, channels, &scratch);
  finisher end = open_finisher(finish, channels, &scratch);
  product_rows wide = open_rows(x, in, w->in_width, &scratch);
  pixel_windows it = open_pixels(w, channels, weights, weights_ld, &scratch);
  size_t count = (w->kernel_height - 1) * w->dilation_height + 1, ld = padded(channels) + LINE;
  float *ring = take(&scratch, count * w->in_width * ld);
  for (size_t c = 0; sums && c < channels; ++c) sums[c] = 0;
  // The image in the ring, and the first of its lines that is not there yet.
  size_t held = SIZE_MAX, next = 0;
  for (size_t line = first; line < first + lines; ++line) {
    size_t image = line / w->out_height, row = line * w->out_width, at;
    if (image != held) next = 0;
    held = image;
    // No later window reaches above this one's first tap, inside the input or not.
    size_t top = line % w->out_height * w->stride_height;
    next = larger(next, top > w->pad_top ? top - w->pad_top : 0);
    it.used = 0;
    for (size_t k = 0; k < w->kernel_height; ++k) {
      if (!window_line(w, line % w->out_height, k, &at)) continue;
      for (; next <= at; ++next) {
        read_product_rows(&wide, (image * w->in_height + next) * w->in_width, w->in_width);
        multiply_finished(
            &wide.a, w->in_width, channels, packed, &inner, 0, 0,
            ring + next % count * w->in_width * ld, ld, NULL);
      }
      add_line(&it, k, ring + at % count * w->in_width * ld, ld);
    }
    finished_line_any(
        w, it.used, it.lines, channels, weights_ld, &end, row, y + row * y_ld, y_ld, sums);
  }
}
