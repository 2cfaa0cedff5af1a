// Kernels that go over a tensor once, element by element, and the mean over pixels: a slice of
// channels and a block of rows at a time, with the block on the stack.

enum {
  /// Channels of a slice and rows of a block.
  SLICE = 256,
  BLOCK_ROWS = 16,
  /// Per-channel arrays of a slice's reader and writer.
  SLICE_FLOATS = 11 * SLICE,
};

CK_INLINE const float *moved(const float *p, size_t by) { return p ? p + by : NULL; }

/// The view of channels c and beyond.
static ck_view view_from(const ck_view *x, size_t c) {
  ck_view it = *x;
  it.data += c;
  it.scale = moved(it.scale, c);
  it.shift = moved(it.shift, c);
  it.factor = moved(it.factor, c);
  it.residual = moved(it.residual, c);
  it.residual_scale = moved(it.residual_scale, c);
  it.residual_shift = moved(it.residual_shift, c);
  it.gate = moved(it.gate, c);
  return it;
}

static ck_gradient gradient_from(const ck_gradient *dz, size_t c) {
  ck_gradient it = *dz;
  it.data += c;
  it.c1 = moved(it.c1, c);
  it.z = moved(it.z, c);
  it.c2 = moved(it.c2, c);
  it.c3 = moved(it.c3, c);
  it.factor = moved(it.factor, c);
  it.slope_scale = moved(it.slope_scale, c);
  it.slope_shift = moved(it.slope_shift, c);
  it.pooled = moved(it.pooled, c);
  return it;
}

/// The sink of channels c and beyond, but for its view.
static ck_sink sink_from(const ck_sink *sink, size_t c) {
  ck_sink it = *sink;
  if (it.data) it.data += c;
  it.addend = moved(it.addend, c);
  it.pooled = moved(it.pooled, c);
  if (it.sums) it.sums += c;
  it.z = moved(it.z, c);
  it.mean = moved(it.mean, c);
  if (it.gate_sums) it.gate_sums += c;
  if (it.slope_sums) it.slope_sums += c;
  return it;
}

static void apply_view(
    size_t first, size_t rows, size_t channels, const ck_view *x, float *y, size_t y_ld) {
  float arrays[SLICE_FLOATS];
  for (size_t c = 0; c < channels; c += SLICE) {
    size_t many = smaller(SLICE, channels - c);
    ck_view slice = view_from(x, c);
    float *scratch = arrays;
    reader source = open_reader(&slice, many, &scratch);
    read_block to = {.values = y + first * y_ld + c, .ld = y_ld, .exact = true};
    read_rows(&source, first, rows, 0, many, to);
  }
}

static void apply_gradient(
    size_t first, size_t rows, size_t channels, const ck_gradient *dz, const float *addend,
    size_t addend_ld, float *dx, size_t dx_ld) {
  float arrays[SLICE_FLOATS], values[BLOCK_ROWS * SLICE];
  for (size_t c = 0; c < channels; c += SLICE) {
    size_t many = smaller(SLICE, channels - c);
    ck_gradient slice = gradient_from(dz, c);
    float *scratch = arrays;
    gradient_reader source = open_gradient_reader(&slice, many, &scratch);
    if (!addend) {
      read_gradient_rows(
          &source, first, rows, 0, many, dx + first * dx_ld + c, dx_ld, true);
      continue;
    }
    for (size_t r = first; r < first + rows; r += BLOCK_ROWS) {
      size_t count = smaller(BLOCK_ROWS, first + rows - r);
      read_gradient_rows(&source, r, count, 0, many, values, SLICE, false);
      for (size_t i = 0; i < count; ++i) {
        for (size_t j = 0; j < many; j += CK_LANES) {
          V sum = load(addend + (r + i) * addend_ld + c + j, many - j);
          store_full(values + i * SLICE + j, sum + load_full(values + i * SLICE + j));
        }
      }
      copy_rows(values, SLICE, count, many, dx + r * dx_ld + c, dx_ld);
    }
  }
}

static void apply_sink(
    size_t first, size_t rows, size_t channels, const float *dy, size_t dy_ld,
    const ck_sink *sink) {
  float arrays[SLICE_FLOATS];
  clear_sink(sink, first, rows, channels);
  for (size_t c = 0; c < channels; c += SLICE) {
    size_t many = smaller(SLICE, channels - c);
    ck_sink slice = sink_from(sink, c);
    ck_view view;
    if (sink->view) {
      view = view_from(sink->view, c);
      slice.view = &view;
    }
    float *scratch = arrays;
    sink_writer writer = make_writer(&slice, many, channels, &scratch, false);
    for (size_t r = first; r < first + rows; r += BLOCK_ROWS) {
      size_t count = smaller(BLOCK_ROWS, first + rows - r);
      sink_block block = {.dy = dy + r * dy_ld + c, .dy_ld = dy_ld};
      write_rows(&writer, block, r, count, 0, many);
    }
  }
}

static void moments(
    size_t first, size_t rows, size_t channels, const float *z, size_t z_ld, double *to) {
  float pivot[SLICE];
  for (size_t c = 0; c < 2 * channels; ++c) to[c] = 0;
  for (size_t c = 0; c < channels; c += SLICE) {
    moment_sums sums = {.moments = to + c, .pivot = pivot, .channels = channels};
    size_t many = smaller(SLICE, channels - c);
    for (size_t r = first; r < first + rows; r += CK_BATCH_PIXELS) {
      size_t count = smaller(CK_BATCH_PIXELS, first + rows - r);
      add_moments(&sums, z + r * z_ld + c, z_ld, count, 0, many, r == first);
    }
    close_moments_of(&sums, rows, many);
  }
}

/// The mean of one image, of one slice of channels.
static void average_image(
    const reader *source, size_t image, size_t pixels, size_t many, float *x_store,
    size_t x_store_ld, float *mean) {
  float values[BLOCK_ROWS * SLICE];
  double sums[SLICE] = {0};
  size_t ld = source->flat ? many : SLICE;
  for (size_t p = 0; p < pixels; p += BLOCK_ROWS) {
    size_t count = smaller(BLOCK_ROWS, pixels - p), row = image * pixels + p;
    read_rows(source, row, count, 0, many, (read_block){.values = values, .ld = ld});
    if (x_store) copy_rows(values, ld, count, many, x_store + row * x_store_ld, x_store_ld);
    for (size_t j = 0; j < many; j += CK_LANES) {
      V sum = (V)0.f;
      for (size_t i = 0; i < count; ++i) sum += load_full(values + i * ld + j);
      add_to_doubles(sums + j, CK_LANES, sum);
    }
  }
  for (size_t j = 0; j < many; ++j) mean[j] = (float)(sums[j] / (double)pixels);
}

static void global_average(
    size_t first, size_t images, size_t pixels, size_t channels, const ck_view *x, float *x_store,
    size_t x_store_ld, float *mean, size_t mean_ld) {
  float arrays[SLICE_FLOATS];
  for (size_t c = 0; c < channels; c += SLICE) {
    size_t many = smaller(SLICE, channels - c);
    ck_view slice = view_from(x, c);
    float *scratch = arrays;
    reader source = open_any_reader(&slice, many, &scratch, is_flat_view(&slice, many));
    for (size_t image = first; image < first + images; ++image) {
      average_image(
          &source, image, pixels, many, x_store ? x_store + c : NULL, x_store_ld,
          mean + image * mean_ld + c);
    }
  }
}

static double sum_of_squares(size_t count, const float *x) {
  double total = 0;
  for (size_t i = 0; i < count; i += 32 * LINE) {
    size_t end = smaller(count, i + 32 * LINE), j = i;
    // Four lines of sums, so that memory and not the latency of an addition sets the pace.
    V sum[4 * LINE_VECTORS];
    CK_UNROLL for (int k = 0; k < 4 * LINE_VECTORS; ++k) sum[k] = (V)0.f;
    for (; j + 4 * LINE <= end; j += 4 * LINE) {
      CK_UNROLL for (int k = 0; k < 4 * LINE_VECTORS; ++k) {
        V v = load_full(x + j + (size_t)k * CK_LANES);
        sum[k] = fma_(v, v, sum[k]);
      }
    }
    for (size_t k = 0; j < end; j += CK_LANES, ++k) {
      V v = load(x + j, end - j);
      sum[k] = fma_(v, v, sum[k]);
    }
    V line[LINE_VECTORS];
    CK_UNROLL for (int k = 0; k < LINE_VECTORS; ++k) {
      const V *each = sum + k;
      line[k] = (each[0] + each[LINE_VECTORS]) + (each[2 * LINE_VECTORS] + each[3 * LINE_VECTORS]);
    }
    total += sum_of_line(line);
  }
  return total;
}
