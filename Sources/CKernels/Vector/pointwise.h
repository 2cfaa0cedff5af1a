// 1x1 convolutions and fully-connected layers, a panel of rows at a time: the panel is read
// through its view once, multiplied, and its statistics are taken while it is in the cache. The
// products ask the memory for the next panel.

/// A table of `rows` offsets `step` apart.
static const uint32_t *make_row_table(float **scratch, size_t rows, size_t step) {
  uint32_t *table = (uint32_t *)(void *)take(scratch, rows);
  for (size_t i = 0; i < rows; ++i) table[i] = (uint32_t)(i * step);
  return table;
}

static void copy_rows(
    const float *from, size_t from_ld, size_t rows, size_t channels, float *to, size_t to_ld) {
  for (size_t i = 0; i < rows; ++i) {
    for (size_t c = 0; c < channels; c += CK_LANES) {
      store(to + i * to_ld + c, channels - c, load(from + i * from_ld + c, channels - c));
    }
  }
}

static void pointwise_forward(
    size_t first, size_t rows, size_t in, size_t out, const ck_view *x, float *x_store,
    size_t x_store_ld, const float *packed, float *z, size_t z_ld, double *moments,
    float *scratch) {
  reader source = open_any_reader(x, in, &scratch, is_flat_view(x, in));
  moment_sums sums = open_moments(moments, out, &scratch);
  size_t panel = ck_panel_rows(in, out);
  size_t ld = source.plain ? x->ld : source.flat ? in : padded(in);
  left_matrix a = {
    .table = make_row_table(&scratch, panel, ld), .table_ld = panel, .segments = 1, .length = in};
  result_matrix result = {.table = make_row_table(&scratch, panel, z_ld)};
  float *values = take(&scratch, panel * padded(in));
  for (size_t r = first; r < first + rows; r += panel) {
    size_t count = smaller(panel, first + rows - r);
    a.data = source.plain ? x->data + r * ld : values;
    if (!source.plain) {
      read_rows(&source, r, count, 0, in, (read_block){.values = values, .ld = ld});
    }
    if (x_store) copy_rows(a.data, ld, count, in, x_store + r * x_store_ld, x_store_ld);
    result.data = z + r * z_ld;
    fetch_queue queue = {.count = 0};
    size_t later = smaller(panel, first + rows - r - count);
    queue_rows(&queue, x->data, x->ld, r + count, later, in);
    queue_rows(&queue, x->residual, x->residual_ld, r + count, later, in);
    share_queue(&queue, tile_count(count, out));
    multiply_matrix(&a, count, out, packed, &result, true, &queue);
    add_moments(&sums, result.data, z_ld, count, 0, out, r == first);
  }
  close_moments(&sums, rows);
}

static void pointwise_backward(
    size_t first, size_t rows, size_t in, size_t out, const ck_gradient *dz, const float *packed,
    const ck_sink *sink, const ck_view *x, float *dw, size_t dw_ld, float *scratch) {
  gradient_reader gradient =
      open_any_gradient_reader(dz, out, &scratch, is_flat_gradient(dz, out));
  bool kept = sink && x && sink->view == x;
  reader source = {.plain = true};
  if (x) source = open_any_reader(x, in, &scratch, !kept && is_flat_view(x, in));
  sink_writer writer = {0};
  bool flat = sink && is_flat_sink(sink, in);
  if (sink) writer = open_any_sink(sink, first, rows, in, &scratch, flat);
  size_t dy_ld = flat ? in : padded(in);
  size_t panel = ck_panel_rows(in, out);
  // A plain gradient is used where it lies, if whole vectors of it can be read.
  bool in_place = gradient.plain && out % CK_LANES == 0;
  size_t dz_ld = in_place ? dz->ld : gradient.flat ? out : padded(out);
  size_t x_ld = source.plain && x ? x->ld : source.flat || (kept && flat) ? in : padded(in);
  left_matrix a = {
    .table = make_row_table(&scratch, panel, dz_ld), .table_ld = panel, .segments = 1,
    .length = out};
  const uint32_t *x_table = make_row_table(&scratch, panel, x_ld);
  result_matrix result = {
    .data = NULL, .table = make_row_table(&scratch, panel, dy_ld)};
  float *dz_values = take(&scratch, panel * padded(out));
  float *x_values = take(&scratch, panel * padded(in));
  result.data = take(&scratch, panel * padded(in));
  // Where the sink takes the same view, it keeps the values that come with the derivatives.
  bool shared = kept && !source.plain;
  for (size_t r = first; r < first + rows; r += panel) {
    size_t count = smaller(panel, first + rows - r);
    a.data = in_place ? dz->data + r * dz_ld : dz_values;
    fetch_queue queue = {.count = 0};
    size_t later = smaller(panel, first + rows - r - count);
    queue_rows(&queue, dz->data, dz->ld, r + count, later, out);
    queue_rows(&queue, dz->z, dz->z_ld, r + count, later, out);
    if (x) queue_rows(&queue, x->data, x->ld, r + count, later, in);
    if (sink) queue_rows(&queue, sink->addend, sink->addend_ld, r + count, later, in);
    share_queue(&queue, (x ? tile_count(in, out) : 0) + (sink ? tile_count(count, in) : 0));
    if (!in_place) {
      read_gradient_rows(&gradient, r, count, 0, out, dz_values, dz_ld, false);
    }
    if (sink) {
      multiply_matrix(&a, count, in, packed, &result, flat, &queue);
      sink_block block = {
        .dy = result.data, .dy_ld = dy_ld, .kept = shared ? x_values : NULL, .kept_ld = x_ld};
      write_rows(&writer, block, r, count, 0, in);
    }
    if (!x) continue;
    const float *values = source.plain ? x->data + r * x_ld : x_values;
    if (!source.plain && !shared) {
      read_rows(&source, r, count, 0, in, (read_block){.values = x_values, .ld = x_ld});
    }
    multiply_outer(in, out, count, values, x_table, a.data, dz_ld, dw, dw_ld, &queue);
  }
}
