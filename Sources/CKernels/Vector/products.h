// Products of matrices. The left matrix is read in place through a table of row offsets (so that
// a convolution's windows need no copy), the right one is packed, the result is written a tile
// of registers at a time.

/// Rows that come next, asked for a few cache lines before each tile: while the arithmetic units
/// are busy with a product, the memory would else be idle.
typedef struct fetch_queue {
  struct {
    const float *from;
    size_t lines;
  } pieces[4];
  /// Pieces; the piece and the line in it to go on with; lines for a tile.
  size_t count, piece, line, share;
} fetch_queue;

/// Rows `first ..< first + rows`; nothing where data is null, or a slice of a wider tensor.
static void queue_rows(
    fetch_queue *it, const float *data, size_t ld, size_t first, size_t rows, size_t channels) {
  if (!data || ld != channels || rows == 0) return;
  it->pieces[it->count].from = data + first * ld;
  it->pieces[it->count++].lines = (rows * ld + LINE - 1) / LINE;
}

/// Spreads the queue over `tiles` tiles, as far as the processor can wait for that many lines.
static void share_queue(fetch_queue *it, size_t tiles) {
  size_t lines = 0;
  for (size_t i = 0; i < it->count; ++i) lines += it->pieces[i].lines;
  it->share = smaller(16, (lines + tiles - 1) / larger(tiles, 1));
}

/// The next share, as far as its piece goes, into the second-level cache.
CK_INLINE void fetch_share(fetch_queue *it) {
  if (it->piece == it->count) return;
  const float *from = it->pieces[it->piece].from + it->line * LINE;
  size_t lines = smaller(it->share, it->pieces[it->piece].lines - it->line);
  for (size_t i = 0; i < lines; ++i) __builtin_prefetch(from + i * LINE, 0, 2);
  it->line += lines;
  if (it->line < it->pieces[it->piece].lines) return;
  it->line = 0;
  it->piece += 1;
}

enum {
  /// Columns of a packed panel.
  PANEL = 2 * CK_LANES,
  /// The most rows of a tile of any variant.
  MOST_ROWS = 12,
};

/// The packed right matrix: panels of PANEL columns, each `[rows, PANEL]`, the last one of
/// CK_LANES columns if that is enough; zeros fill the last panel up.
CK_INLINE size_t panel_width(size_t columns, size_t column) {
  return columns - column > CK_LANES ? PANEL : CK_LANES;
}

static void pack(size_t rows, size_t columns, const float *w, size_t ld, float *packed) {
  for (size_t n = 0; n < columns; n += PANEL) {
    size_t width = panel_width(columns, n), count = smaller(width, columns - n);
    for (size_t k = 0; k < rows; ++k, packed += width) {
      const float *from = w + k * ld + n;
      for (size_t j = 0; j < width; j += CK_LANES) {
        store_full(packed + j, j < count ? load(from + j, count - j) : (V)0.f);
      }
    }
  }
}

static void pack_transposed(
    size_t rows, size_t columns, const float *w, size_t ld, float *packed) {
  for (size_t n = 0; n < rows; n += PANEL) {
    size_t width = panel_width(rows, n), count = smaller(width, rows - n);
    for (size_t k = 0; k < columns; ++k) {
      for (size_t j = 0; j < width; ++j) *packed++ = j < count ? w[(n + j) * ld + k] : 0;
    }
  }
}

/// The left matrix of a product: row r is `segments` pieces of `length` floats, piece s at
/// `data + table[s * table_ld + r]`.
typedef struct left_matrix {
  const float *data;
  const uint32_t *table;
  size_t table_ld, segments, length;
} left_matrix;

/// Where the result goes: row r at `data + table[r]`.
typedef struct result_matrix {
  float *data;
  const uint32_t *table;
} result_matrix;

/// Adds the products of `rows` rows from `row` on to `vectors` vectors of each. `rows` and `vectors`
/// are constants.
CK_INLINE void add_products(
    const int rows, const int vectors, const left_matrix *a, size_t row, const float *b,
    V (*sum)[2]) {
  const uint32_t *table = a->table + row;
  size_t length = a->length;
  for (size_t s = 0; s < a->segments; ++s, table += a->table_ld) {
    const float *from[MOST_ROWS];
    CK_UNROLL for (int i = 0; i < rows; ++i) from[i] = a->data + table[i];
    // Four at a time: where two threads share a core, counting is what there is no room for.
    CK_UNROLL_FOUR for (size_t k = 0; k < length; ++k, b += vectors * CK_LANES) {
      V right[2];
      CK_UNROLL for (int j = 0; j < vectors; ++j) right[j] = load_full(b + j * CK_LANES);
      CK_UNROLL for (int i = 0; i < rows; ++i) {
        V left = (V)from[i][k];
        CK_UNROLL for (int j = 0; j < vectors; ++j) sum[i][j] = fma_(left, right[j], sum[i][j]);
      }
    }
  }
}

/// `rows` rows from `row` on, n columns in `vectors` vectors. `rows` and `vectors` are constants.
CK_INLINE void tile(
    const int rows, const int vectors, const left_matrix *a, size_t row, const float *b, float *to,
    const uint32_t *to_table, size_t n) {
  V sum[MOST_ROWS][2];
  CK_UNROLL for (int i = 0; i < rows; ++i) {
    CK_UNROLL for (int j = 0; j < vectors; ++j) sum[i][j] = (V)0.f;
    // The result is on its way into the cache while the products are summed.
    __builtin_prefetch(to + to_table[i], 1);
  }
  add_products(rows, vectors, a, row, b, sum);
  CK_UNROLL for (int i = 0; i < rows; ++i) {
    float *out = to + to_table[i];
    CK_UNROLL for (int j = 0; j < vectors - 1; ++j) store_full(out + j * CK_LANES, sum[i][j]);
    size_t last = (vectors - 1) * CK_LANES;
    store(out + last, n - last, sum[i][vectors - 1]);
  }
}

typedef void tile_function(
    const left_matrix *a, size_t row, const float *b, float *to, const uint32_t *to_table, size_t n);

// Aligned, so that how fast their loops are does not depend on what stands before them.
#define CK_TILE(rows, vectors) \
  static __attribute__((noinline, aligned(64))) void tile_##rows##_##vectors( \
      const left_matrix *a, size_t row, const float *b, float *to, const uint32_t *to_table, \
      size_t n) { \
    tile(rows, vectors, a, row, b, to, to_table, n); \
  }

#define CK_EACH_COUNT(X) \
  X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12)
#define CK_TILES(rows) CK_TILE(rows, 1) CK_TILE(rows, 2)
CK_EACH_COUNT(CK_TILES)

#define CK_NARROW_ENTRY(rows) tile_##rows##_1,
#define CK_WIDE_ENTRY(rows) tile_##rows##_2,
static tile_function *const tiles[2][12] = {
  {CK_EACH_COUNT(CK_NARROW_ENTRY)}, {CK_EACH_COUNT(CK_WIDE_ENTRY)}};

/// Size of the next of the tiles of at most `most` that share `left` rows; the last two are equal,
/// because a tile of few rows keeps the arithmetic units waiting.
CK_INLINE size_t tile_size(size_t left, size_t most) {
  if (left >= 2 * most) return most;
  return left > most ? (left + 1) / 2 : left;
}

/// About the tiles of a product of so many rows and columns.
CK_INLINE size_t tile_count(size_t rows, size_t columns) {
  return larger(1, rows / CK_TILE_ROWS) * ((columns + PANEL - 1) / PANEL);
}

/// result[row ..< row + rows, 0 ..< columns] = a * packed.
///
/// - queue: what is asked for meanwhile, or null.
/// - exact: result rows have room for `columns` floats only; otherwise whole vectors are written.
static void multiply_matrix(
    const left_matrix *a, size_t rows, size_t columns, const float *packed,
    const result_matrix *result, bool exact, fetch_queue *queue) {
  size_t depth = a->segments * a->length;
  for (size_t n = 0; n < columns; n += PANEL) {
    bool wide = columns - n > CK_LANES;
    size_t most = wide ? CK_TILE_ROWS : CK_NARROW_TILE_ROWS;
    size_t width = exact ? smaller(PANEL, columns - n) : PANEL;
    for (size_t r = 0; r < rows;) {
      size_t count = tile_size(rows - r, most);
      if (queue) fetch_share(queue);
      tiles[wide][count - 1](
          a, r, packed + n * depth, result->data + n, result->table + r, width);
      r += count;
    }
  }
}

/// Adds the products of `terms` rows: to[i, :] += sum over t of a[rows[t] + i] * d[t, :].
/// `count` (of i) and `vectors` are constants; n columns.
CK_INLINE void outer_tile(
    const int count, const int vectors, size_t terms, const float *a, const uint32_t *offsets,
    const float *d, size_t d_ld, float *to, size_t to_ld, size_t n) {
  V sum[MOST_ROWS][2];
  CK_UNROLL for (int i = 0; i < count; ++i) {
    CK_UNROLL for (int j = 0; j < vectors; ++j) sum[i][j] = (V)0.f;
    // What the sums are added to: large weights' gradients come from the last-level cache.
    __builtin_prefetch(to + (size_t)i * to_ld, 1);
  }
  for (size_t t = 0; t < terms; ++t, d += d_ld) {
    const float *left = a + offsets[t];
    V right[2];
    CK_UNROLL for (int j = 0; j < vectors; ++j) right[j] = load_full(d + j * CK_LANES);
    CK_UNROLL for (int i = 0; i < count; ++i) {
      V x = (V)left[i];
      CK_UNROLL for (int j = 0; j < vectors; ++j) sum[i][j] = fma_(x, right[j], sum[i][j]);
    }
  }
  CK_UNROLL for (int i = 0; i < count; ++i) {
    float *out = to + (size_t)i * to_ld;
    CK_UNROLL for (int j = 0; j < vectors - 1; ++j) {
      store_full(out + j * CK_LANES, load_full(out + j * CK_LANES) + sum[i][j]);
    }
    size_t last = (vectors - 1) * CK_LANES;
    store(out + last, n - last, load(out + last, n - last) + sum[i][vectors - 1]);
  }
}

typedef void outer_tile_function(
    size_t terms, const float *a, const uint32_t *offsets, const float *d, size_t d_ld, float *to,
    size_t to_ld, size_t n);

#define CK_OUTER_TILE(count, vectors) \
  static __attribute__((noinline, aligned(64))) void outer_tile_##count##_##vectors( \
      size_t terms, const float *a, const uint32_t *offsets, const float *d, size_t d_ld, \
      float *to, size_t to_ld, size_t n) { \
    outer_tile(count, vectors, terms, a, offsets, d, d_ld, to, to_ld, n); \
  }
#define CK_OUTER_TILES(count) CK_OUTER_TILE(count, 1) CK_OUTER_TILE(count, 2)
CK_EACH_COUNT(CK_OUTER_TILES)

#define CK_OUTER_NARROW_ENTRY(count) outer_tile_##count##_1,
#define CK_OUTER_WIDE_ENTRY(count) outer_tile_##count##_2,
static outer_tile_function *const outer_tiles[2][12] = {
  {CK_EACH_COUNT(CK_OUTER_NARROW_ENTRY)}, {CK_EACH_COUNT(CK_OUTER_WIDE_ENTRY)}};

/// to[i, 0 ..< columns] += sum over t < terms of a[offsets[t] + i] * d[t, :], i < count.
///
/// - d: rows `d_ld` apart, whole vectors readable.
/// - queue: as in `multiply_matrix`.
static void multiply_outer(
    size_t count, size_t columns, size_t terms, const float *a, const uint32_t *offsets,
    const float *d, size_t d_ld, float *to, size_t to_ld, fetch_queue *queue) {
  for (size_t n = 0; n < columns; n += PANEL) {
    bool wide = columns - n > CK_LANES;
    size_t most = wide ? CK_TILE_ROWS : CK_NARROW_TILE_ROWS;
    for (size_t i = 0; i < count;) {
      size_t piece = tile_size(count - i, most);
      if (queue) fetch_share(queue);
      outer_tiles[wide][piece - 1](
          terms, a + i, offsets, d + n, d_ld, to + i * to_ld + n, to_ld,
          smaller(PANEL, columns - n));
      i += piece;
    }
  }
}
