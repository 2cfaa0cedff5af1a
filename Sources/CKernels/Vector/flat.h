// Reading and writing rows of few channels as one long row. Where rows lie without gaps, a vector
// may as well hold the end of one and the beginning of the next: no lane stays empty and no row has
// a rest, which for narrow networks is most of the work. Coefficients repeat, and a vector's begin at
// its first lane's channel. Every element is computed as in rows, to the bit.

/// One vector of rows without gaps: n floats, the first of which belongs to `channel`.
CK_INLINE void read_flat_vector(
    const reader *it, ck_activation activation, const int what, const float *gate,
    const float *from, size_t channel, size_t n, float *values) {
  V u = fma_(load(from, n), load_full(it->scale + channel), load_full(it->shift + channel));
  V derivative, y = activate(activation, u, false, &derivative);
  if (what & READ_GATED) y *= load_full(gate + channel);
  store(values, n, y);
}

/// Rows without gaps that share one row of the gate.
CK_INLINE void read_flat(
    const reader *source, ck_activation activation, const int what, const float *gate, size_t first,
    size_t rows, size_t channels, float *values) {
  const reader copy = *source, *it = &copy;
  size_t step = CK_LANES % channels, count = rows * channels, i = 0, channel = 0;
  const float *from = it->view.data + first * channels;
  for (; i + 2 * CK_LANES <= count; i += 2 * CK_LANES) {
    size_t second = next_channel(channel, step, channels);
    read_flat_vector(it, activation, what, gate, from + i, channel, CK_LANES, values + i);
    read_flat_vector(
        it, activation, what, gate, from + i + CK_LANES, second, CK_LANES, values + i + CK_LANES);
    channel = next_channel(second, step, channels);
  }
  for (; i < count; i += CK_LANES) {
    read_flat_vector(
        it, activation, what, gate, from + i, channel, smaller(CK_LANES, count - i), values + i);
    channel = next_channel(channel, step, channels);
  }
}

/// `read_rows` without gaps.
static __attribute__((noinline)) void read_flat_rows(
    const reader *it, size_t first, size_t rows, size_t channels, float *values) {
  const ck_view *x = &it->view;
  if (!x->gate) {
    CK_FOR_ACTIVATION(
        x->activation, read_flat(it, A, 0, NULL, first, rows, channels, values))
    return;
  }
  for (size_t end = first + rows; first < end;) {
    const float *gate = x->gate + first / x->pixels * x->gate_ld;
    size_t count = smaller(end - first, x->pixels - first % x->pixels);
    repeat_into(it->gate, channels, gate, 1);
    CK_FOR_ACTIVATION(
        x->activation,
        read_flat(it, A, READ_GATED, it->gate, first, count, channels, values))
    first += count;
    values += count * channels;
  }
}

/// One vector of rows without gaps: n floats from place `i` of the tensors on, the first of which
/// belongs to `channel`.
CK_INLINE void read_flat_gradient(
    const gradient_reader *it, ck_activation activation, const int what, size_t i, size_t channel,
    size_t n, float *values) {
  const ck_gradient *dz = &it->gradient;
  V d = load(dz->data + i, n), z = load(dz->z + i, n);
  if (what & GRADIENT_FINISHED) {
    V slope;
    V u = fma_(z, load_full(it->slope_scale + channel), load_full(it->slope_shift + channel));
    activate(activation, u, true, &slope);
    d = (d + load_full(it->shared + channel)) * slope;
  }
  V rest = fma_(z, load_full(it->c2 + channel), load_full(it->c3 + channel));
  store(values, n, fma_(d, load_full(it->c1 + channel), rest));
}

/// Rows without gaps, of one image where the gradient is finished.
CK_INLINE void read_flat_segment(
    const gradient_reader *source, ck_activation activation, const int what, size_t first,
    size_t rows, size_t channels, float *values) {
  const gradient_reader copy = *source, *it = &copy;
  size_t step = CK_LANES % channels, count = rows * channels, i = 0, channel = 0;
  size_t start = first * channels;
  for (; i + 2 * CK_LANES <= count; i += 2 * CK_LANES) {
    size_t second = next_channel(channel, step, channels);
    read_flat_gradient(it, activation, what, start + i, channel, CK_LANES, values + i);
    read_flat_gradient(
        it, activation, what, start + i + CK_LANES, second, CK_LANES, values + i + CK_LANES);
    channel = next_channel(second, step, channels);
  }
  for (; i < count; i += CK_LANES) {
    read_flat_gradient(
        it, activation, what, start + i, channel, smaller(CK_LANES, count - i), values + i);
    channel = next_channel(channel, step, channels);
  }
}

/// `read_gradient_rows` without gaps.
static __attribute__((noinline)) void read_flat_gradient_rows(
    const gradient_reader *it, size_t first, size_t rows, size_t channels, float *values) {
  const ck_gradient *dz = &it->gradient;
  if (!dz->slope_scale) {
    read_flat_segment(it, CK_IDENTITY, GRADIENT_NORMALIZED, first, rows, channels, values);
    return;
  }
  for (size_t end = first + rows; first < end;) {
    size_t count = end - first;
    const float *pooled = NULL;
    if (dz->pooled) {
      pooled = dz->pooled + first / dz->pixels * dz->pooled_ld;
      count = smaller(count, dz->pixels - first % dz->pixels);
    }
    repeat_into(it->shared, channels, pooled, 0);
    CK_FOR_ACTIVATION(
        dz->slope_activation,
        read_flat_segment(it, A, GRADIENT_FINISHED, first, count, channels, values))
    first += count;
    values += count * channels;
  }
}

/// What a loop over a flat sink is compiled for.
enum { FLAT_KEPT = 1, FLAT_SQUEEZED = 2 };

enum {
  /// Floats of rows whose values and derivatives wait for their sums, in the first-level cache.
  FLAT_FLOATS = 1024,
};

/// Rows of a flat sink as one: where what belongs to the first of them lies.
typedef struct flat_rows {
  const float *z, *dy;
  float *data;
  /// Null where values are not wanted.
  float *kept;
  /// Values before the gate, and derivatives; for a squeezed sink only.
  float *values, *slopes;
} flat_rows;

/// One vector: n floats from place `i` on, the first of which belongs to `channel`.
CK_INLINE void write_flat_vector(
    const reader *view, const flat_rows *rows, ck_activation activation, const int what, size_t i,
    size_t channel, size_t n) {
  V u = fma_(
      load(rows->z + i, n), load_full(view->scale + channel), load_full(view->shift + channel));
  V slope, value = activate(activation, u, true, &slope), g = load(rows->dy + i, n);
  if (what & FLAT_SQUEEZED) {
    store(rows->values + i, n, value);
    store(rows->slopes + i, n, slope);
    V gate = load_full(view->gate + channel);
    value *= gate;
    g *= gate;
  } else {
    g *= slope;
  }
  if (what & FLAT_KEPT) store(rows->kept + i, n, value);
  store(rows->data + i, n, g);
}

CK_INLINE void write_flat_segment(
    const reader *source, const flat_rows *all, ck_activation activation, const int what,
    size_t count, size_t channels) {
  const reader copy = *source, *view = &copy;
  const flat_rows rows = *all;
  size_t step = CK_LANES % channels, i = 0, channel = 0;
  for (; i + 2 * CK_LANES <= count; i += 2 * CK_LANES) {
    size_t second = next_channel(channel, step, channels);
    write_flat_vector(view, &rows, activation, what, i, channel, CK_LANES);
    write_flat_vector(view, &rows, activation, what, i + CK_LANES, second, CK_LANES);
    channel = next_channel(second, step, channels);
  }
  for (; i < count; i += CK_LANES) {
    write_flat_vector(
        view, &rows, activation, what, i, channel, smaller(CK_LANES, count - i));
    channel = next_channel(channel, step, channels);
  }
}

/// The sums of one vector of each of `count` rows (a constant) of a squeezed sink, added up as in
/// `write_vectors`.
CK_INLINE void sum_flat_vectors(
    const sink_writer *it, const flat_rows *rows, const int count, size_t row, size_t channels,
    size_t c, size_t n) {
  vector_sums sums;
  sums.gated = load_full(it->gate_sums + c);
  V mean = load_full(it->mean + c);
  const int pair = count == 1 ? 1 : 2;
  CK_UNROLL for (int first = 0; first < count; first += pair) {
    V g[2], slope[2], distance[2];
    CK_UNROLL for (int i = 0; i < pair; ++i) {
      size_t at = (row + (size_t)(first + i)) * channels + c;
      sums.gated = fma_(load(rows->dy + at, n), load(rows->values + at, n), sums.gated);
      slope[i] = load(rows->slopes + at, n);
      g[i] = load(rows->data + at, n) * slope[i];
      distance[i] = load(rows->z + at, n) - mean;
    }
    add_rows(&sums.slopes, first, pair, slope, distance);
    add_rows(&sums.g, first, pair, g, distance);
  }
  store_full(it->gate_sums + c, sums.gated);
  close_rows(&sums.slopes, count, true, it->slopes, it->slope_products, c);
  close_rows(&sums.g, count, true, it->sums, it->products, c);
}

CK_INLINE void sum_flat_rows(
    const sink_writer *it, const flat_rows *rows, const int count, size_t row, size_t channels) {
  size_t c = 0;
  for (; c + CK_LANES <= channels; c += CK_LANES) {
    sum_flat_vectors(it, rows, count, row, channels, c, CK_LANES);
  }
  if (c < channels) sum_flat_vectors(it, rows, count, row, channels, c, channels - c);
}

/// Rows of one image of a squeezed sink, a few at a time.
static __attribute__((noinline)) void write_flat_squeezed(
    const sink_writer *it, const flat_rows *all, ck_activation activation, size_t rows,
    size_t channels) {
  float values[FLAT_FLOATS], slopes[FLAT_FLOATS];
  flat_rows few = *all;
  few.values = values;
  few.slopes = slopes;
  const reader *view = &it->reader;
  size_t most = FLAT_FLOATS / channels / 4 * 4;
  for (size_t done = 0; done < rows; done += most) {
    size_t many = smaller(most, rows - done), count = many * channels, i = 0;
    if (few.kept) {
      CK_FOR_ACTIVATION(
          activation,
          write_flat_segment(view, &few, A, FLAT_SQUEEZED | FLAT_KEPT, count, channels))
    } else {
      CK_FOR_ACTIVATION(
          activation, write_flat_segment(view, &few, A, FLAT_SQUEEZED, count, channels))
    }
    for (; i + 4 <= many; i += 4) sum_flat_rows(it, &few, 4, i, channels);
    for (; i < many; ++i) sum_flat_rows(it, &few, 1, i, channels);
    few.z += count;
    few.dy += count;
    few.data += count;
    if (few.kept) few.kept += count;
  }
}

/// Rows of a sink without a gate: first the values, line by line where they are kept, then the sums.
static __attribute__((noinline)) void write_flat_activated(
    const sink_writer *it, const sink_block *from, ck_activation activation, size_t first,
    size_t rows, size_t channels) {
  const ck_sink *sink = &it->sink;
  const reader *view = &it->reader;
  sink_block block = *from;
  for (size_t done = 0; done < rows;) {
    size_t many = rows - done, at = (first + done) * channels;
    if (block.kept && block.line) many = smaller(many, block.line);
    flat_rows piece = {
      .z = view->view.data + at, .dy = block.dy + done * channels, .data = sink->data + at,
      .kept = block.kept};
    if (block.kept) {
      CK_FOR_ACTIVATION(
          activation, write_flat_segment(view, &piece, A, FLAT_KEPT, many * channels, channels))
      block.kept += many * channels + block.gap;
    } else {
      CK_FOR_ACTIVATION(
          activation, write_flat_segment(view, &piece, A, 0, many * channels, channels))
    }
    done += many;
  }
  sink_image image = {NULL, NULL, NULL};
  sink_block written = {.dy = sink->data + first * channels, .dy_ld = channels};
  write_segment(
      it, &written, CK_IDENTITY, SINK_SUMS | SINK_DISTANCE, &image, first, rows, 0, channels);
}

static void write_flat_rows(
    const sink_writer *it, sink_block block, size_t first, size_t rows, size_t channels) {
  const ck_sink *sink = &it->sink;
  const ck_view *view = sink->view;
  if (!view->gate) {
    write_flat_activated(it, &block, view->activation, first, rows, channels);
    return;
  }
  for (size_t end = first + rows; first < end;) {
    size_t count = sink_segment(sink, first, end - first), at = first * channels;
    repeat_into(it->reader.gate, channels, view->gate + first / view->pixels * view->gate_ld, 1);
    clear_image(it, true, channels);
    flat_rows all = {
      .z = view->data + at, .dy = block.dy, .data = sink->data + at, .kept = block.kept};
    write_flat_squeezed(it, &all, view->activation, count, channels);
    close_image(it, true, first, 0, channels);
    block.dy += count * channels;
    if (block.kept) block.kept += count * channels;
    first += count;
  }
}
