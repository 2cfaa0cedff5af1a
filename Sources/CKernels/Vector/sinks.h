// Writing a gradient through the activation of its reader, and the sums that go with it; and the
// moments of a convolution's output. Both work on a block of rows that is still in the cache; sums
// are float within a block, double between blocks.

/// A sink that receives its range block by block, in order.
typedef struct sink_writer {
  ck_sink sink;
  size_t channels;
  reader reader;
  /// Whether a block needs activation'(u), and whether it needs activation(u).
  bool wants_derivatives, wants_values;
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
    const ck_sink *sink, size_t channels, size_t all_channels, float **scratch) {
  sink_writer it = {.sink = *sink, .channels = all_channels};
  it.sums = take(scratch, padded(channels));
  it.products = take(scratch, padded(channels));
  it.gate_sums = take(scratch, padded(channels));
  it.slopes = take(scratch, padded(channels));
  it.slope_products = take(scratch, padded(channels));
  it.mean = pad_copy(scratch, channels, sink->z && sink->sums ? sink->mean : NULL, 0);
  if (sink->view) {
    it.reader = open_reader(sink->view, channels, scratch);
    it.wants_derivatives = sink->view->activation != CK_IDENTITY;
    it.wants_values = sink->gate_sums != NULL;
  }
  return it;
}

static sink_writer open_sink(
    const ck_sink *sink, size_t first, size_t rows, size_t channels, float **scratch) {
  clear_sink(sink, first, rows, channels);
  return make_writer(sink, channels, channels, scratch);
}

/// What a block of a sink reads; pointers are at the block's first row and channel.
typedef struct sink_block {
  const float *dy;
  size_t dy_ld;
  /// activation'(u) and activation(u), null where not wanted.
  const float *derivatives, *values;
  size_t ld;
} sink_block;

/// sums[at ...] += the sum of x, and products[at ...] that of x * distance; of `count` rows, a
/// constant. In pairs: a chain of four would be the slowest part of the loop.
CK_INLINE void add_sums(
    const V *x, const V *distance, const int count, float *sums, float *products, size_t at) {
  V sum = count == 4 ? (x[0] + x[1]) + (x[2] + x[3]) : x[0];
  store_full(sums + at, load_full(sums + at) + sum);
  if (!distance) return;
  V product[4];
  CK_UNROLL for (int i = 0; i < count; ++i) {
    product[i] = i < 2 ? x[i] * distance[i] : fma_(x[i], distance[i], product[i - 2]);
  }
  V total = count == 4 ? product[2] + product[3] : product[0];
  store_full(products + at, load_full(products + at) + total);
}

/// What a loop of `write_rows` is compiled for, as with `read_rows`.
enum {
  SINK_DATA = 1, SINK_ADDEND = 2, SINK_VALUES = 4, SINK_GATE = 8, SINK_POOLED = 16,
  SINK_DERIVATIVES = 32, SINK_UNFINISHED = 64, SINK_SUMS = 128, SINK_FACTOR = 256,
  SINK_DISTANCE = 512,
};

/// Rows of the arrays that all pixels of an image share.
typedef struct sink_image {
  const float *gate, *pooled, *factor;
} sink_image;

/// One vector of each of `count` rows (a constant) of one image: channels c ..., n of them, which
/// are the block's channels from `at` on.
CK_INLINE void write_vectors(
    const sink_writer *it, const sink_block *block, const int what, const sink_image *image,
    size_t row, const int count, size_t c, size_t at, size_t n) {
  const ck_sink *sink = &it->sink;
  V g[4], slope[4], distance[4];
  CK_UNROLL for (int i = 0; i < count; ++i) {
    g[i] = load(block->dy + (size_t)i * block->dy_ld + at, n);
  }
  if (what & SINK_ADDEND) {
    CK_UNROLL for (int i = 0; i < count; ++i) {
      g[i] += load(sink->addend + (row + (size_t)i) * sink->addend_ld + c, n);
    }
  }
  if (what & SINK_VALUES) {
    V sum = load_full(it->gate_sums + at);
    CK_UNROLL for (int i = 0; i < count; ++i) {
      sum = fma_(g[i], load(block->values + (size_t)i * block->ld + at, n), sum);
    }
    store_full(it->gate_sums + at, sum);
  }
  if (what & SINK_GATE) {
    V gate = load(image->gate + c, n);
    CK_UNROLL for (int i = 0; i < count; ++i) g[i] *= gate;
  }
  if (what & SINK_POOLED) {
    V pooled = load(image->pooled + c, n);
    CK_UNROLL for (int i = 0; i < count; ++i) g[i] += pooled;
  }
  if (what & SINK_DERIVATIVES) {
    CK_UNROLL for (int i = 0; i < count; ++i) {
      slope[i] = load(block->derivatives + (size_t)i * block->ld + at, n);
      if (!(what & SINK_UNFINISHED)) g[i] *= slope[i];
    }
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
    add_sums(slope, far, count, it->slopes, it->slope_products, at);
  }
  add_sums(g, far, count, it->sums, it->products, at);
}

/// A few rows of one image.
CK_INLINE void write_few(
    const sink_writer *it, const sink_block *block, const int what, const sink_image *image,
    size_t row, const int count, size_t channel, size_t channels) {
  size_t whole = channels / CK_LANES * CK_LANES, c = 0;
  const ck_sink *sink = &it->sink;
  size_t later = row + 2 * (size_t)count;
  for (; c + LINE <= channels; c += LINE) {
    if (what & SINK_DATA) fetch_ahead(sink->data + channel + c, sink->ld, later, count, 1);
    if (what & SINK_ADDEND) {
      fetch_ahead(sink->addend + channel + c, sink->addend_ld, later, count, 0);
    }
    CK_UNROLL for (size_t part = 0; part < LINE; part += CK_LANES) {
      size_t at = c + part;
      write_vectors(it, block, what, image, row, count, channel + at, at, CK_LANES);
    }
  }
  if (c < channels && (what & SINK_DATA)) {
    fetch_ahead(sink->data + channel + c, sink->ld, later, count, 1);
  }
  for (; c < whole; c += CK_LANES) {
    write_vectors(it, block, what, image, row, count, channel + c, c, CK_LANES);
  }
  if (whole < channels) {
    write_vectors(it, block, what, image, row, count, channel + whole, whole, channels - whole);
  }
}

CK_INLINE void advance(sink_block *block, size_t rows) {
  block->dy += rows * block->dy_ld;
  if (block->derivatives) block->derivatives += rows * block->ld;
  if (block->values) block->values += rows * block->ld;
}

/// Rows of one image.
CK_INLINE void write_segment(
    const sink_writer *writer, sink_block block, const int what, const sink_image *image,
    size_t first, size_t rows, size_t channel, size_t channels) {
  // A copy, so that the compiler sees that no store changes it.
  const sink_writer copy = *writer, *it = &copy;
  size_t i = 0;
  for (; i + 4 <= rows; i += 4, advance(&block, 4)) {
    write_few(it, &block, what, image, first + i, 4, channel, channels);
  }
  for (; i < rows; ++i, advance(&block, 1)) {
    write_few(it, &block, what, image, first + i, 1, channel, channels);
  }
}

static int sink_parts(const sink_writer *it, const sink_block *block) {
  const ck_sink *sink = &it->sink;
  const ck_view *view = sink->view;
  return (sink->data ? SINK_DATA : 0) | (sink->addend ? SINK_ADDEND : 0)
      | (block->values ? SINK_VALUES : 0) | (view && view->gate ? SINK_GATE : 0)
      | (sink->pooled ? SINK_POOLED : 0) | (block->derivatives ? SINK_DERIVATIVES : 0)
      | (sink->slope_sums ? SINK_UNFINISHED : 0) | (sink->sums ? SINK_SUMS : 0)
      | (view && view->factor ? SINK_FACTOR : 0) | (sink->z ? SINK_DISTANCE : 0);
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

enum { SINK_NORMALIZED = SINK_DATA | SINK_SUMS | SINK_DISTANCE };
/// A loop of its own for `what`.
#define CK_SINK(what) \
  case what: \
    write_segment(&local, block, what, &image, first, count, channel, channels); \
    break;

/// Writes rows `first ..< first + rows`, channels `channel ..< channel + channels`, `channel` a
/// multiple of CK_LANES.
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
  for (size_t end = first + rows; first < end;) {
    size_t count = sink_segment(sink, first, end - first);
    sink_image image = {NULL, NULL, NULL};
    if (what & SINK_GATE) image.gate = view->gate + first / view->pixels * view->gate_ld;
    if (what & SINK_POOLED) image.pooled = sink->pooled + first / sink->pixels * sink->pooled_ld;
    if (what & SINK_FACTOR) image.factor = view->factor + first / view->pixels * view->factor_ld;
    clear_image(&local, block.values != NULL, channels);
    // What convolutions do in most networks has loops of its own.
    switch (what) {
      CK_SINK(SINK_NORMALIZED)
      CK_SINK(SINK_NORMALIZED | SINK_ADDEND)
      CK_SINK(SINK_NORMALIZED | SINK_DERIVATIVES)
      CK_SINK(SINK_NORMALIZED | SINK_DERIVATIVES | SINK_ADDEND)
      CK_SINK(SINK_NORMALIZED | SINK_DERIVATIVES | SINK_UNFINISHED | SINK_VALUES | SINK_GATE)
      default: write_segment(&local, block, what, &image, first, count, channel, channels);
    }
    close_image(&local, block.values != NULL, first, channel, channels);
    advance(&block, count);
    first += count;
  }
  if (!sink->sums) return;
  for (size_t c = 0; c < channels; c += CK_LANES) {
    size_t n = smaller(CK_LANES, channels - c);
    add_to_doubles(sink->sums + channel + c, n, load_full(it->sums + c));
    add_to_doubles(sink->sums + it->channels + channel + c, n, load_full(it->products + c));
  }
}

/// What a block needs of the sink's own view: its derivatives into `derivatives`, its values into
/// `values`, where wanted.
static sink_block make_block(
    const sink_writer *it, const float *dy, size_t dy_ld, size_t ld, size_t first, size_t rows,
    size_t channel,
    size_t channels, float *derivatives, float *values) {
  sink_block block = {.dy = dy, .dy_ld = dy_ld, .ld = ld};
  if (it->wants_values) block.values = values;
  if (it->wants_derivatives) block.derivatives = derivatives;
  if (block.values || block.derivatives) {
    read_block to = {
      .values = it->wants_values ? values : NULL,
      .derivatives = it->wants_derivatives ? derivatives : NULL, .ld = ld};
    read_rows(&it->reader, false, first, rows, channel, channels, to);
  }
  return block;
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
