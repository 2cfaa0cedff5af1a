// Writing a gradient through the activation of its reader, and the sums that go with it; and the
// moments of a convolution's output. Both work on a block of rows that is still in the cache,
// column by column, with the sums in registers: float within a block, double between blocks.

/// A sink that receives its range block by block, in order.
typedef struct sink_writer {
  ck_sink sink;
  size_t channels;
  reader reader;
  /// Whether a block needs activation'(u), and whether it needs activation(u).
  bool wants_derivatives, wants_values;
} sink_writer;

/// Clears the sums of a sink that is about to receive rows `first ..< first + rows`.
static void clear_sink(const ck_sink *sink, size_t first, size_t rows, size_t channels) {
  for (size_t c = 0; sink->sums && c < 2 * channels; ++c) sink->sums[c] = 0;
  if (!sink->gate_sums || rows == 0) return;
  for (size_t i = first / sink->pixels; i <= (first + rows - 1) / sink->pixels; ++i) {
    for (size_t c = 0; c < channels; ++c) sink->gate_sums[i * sink->gate_sums_ld + c] = 0;
  }
}

/// A writer of `channels` channels of a sink of `all_channels`, whose pointers start at the first
/// of them.
static sink_writer make_writer(
    const ck_sink *sink, size_t channels, size_t all_channels, float **scratch) {
  sink_writer it = {.sink = *sink, .channels = all_channels};
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

/// What a block of a sink reads: rows are whole vectors, the first is the block's first channel.
typedef struct sink_block {
  const float *dy;
  size_t dy_ld;
  /// activation'(u) and activation(u), null where not wanted.
  const float *derivatives, *values;
  size_t ld;
} sink_block;

/// n channels from c on, the block's channels from `at` on, of `rows` rows that share their image.
CK_INLINE void write_column(
    const sink_writer *it, const sink_block *block, size_t first, size_t rows, size_t c, size_t at,
    size_t n, bool simple) {
  const ck_sink *sink = &it->sink;
  const ck_view *view = sink->view;
  V sum = (V)0.f, product = (V)0.f, gate_sum = (V)0.f;
  V gate = (V)1.f, pooled = (V)0.f, factor = (V)1.f;
  V mean = sink->z && sink->sums ? load(sink->mean + c, n) : (V)0.f;
  if (!simple) {
    if (view && view->gate) gate = load(view->gate + first / view->pixels * view->gate_ld + c, n);
    if (view && view->factor) {
      factor = load(view->factor + first / view->pixels * view->factor_ld + c, n);
    }
    if (sink->pooled) {
      pooled = load(sink->pooled + first / sink->pixels * sink->pooled_ld + c, n);
    }
  }
  for (size_t i = 0; i < rows; ++i) {
    size_t r = first + i;
    V g = load_full(block->dy + i * block->dy_ld + at);
    if (sink->addend) g += load(sink->addend + r * sink->addend_ld + c, n);
    if (!simple) {
      if (block->values) {
        gate_sum = fma_(g, load_full(block->values + i * block->ld + at), gate_sum);
      }
      g = fma_(g, gate, pooled);
    }
    if (block->derivatives) g *= load_full(block->derivatives + i * block->ld + at);
    if (sink->data) store(sink->data + r * sink->ld + c, n, g);
    if (!sink->sums) continue;
    if (!simple) g *= factor;
    sum += g;
    if (sink->z) product = fma_(g, load(sink->z + r * sink->z_ld + c, n) - mean, product);
  }
  if (sink->sums) {
    add_to_doubles(sink->sums + c, n, sum);
    add_to_doubles(sink->sums + it->channels + c, n, product);
  }
  if (!simple && sink->gate_sums) {
    float *to = sink->gate_sums + first / sink->pixels * sink->gate_sums_ld + c;
    store(to, n, load(to, n) + gate_sum);
  }
}

/// How many of `rows` rows from `first` on share their image in every array of the sink.
CK_INLINE size_t sink_segment(const ck_sink *sink, size_t first, size_t rows) {
  const ck_view *view = sink->view;
  if (view && (view->gate || view->factor)) {
    rows = smaller(rows, view->pixels - first % view->pixels);
  }
  if (sink->pooled || sink->gate_sums) rows = smaller(rows, sink->pixels - first % sink->pixels);
  return rows;
}

/// Writes rows `first ..< first + rows`, channels `channel ..< channel + channels`.
static __attribute__((noinline)) void write_rows(
    const sink_writer *it, sink_block block, size_t first, size_t rows, size_t channel,
    size_t channels) {
  const ck_sink *sink = &it->sink;
  const ck_view *view = sink->view;
  bool simple = !(view && (view->gate || view->factor)) && !sink->pooled && !sink->gate_sums;
  size_t whole = channels / CK_LANES * CK_LANES;
  while (rows > 0) {
    size_t count = sink_segment(sink, first, rows);
    for (size_t c = 0; c < whole; c += CK_LANES) {
      if (simple) {
        write_column(it, &block, first, count, channel + c, c, CK_LANES, true);
      } else {
        write_column(it, &block, first, count, channel + c, c, CK_LANES, false);
      }
    }
    if (whole < channels) {
      write_column(
          it, &block, first, count, channel + whole, whole, channels - whole, simple);
    }
    first += count;
    rows -= count;
    block.dy += count * block.dy_ld;
    if (block.derivatives) block.derivatives += count * block.ld;
    if (block.values) block.values += count * block.ld;
  }
}

/// What a block needs of the sink's own view: its derivatives into `derivatives`, its values into
/// `values`, where wanted.
static sink_block make_block(
    const sink_writer *it, const float *dy, size_t ld, size_t first, size_t rows, size_t channel,
    size_t channels, float *derivatives, float *values) {
  sink_block block = {.dy = dy, .dy_ld = ld, .ld = ld};
  if (it->wants_values) block.values = values;
  if (it->wants_derivatives) block.derivatives = derivatives;
  if (block.values || block.derivatives) {
    read_rows(
        &it->reader, false, first, rows, channel, channels, it->wants_values ? values : NULL,
        it->wants_derivatives ? derivatives : NULL, ld);
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
