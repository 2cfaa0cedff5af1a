// 3x3 convolutions of stride 1 by Winograd's minimal filtering, F(2x2, 3x3) (Lavin and Gray, "Fast
// Algorithms for Convolutional Neural Networks", arXiv:1509.09308, section 4.1): four results of a
// tile of 4x4 pixels need 16 products in place of 36. Tiles are transformed a block at a time, the
// sixteen matrix products of a panel of columns follow, and its results are transformed back and
// finished while they are in the cache.

/// A tile's pixels, those outside the input pointing at zeros.
static void find_tile(
    const ck_window *w, size_t tile, size_t tiles_high, size_t tiles_wide, const float *x,
    size_t x_ld, const float *zeros, const float *pixels[16]) {
  size_t line = tile / tiles_wide, image = line / tiles_high;
  ptrdiff_t top = (ptrdiff_t)(line % tiles_high * 2) - (ptrdiff_t)w->pad_top;
  ptrdiff_t left = (ptrdiff_t)(tile % tiles_wide * 2) - (ptrdiff_t)w->pad_left;
  for (ptrdiff_t i = 0; i < 4; ++i) {
    for (ptrdiff_t j = 0; j < 4; ++j) {
      ptrdiff_t py = top + i, px = left + j;
      bool inside = py >= 0 && py < (ptrdiff_t)w->in_height && px >= 0
          && px < (ptrdiff_t)w->in_width;
      size_t row = inside ? (image * w->in_height + (size_t)py) * w->in_width + (size_t)px : 0;
      pixels[4 * i + j] = inside ? x + row * x_ld : zeros;
    }
  }
}

/// The input transform of one tile: element k of all channels at `to + k * step`.
static void transform_tile(
    const float *const pixels[16], size_t channels, float *to, size_t step) {
  for (size_t c = 0; c < channels; c += CK_LANES) {
    size_t n = channels - c;
    V d[16], t[16];
    CK_UNROLL for (int i = 0; i < 16; ++i) d[i] = load(pixels[i] + c, n);
    CK_UNROLL for (int j = 0; j < 4; ++j) {
      t[j] = d[j] - d[8 + j];
      t[4 + j] = d[4 + j] + d[8 + j];
      t[8 + j] = d[8 + j] - d[4 + j];
      t[12 + j] = d[4 + j] - d[12 + j];
    }
    CK_UNROLL for (size_t i = 0; i < 4; ++i) {
      store_full(to + (4 * i) * step + c, t[4 * i] - t[4 * i + 2]);
      store_full(to + (4 * i + 1) * step + c, t[4 * i + 1] + t[4 * i + 2]);
      store_full(to + (4 * i + 2) * step + c, t[4 * i + 2] - t[4 * i + 1]);
      store_full(to + (4 * i + 3) * step + c, t[4 * i + 1] - t[4 * i + 3]);
    }
  }
}

/// The output transform of one tile's panel of columns, n of them, finished: element k is at
/// `from + k * step`; `row` is the result's row of the first of up to 2x2 pixels.
static void finish_winograd_tile(
    const float *from, size_t step, const finisher *finish, size_t row, size_t line, size_t high,
    size_t wide, size_t column, float *y, size_t y_ld, size_t n) {
  for (size_t c = 0; c < n; c += CK_LANES) {
    size_t many = n - c;
    V m[16], t[8];
    CK_UNROLL for (size_t k = 0; k < 16; ++k) m[k] = load_full(from + k * step + c);
    CK_UNROLL for (int j = 0; j < 4; ++j) {
      t[j] = m[j] + m[4 + j] + m[8 + j];
      t[4 + j] = m[4 + j] - m[8 + j] - m[12 + j];
    }
    V shift = load_full(finish->shift + column + c);
    for (size_t i = 0; i < high; ++i) {
      V left = t[4 * i] + t[4 * i + 1] + t[4 * i + 2] + shift;
      V right = t[4 * i + 1] - t[4 * i + 2] - t[4 * i + 3] + shift;
      size_t r = row + i * line;
      float *to = y + r * y_ld + c;
      store(to, many, finish_vector(finish, left, r, column + c, many));
      if (wide == 1) continue;
      store(to + y_ld, many, finish_vector(finish, right, r + 1, column + c, many));
    }
  }
  if (finish->rest == CK_IDENTITY) return;
  for (size_t i = 0; i < high; ++i) {
    finish_block(finish->rest, y + (row + i * line) * y_ld, y_ld, wide, n, NULL);
  }
}

static void winograd_finished(
    const ck_window *w, size_t in, size_t out, size_t first, size_t lines, const float *x,
    size_t x_ld, const float *packed, size_t matrix, const ck_finish *finish, float *y,
    size_t y_ld, float *scratch) {
  finisher last = open_finisher(finish, out, &scratch);
  size_t high = (w->out_height + 1) / 2, wide = (w->out_width + 1) / 2;
  size_t block = ck_winograd_tiles(in), ld = padded(in);
  float *zeros = take(&scratch, ld);
  for (size_t c = 0; c < ld; ++c) zeros[c] = 0;
  left_matrix a = {
    .table = make_row_table(&scratch, block, ld), .table_ld = block, .segments = 1, .length = in};
  result_matrix product = {.table = make_row_table(&scratch, block, PANEL)};
  float *tiles_of_x = take(&scratch, 16 * block * ld);
  float *products = take(&scratch, 16 * block * PANEL);
  size_t end = (first + lines) * wide;
  for (size_t tile = first * wide, count; tile < end; tile += count) {
    count = tile_size(end - tile, block);
    for (size_t i = 0; i < count; ++i) {
      const float *pixels[16];
      find_tile(w, tile + i, high, wide, x, x_ld, zeros, pixels);
      transform_tile(pixels, in, tiles_of_x + i * ld, block * ld);
    }
    for (size_t n = 0; n < out; n += PANEL) {
      size_t columns = smaller(PANEL, out - n);
      for (size_t k = 0; k < 16; ++k) {
        a.data = tiles_of_x + k * block * ld;
        product.data = products + k * block * PANEL;
        multiply_matrix(&a, count, columns, packed + k * matrix + n * in, &product, false, NULL);
      }
      for (size_t i = 0; i < count; ++i) {
        size_t line = (tile + i) / wide, left = (tile + i) % wide * 2, top = line % high * 2;
        size_t row = (line / high * w->out_height + top) * w->out_width + left;
        finish_winograd_tile(
            products + i * PANEL, block * PANEL, &last, row, w->out_width,
            smaller(2, w->out_height - top), smaller(2, w->out_width - left), n, y + n, y_ld,
            columns);
      }
    }
  }
}
