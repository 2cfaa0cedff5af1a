// Layer normalisation over the channels of each row.

/// Which vector of a line begins at channel c.
CK_INLINE size_t place(size_t c) { return c / CK_LANES % LINE_VECTORS; }

CK_INLINE float sum_of_row(const float *row, size_t channels) {
  V sum[LINE_VECTORS] = {(V)0.f};
  for (size_t c = 0; c < channels; c += CK_LANES) sum[place(c)] += load(row + c, channels - c);
  return sum_of_line(sum);
}

static void layer_normalization_forward(
    size_t first, size_t rows, size_t channels, const ck_view *x, float epsilon,
    const float *gamma, const float *beta, float *y, size_t y_ld, float *mean,
    float *inverse_deviation, float *scratch) {
  reader source = open_reader(x, channels, &scratch);
  const float *factors = pad_copy(&scratch, channels, gamma, 1);
  const float *offsets = pad_copy(&scratch, channels, beta, 0);
  float *row = take(&scratch, padded(channels));
  for (size_t r = first; r < first + rows; ++r) {
    read_rows(&source, r, 1, 0, channels, (read_block){.values = row, .ld = padded(channels)});
    float center = sum_of_row(row, channels) / (float)channels;
    V squares[LINE_VECTORS] = {(V)0.f};
    for (size_t c = 0; c < channels; c += CK_LANES) {
      V distance = load(row + c, channels - c) - (V)center;
      store(row + c, channels - c, distance);
      distance = load(row + c, channels - c);  // lanes behind the last channel become zero
      squares[place(c)] = fma_(distance, distance, squares[place(c)]);
    }
    float inverse = 1 / sqrtf(sum_of_line(squares) / (float)channels + epsilon);
    mean[r] = center;
    inverse_deviation[r] = inverse;
    for (size_t c = 0; c < channels; c += CK_LANES) {
      V normal = load(row + c, channels - c) * (V)inverse;
      V value = fma_(normal, load_full(factors + c), load_full(offsets + c));
      store(y + r * y_ld + c, channels - c, value);
    }
  }
}

static void layer_normalization_backward(
    size_t first, size_t rows, size_t channels, const float *dy, size_t dy_ld, const ck_view *x,
    const float *mean, const float *inverse_deviation, const float *gamma, const ck_sink *sink,
    double *parameter_sums, float *scratch) {
  size_t ld = padded(channels);
  reader source = open_reader(x, channels, &scratch);
  sink_writer writer = open_sink(sink, first, rows, channels, &scratch);
  const float *factors = pad_copy(&scratch, channels, gamma, 1);
  float *row = take(&scratch, ld), *gradient = take(&scratch, ld);
  for (size_t c = 0; parameter_sums && c < 2 * channels; ++c) parameter_sums[c] = 0;
  for (size_t r = first; r < first + rows; ++r) {
    read_rows(&source, r, 1, 0, channels, (read_block){.values = row, .ld = ld});
    V sum[LINE_VECTORS] = {(V)0.f}, product[LINE_VECTORS] = {(V)0.f};
    for (size_t c = 0; c < channels; c += CK_LANES) {
      V normal = (load_full(row + c) - (V)mean[r]) * (V)inverse_deviation[r];
      V d = load(dy + r * dy_ld + c, channels - c);
      if (parameter_sums) {
        add_to_doubles(parameter_sums + c, smaller(CK_LANES, channels - c), d * normal);
        add_to_doubles(parameter_sums + channels + c, smaller(CK_LANES, channels - c), d);
      }
      d *= load_full(factors + c);
      sum[place(c)] += d;
      // Behind the last channel d is zero, but the row may hold anything.
      product[place(c)] +=
          channels - c >= CK_LANES ? d * normal : d != (V)0.f ? d * normal : (V)0.f;
      store_full(row + c, normal);
      store_full(gradient + c, d);
    }
    V mean_d = (V)(sum_of_line(sum) / (float)channels);
    V mean_product = (V)(sum_of_line(product) / (float)channels);
    for (size_t c = 0; c < channels; c += CK_LANES) {
      V d = load_full(gradient + c) - fma_(load_full(row + c), mean_product, mean_d);
      store_full(gradient + c, d * (V)inverse_deviation[r]);
    }
    sink_block block = {.dy = gradient, .dy_ld = ld};
    write_rows(&writer, block, r, 1, 0, channels);
  }
}
