// Writing a gradient through the activation of its reader, and the sums that go with it; and the
// moments of a convolution's output. Both work on a block of rows that is still in the cache; sums
// are float within a block, double between blocks.

enum {
  /// Channels of a flat sink: four rows and more are worked on at once.
  FLAT_MOST = 256,
};

/// A sink that receives its range block by block, in order.
typedef struct sink_writer {
  ck_sink sink;
  size_t channels;
  /// Whether blocks are rows of all channels without gaps, and their values kept as such.
  bool flat;
  reader reader;
  /// The block's sums: of g, of g * (z - mean), of d * activation(u), of activation'(u), and of
  /// activation'(u) * (z - mean).
  float *sums, *products, *gate_sums, *slopes, *slope_products;
  /// The mean, padded.
  const float *mean;
} sink_writer;

/// Clears the sums of a sink that is about to receive rows `first ..< first + rows`.
static void clear_sink(const ck_sink *sink, size_t first, size_t rows, size_t channels) {
  for (size_t c = 0; sink->sums && c < 2 * channels; ++c) sink->sums[c] = 0;
  if ((!sink->gate_sums && !sink->slope_sums) || rows == 0) return;
  for (size_t i = first / sink->pixels; i <= (first + rows - 1) / sink->pixels; ++i) {
    for (size_t c = 0; sink->gate_sums && c < channels; ++c) {
      sink->gate_sums[i * sink->gate_sums_ld + c] = 0;
    }
    for (size_t c = 0; sink->slope_sums && c < 2 * channels; ++c) {
      sink->slope_sums[i * 2 * channels + c] = 0;
    }
  }
}

/// A writer of `channels` channels of a sink of `all_channels`, whose pointers start at the first
/// of them.
static sink_writer make_writer(
    const ck_sink *sink, size_t channels, size_t all_channels, float **scratch, bool flat) {
  sink_writer it = {.sink = *sink, .channels = all_channels, .flat = flat};
  it.sums = take(scratch, padded(channels));
  it.products = take(scratch, padded(channels));
  it.gate_sums = take(scratch, padded(channels));
  it.slopes = take(scratch, padded(channels));
  it.slope_products = take(scratch, padded(channels));
  it.mean = pad_copy(scratch, channels, sink->z && sink->sums ? sink->mean : NULL, 0);
  if (sink->view) it.reader = open_any_reader(sink->view, channels, scratch, flat);
  return it;
}

/// Whether it pays to write a sink's rows as one: those of a normalisation and an activation, with
/// or without a squeeze, have loops for that.
static bool is_flat_sink(const ck_sink *sink, size_t channels) {
  const ck_view *view = sink->view;
  if (!view || view->activation == CK_IDENTITY || !is_flat_view(view, channels)) return false;
  bool squeezed = view->gate && sink->gate_sums && sink->slope_sums;
  bool bare = !view->gate && !sink->gate_sums && !sink->slope_sums;
  return (squeezed || bare) && sink->data && sink->ld == channels && sink->sums
      && sink->z == view->data && sink->z_ld == channels && !sink->addend && !sink->pooled
      && channels <= FLAT_MOST;
}

/// - flat: as of `sink_writer`; only where `is_flat_sink`.
static sink_writer open_any_sink(
    const ck_sink *sink, size_t first, size_t rows, size_t channels, float **scratch, bool flat) {
  clear_sink(sink, first, rows, channels);
  return make_writer(sink, channels, channels, scratch, flat);
}

static sink_writer open_sink(
    const ck_sink *sink, size_t first, size_t rows, size_t channels, float **scratch) {
  return open_any_sink(sink, first, rows, channels, scratch, false);
}

/// Rows of dy that a sink receives, and where the values of its view go if the kernel reads the same
/// view: with the derivatives they cost next to nothing. Pointers are at the block's first row and
/// channel.
typedef struct sink_block {
  const float *dy;
  size_t dy_ld;
  /// Null where values are not wanted; otherwise rows `kept_ld` apart, in lines of `line` rows (0:
  /// all in one), each line beginning `gap` floats behind the end of the one before. Unless
  /// `exact`, whole vectors are written.
  float *kept;
  bool exact;
  size_t kept_ld, line, gap;
  /// Rows of the current line that are written.
  size_t column;
} sink_block;

/// Where the values of the next row go.
CK_INLINE float *next_kept(sink_block *block) {
  float *row = block->kept;
  block->kept += block->kept_ld;
  if (++block->column == block->line) {
    block->column = 0;
    block->kept += block->gap;
  }
  return row;
}

/// Sums over a few rows, taken in pairs: a chain of four would be the slowest part of the loop.
typedef struct row_sums {
  V sum, products[2];
} row_sums;

/// Adds `count` rows, one or two, from row `first` on; both constants.
CK_INLINE void add_rows(
    row_sums *it, const int first, const int count, const V *x, const V *distance) {
  V sum = count == 2 ? x[0] + x[1] : x[0];
  it->sum = first == 0 ? sum : it->sum + sum;
  if (!distance) return;
  CK_UNROLL for (int i = 0; i < count; ++i) {
    it->products[i] =
        first == 0 ? x[i] * distance[i] : fma_(x[i], distance[i], it->products[i]);
  }
}

/// sums[at ...] += the sum of `count` rows, and products[at ...] that of their products.
CK_INLINE void close_rows(
    const row_sums *it, const int count, bool has_products, float *sums, float *products,
    size_t at) {
  store_full(sums + at, load_full(sums + at) + it->sum);
  if (!has_products) return;
  V total = count > 1 ? it->products[0] + it->products[1] : it->products[0];
  store_full(products + at, load_full(products + at) + total);
}

/// What a loop of `write_rows` is compiled for, as with `read_rows`; an activation, from
/// SINK_ACTIVATION on, makes it a key of the loops.
enum {
  SINK_DATA = 1, SINK_ADDEND = 2, SINK_VALUES = 4, SINK_GATE = 8, SINK_POOLED = 16,
  SINK_DERIVATIVES = 32, SINK_UNFINISHED = 64, SINK_SUMS = 128, SINK_FACTOR = 256,
  SINK_DISTANCE = 512, SINK_KEPT = 1024, SINK_AFFINE = 2048, SINK_ACTIVATION = 4096,
  /// What takes the view's values or derivatives.
  SINK_READS = SINK_VALUES | SINK_DERIVATIVES | SINK_KEPT,
};

/// Rows of the arrays that all pixels of an image share.
typedef struct sink_image {
  const float *gate, *pooled, *factor;
} sink_image;

/// The sums of the vectors that a loop is at.
typedef struct vector_sums {
  row_sums g, slopes;
  V gated;
} vector_sums;

/// One vector of one or two rows (`count`) of one image, the `first` and next of those whose sums
/// are taken together: channels c ..., n of them, which are the block's channels from `at` on.
/// `row`, `dy` and `kept` are those of the first of the two; `stored` floats of a vector are kept. Few at a time, so that registers hold
/// what goes from the activation to the sums.
CK_INLINE void write_pair(
    const sink_writer *it, const float *dy, size_t dy_ld, ck_activation activation, const int what,
    const sink_image *image, float *const *kept, size_t stored, size_t row, const int first,
    const int count, size_t c, size_t at, size_t n, vector_sums *sums) {
  const ck_sink *sink = &it->sink;
  V g[2], value[2], slope[2], distance[2];
  if (what & SINK_READS) {
    CK_UNROLL for (int i = 0; i < count; ++i) {
      V u = read_linear(&it->reader, row + (size_t)i, c, n, what & SINK_AFFINE);
      value[i] = activate(activation, u, what & SINK_DERIVATIVES, &slope[i]);
    }
  }
  CK_UNROLL for (int i = 0; i < count; ++i) g[i] = load(dy + (size_t)i * dy_ld + at, n);
  if (what & SINK_ADDEND) {
    CK_UNROLL for (int i = 0; i < count; ++i) {
      g[i] += load(sink->addend + (row + (size_t)i) * sink->addend_ld + c, n);
    }
  }
  if (what & SINK_VALUES) {
    CK_UNROLL for (int i = 0; i < count; ++i) sums->gated = fma_(g[i], value[i], sums->gated);
  }
  if (what & SINK_GATE) {
    V gate = load(image->gate + c, n);
    CK_UNROLL for (int i = 0; i < count; ++i) {
      g[i] *= gate;
      if (what & SINK_KEPT) value[i] *= gate;
    }
  }
  if (what & SINK_KEPT) {
    CK_UNROLL for (int i = 0; i < count; ++i) store(kept[i] + at, stored, value[i]);
  }
  if (what & SINK_POOLED) {
    V pooled = load(image->pooled + c, n);
    CK_UNROLL for (int i = 0; i < count; ++i) g[i] += pooled;
  }
  if ((what & SINK_DERIVATIVES) && !(what & SINK_UNFINISHED)) {
    CK_UNROLL for (int i = 0; i < count; ++i) g[i] *= slope[i];
  }
  if (what & SINK_DATA) {
    CK_UNROLL for (int i = 0; i < count; ++i) {
      store(sink->data + (row + (size_t)i) * sink->ld + c, n, g[i]);
    }
  }
  if (!(what & SINK_SUMS)) return;
  if (what & SINK_FACTOR) {
    V factor = load(image->factor + c, n);
    CK_UNROLL for (int i = 0; i < count; ++i) g[i] *= factor;
  }
  if (what & SINK_DISTANCE) {
    V mean = load_full(it->mean + at);
    CK_UNROLL for (int i = 0; i < count; ++i) {
      distance[i] = load(sink->z + (row + (size_t)i) * sink->z_ld + c, n) - mean;
    }
  }
  const V *far = what & SINK_DISTANCE ? distance : NULL;
  if ((what & SINK_DERIVATIVES) && (what & SINK_UNFINISHED)) {
    CK_UNROLL for (int i = 0; i < count; ++i) g[i] *= slope[i];
    add_rows(&sums->slopes, first, count, slope, far);
  }
  add_rows(&sums->g, first, count, g, far);
}

/// One vector of each of `count` rows, one or four, and their sums.
CK_INLINE void write_vectors(
    const sink_writer *it, const sink_block *block, ck_activation activation, const int what,
    const sink_image *image, float *const *kept, size_t row, const int count, size_t c, size_t at,
    size_t n) {
  vector_sums sums;
  if (what & SINK_VALUES) sums.gated = load_full(it->gate_sums + at);
  const int pair = count == 1 ? 1 : 2;
  CK_UNROLL for (int i = 0; i < count; i += pair) {
    write_pair(
        it, block->dy + (size_t)i * block->dy_ld, block->dy_ld, activation, what, image, kept + i,
        block->exact ? n : CK_LANES, row + (size_t)i, i, pair, c, at, n, &sums);
  }
  if (what & SINK_VALUES) store_full(it->gate_sums + at, sums.gated);
  if (!(what & SINK_SUMS)) return;
  bool far = what & SINK_DISTANCE;
  if ((what & SINK_DERIVATIVES) && (what & SINK_UNFINISHED)) {
    close_rows(&sums.slopes, count, far, it->slopes, it->slope_products, at);
  }
  close_rows(&sums.g, count, far, it->sums, it->products, at);
}

/// The next `count` rows (a constant) of a block, of one image; the block moves on behind them.
CK_INLINE void write_few(
    const sink_writer *it, sink_block *block, ck_activation activation, const int what,
    const sink_image *image, size_t row, const int count, size_t channel, size_t channels) {
  size_t whole = channels / CK_LANES * CK_LANES, c = 0;
  const ck_sink *sink = &it->sink;
  const ck_view *view = &it->reader.view;
  size_t later = row + 2 * (size_t)count;
  float *kept[4];
  if (what & SINK_KEPT) {
    CK_UNROLL for (int i = 0; i < count; ++i) kept[i] = next_kept(block);
  }
  for (; c + LINE <= channels; c += LINE) {
    if (what & SINK_READS) fetch_ahead(view->data + channel + c, view->ld, later, count, 0);
    if (what & SINK_DATA) fetch_ahead(sink->data + channel + c, sink->ld, later, count, 1);
    if (what & SINK_ADDEND) {
      fetch_ahead(sink->addend + channel + c, sink->addend_ld, later, count, 0);
    }
    CK_UNROLL for (size_t part = 0; part < LINE; part += CK_LANES) {
      size_t at = c + part;
      write_vectors(
          it, block, activation, what, image, kept, row, count, channel + at, at, CK_LANES);
    }
  }
  if (c < channels && (what & SINK_READS)) {
    fetch_ahead(view->data + channel + c, view->ld, later, count, 0);
  }
  if (c < channels && (what & SINK_DATA)) {
    fetch_ahead(sink->data + channel + c, sink->ld, later, count, 1);
  }
  for (; c < whole; c += CK_LANES) {
    write_vectors(it, block, activation, what, image, kept, row, count, channel + c, c, CK_LANES);
  }
  if (whole < channels) {
    write_vectors(
        it, block, activation, what, image, kept, row, count, channel + whole, whole,
        channels - whole);
  }
  block->dy += (size_t)count * block->dy_ld;
}

/// Rows of one image, for any sink.
static __attribute__((noinline)) void write_any(
    const sink_writer *it, sink_block *block, ck_activation activation, int what,
    const sink_image *image, size_t first, size_t rows, size_t channel, size_t channels) {
  size_t i = 0;
  for (; i + 4 <= rows; i += 4) {
    write_few(it, block, activation, what, image, first + i, 4, channel, channels);
  }
  for (; i < rows; ++i) {
    write_few(it, block, activation, what, image, first + i, 1, channel, channels);
  }
}

/// Rows of one image; `activation` and, but for rare sinks, `what` are constants.
CK_INLINE void write_segment(
    const sink_writer *writer, sink_block *rest, ck_activation activation, const int what,
    const sink_image *image, size_t first, size_t rows, size_t channel, size_t channels) {
  // Copies, so that the compiler sees that no store changes them.
  const sink_writer copy = *writer, *it = &copy;
  sink_block block = *rest;
  size_t i = 0;
  for (; i + 4 <= rows; i += 4) {
    write_few(it, &block, activation, what, image, first + i, 4, channel, channels);
  }
  *rest = block;
  write_any(writer, rest, activation, what, image, first + i, rows - i, channel, channels);
}

static int sink_parts(const sink_writer *it, const sink_block *block) {
  const ck_sink *sink = &it->sink;
  const ck_view *view = sink->view;
  int what = (sink->data ? SINK_DATA : 0) | (sink->addend ? SINK_ADDEND : 0)
      | (view && sink->gate_sums ? SINK_VALUES : 0) | (view && view->gate ? SINK_GATE : 0)
      | (sink->pooled ? SINK_POOLED : 0)
      | (view && view->activation != CK_IDENTITY ? SINK_DERIVATIVES : 0)
      | (sink->slope_sums ? SINK_UNFINISHED : 0) | (sink->sums ? SINK_SUMS : 0)
      | (view && view->factor ? SINK_FACTOR : 0) | (sink->z ? SINK_DISTANCE : 0)
      | (block->kept ? SINK_KEPT : 0);
  return what | ((what & SINK_READS) && it->reader.affine ? SINK_AFFINE : 0);
}

/// How many of `rows` rows from `first` on share their image in every array of the sink.
CK_INLINE size_t sink_segment(const ck_sink *sink, size_t first, size_t rows) {
  const ck_view *view = sink->view;
  if (view && (view->gate || view->factor)) {
    rows = smaller(rows, view->pixels - first % view->pixels);
  }
  if (sink->pooled || sink->gate_sums || sink->slope_sums) {
    rows = smaller(rows, sink->pixels - first % sink->pixels);
  }
  return rows;
}

/// Starts and ends a block's rows of one image, whose sums are kept image by image. Channels
/// `channel ..< channel + channels`; `row` is one of the image's.
static void clear_image(const sink_writer *it, bool gated, size_t channels) {
  for (size_t c = 0; gated && c < padded(channels); ++c) it->gate_sums[c] = 0;
  for (size_t c = 0; it->sink.slope_sums && c < padded(channels); ++c) {
    it->slopes[c] = it->slope_products[c] = 0;
  }
}

static void close_image(
    const sink_writer *it, bool gated, size_t row, size_t channel, size_t channels) {
  const ck_sink *sink = &it->sink;
  if (gated) {
    float *to = sink->gate_sums + row / sink->pixels * sink->gate_sums_ld + channel;
    for (size_t c = 0; c < channels; ++c) to[c] += it->gate_sums[c];
  }
  if (!sink->slope_sums) return;
  float *to = sink->slope_sums + row / sink->pixels * 2 * it->channels + channel;
  for (size_t c = 0; c < channels; ++c) {
    to[c] += it->slopes[c];
    to[it->channels + c] += it->slope_products[c];
  }
}

/// What convolutions do in most networks has loops of its own, in a function each: a function that
/// held them all would double the compiler's time for the file.
enum {
  SINK_NORMALIZED = SINK_DATA | SINK_SUMS | SINK_DISTANCE,
  SINK_NORMALIZED_SUM = SINK_NORMALIZED | SINK_ADDEND,
  SINK_BIASED = SINK_DATA | SINK_SUMS | SINK_DERIVATIVES | SINK_AFFINE,
  SINK_ACTIVATED = SINK_NORMALIZED | SINK_DERIVATIVES | SINK_AFFINE,
  SINK_ACTIVATED_SUM = SINK_ACTIVATED | SINK_ADDEND,
  SINK_ACTIVATED_KEPT = SINK_ACTIVATED | SINK_KEPT,
  SINK_ACTIVATED_POOLED = SINK_ACTIVATED | SINK_POOLED,
  SINK_SQUEEZED = SINK_ACTIVATED | SINK_UNFINISHED | SINK_VALUES | SINK_GATE | SINK_KEPT,
};
#define CK_ACTIVATED_SINKS(loop, activation) \
  loop(activation, SINK_ACTIVATED) \
  loop(activation, SINK_ACTIVATED_SUM) \
  loop(activation, SINK_ACTIVATED_KEPT) \
  loop(activation, SINK_ACTIVATED_POOLED) \
  loop(activation, SINK_SQUEEZED)
#ifdef CK_ONE_LOOP
#define CK_SINKS(loop)
#else
#define CK_SINKS(loop) \
  loop(CK_IDENTITY, SINK_DATA) \
  loop(CK_IDENTITY, SINK_NORMALIZED) \
  loop(CK_IDENTITY, SINK_NORMALIZED_SUM) \
  CK_ACTIVATED_SINKS(loop, CK_RELU) \
  CK_ACTIVATED_SINKS(loop, CK_RELU6) \
  CK_ACTIVATED_SINKS(loop, CK_SILU) \
  CK_ACTIVATED_SINKS(loop, CK_HARD_SWISH) \
  loop(CK_SIGMOID, SINK_BIASED) \
  loop(CK_HARD_SIGMOID, SINK_BIASED)
#endif

#define CK_SINK_FUNCTION(activation, what) \
  static __attribute__((noinline)) void write_##activation##_##what( \
      const sink_writer *it, sink_block *block, const sink_image *image, size_t first, \
      size_t rows, size_t channel, size_t channels) { \
    write_segment(it, block, activation, what, image, first, rows, channel, channels); \
  }
CK_SINKS(CK_SINK_FUNCTION)

#define CK_SINK_CASE(activation, what) \
  case (what) + (activation) * SINK_ACTIVATION: \
    write_##activation##_##what(&local, &block, &image, first, count, channel, channels); \
    break;

// In flat.h.
static void write_flat_rows(
    const sink_writer *it, sink_block block, size_t first, size_t rows, size_t channels);

/// Writes rows `first ..< first + rows`, channels `channel ..< channel + channels`, `channel` a
/// multiple of CK_LANES; of a flat sink all of them.
static __attribute__((noinline)) void write_rows(
    const sink_writer *it, sink_block block, size_t first, size_t rows, size_t channel,
    size_t channels) {
  const ck_sink *sink = &it->sink;
  for (size_t c = 0; c < padded(channels); ++c) it->sums[c] = it->products[c] = 0;
  // The mean lies where the block's first channel is.
  sink_writer local = *it;
  local.mean += channel;
  const ck_view *view = sink->view;
  const int what = sink_parts(it, &block);
  if (it->flat) {
    write_flat_rows(it, block, first, rows, channels);
    first += rows;
    rows = 0;
  }
  const ck_activation activation = view ? view->activation : CK_IDENTITY;
  for (size_t end = first + rows; first < end;) {
    size_t count = sink_segment(sink, first, end - first);
    sink_image image = {NULL, NULL, NULL};
    if (what & SINK_GATE) image.gate = view->gate + first / view->pixels * view->gate_ld;
    if (what & SINK_POOLED) image.pooled = sink->pooled + first / sink->pixels * sink->pooled_ld;
    if (what & SINK_FACTOR) image.factor = view->factor + first / view->pixels * view->factor_ld;
    clear_image(&local, what & SINK_VALUES, channels);
    switch (what + (int)activation * SINK_ACTIVATION) {
      CK_SINKS(CK_SINK_CASE)
      default:
        write_any(&local, &block, activation, what, &image, first, count, channel, channels);
    }
    close_image(&local, what & SINK_VALUES, first, channel, channels);
    first += count;
  }
  if (!sink->sums) return;
  for (size_t c = 0; c < channels; c += CK_LANES) {
    size_t n = smaller(CK_LANES, channels - c);
    add_to_doubles(sink->sums + channel + c, n, load_full(it->sums + c));
    add_to_doubles(sink->sums + it->channels + channel + c, n, load_full(it->products + c));
  }
}

/// Moments of columns block by block: sums of z - pivot, the pivot being the range's first row,
/// so that a mean far from zero costs no digits.
typedef struct moment_sums {
  double *moments;
  float *pivot;
  size_t channels;
} moment_sums;

static moment_sums open_moments(double *moments, size_t channels, float **scratch) {
  moment_sums it = {
    .moments = moments, .pivot = take(scratch, padded(channels)), .channels = channels};
  for (size_t c = 0; moments && c < 2 * channels; ++c) moments[c] = 0;
  return it;
}

CK_INLINE void add_moments_of_column(
    const moment_sums *it, const float *z, size_t ld, size_t rows, size_t c, size_t n,
    bool starts) {
  if (starts) store_full(it->pivot + c, load(z, n));
  V pivot = load_full(it->pivot + c);
  V sum = (V)0.f, squares = (V)0.f, sum2 = (V)0.f, squares2 = (V)0.f;
  size_t i = 0;
  for (; i + 2 <= rows; i += 2) {
    V a = load(z + i * ld, n) - pivot, b = load(z + (i + 1) * ld, n) - pivot;
    sum += a;
    sum2 += b;
    squares = fma_(a, a, squares);
    squares2 = fma_(b, b, squares2);
  }
  if (i < rows) {
    V a = load(z + i * ld, n) - pivot;
    sum += a;
    squares = fma_(a, a, squares);
  }
  add_to_doubles(it->moments + c, n, sum + sum2);
  add_to_doubles(it->moments + it->channels + c, n, squares + squares2);
}

/// Adds `rows` rows of z, which points at channel `channel` of the first of them. `starts`: they
/// are the first rows of those channels.
static __attribute__((noinline)) void add_moments(
    const moment_sums *it, const float *z, size_t ld, size_t rows, size_t channel, size_t channels,
    bool starts) {
  if (!it->moments || rows == 0) return;
  size_t whole = channels / CK_LANES * CK_LANES;
  for (size_t c = 0; c < whole; c += CK_LANES) {
    add_moments_of_column(it, z + c, ld, rows, channel + c, CK_LANES, starts);
  }
  if (whole < channels) {
    add_moments_of_column(
        it, z + whole, ld, rows, channel + whole, channels - whole, starts);
  }
}

/// Turns the sums of the first `channels` channels over `rows` rows into mean and squared distances
/// from it.
static void close_moments_of(const moment_sums *it, size_t rows, size_t channels) {
  if (!it->moments || rows == 0) return;
  double count = (double)rows;
  for (size_t c = 0; c < channels; ++c) {
    double sum = it->moments[c], squares = it->moments[it->channels + c];
    double around = squares - sum * sum / count;
    it->moments[c] = it->pivot[c] + sum / count;
    it->moments[it->channels + c] = around > 0 ? around : around != around ? around : 0;
  }
}

static void close_moments(const moment_sums *it, size_t rows) {
  close_moments_of(it, rows, it->channels);
}
