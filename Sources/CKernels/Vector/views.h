// Reading a view or a gradient: rows of a tensor become a block of values in scratch, computed
// once for all the uses that a kernel makes of them.

/// A view, with its per-channel arrays padded to whole vectors.
typedef struct reader {
  ck_view view;
  /// Nothing but `data`: rows may be used where they lie.
  bool plain;
  /// Neither factor nor residual.
  bool affine;
  const float *scale, *shift, *residual_scale, *residual_shift;
} reader;

/// A copy of x, or of `otherwise` where x is null; zeros behind it.
static const float *pad_copy(
    float **scratch, size_t channels, const float *x, float otherwise) {
  float *copy = take(scratch, padded(channels));
  for (size_t c = 0; c < padded(channels); ++c) {
    copy[c] = c >= channels ? 0 : x ? x[c] : otherwise;
  }
  return copy;
}

static reader open_reader(const ck_view *view, size_t channels, float **scratch) {
  reader it = {.view = *view, .affine = !view->factor && !view->residual};
  bool linear = it.affine && !view->scale && !view->shift;
  it.plain = linear && view->activation == CK_IDENTITY && !view->gate;
  if (it.plain) return it;
  it.scale = pad_copy(scratch, channels, view->scale, 1);
  it.shift = pad_copy(scratch, channels, view->shift, 0);
  if (it.view.residual) {
    it.residual_scale = pad_copy(scratch, channels, view->residual_scale, 1);
    it.residual_shift = pad_copy(scratch, channels, view->residual_shift, 0);
  }
  return it;
}

/// The reader's u at one vector: channels c ..., n of them, of row r.
CK_INLINE V read_linear(const reader *it, size_t r, size_t c, size_t n, bool affine) {
  const ck_view *x = &it->view;
  V u = load(x->data + r * x->ld + c, n);
  u = fma_(u, load_full(it->scale + c), load_full(it->shift + c));
  if (affine) return u;
  if (x->factor) u *= load(x->factor + r / x->pixels * x->factor_ld + c, n);
  if (x->residual) {
    V v = load(x->residual + r * x->residual_ld + c, n);
    u += fma_(v, load_full(it->residual_scale + c), load_full(it->residual_shift + c));
  }
  return u;
}

/// One vector of values and derivatives. `values` leaves the gate out where `gated` is false.
CK_INLINE void read_vector(
    const reader *it, ck_activation activation, bool affine, const float *gate, size_t r,
    size_t c, size_t n, float *values, float *derivatives) {
  V derivative = (V)0.f;
  V y = activate(activation, read_linear(it, r, c, n, affine), derivatives != NULL, &derivative);
  if (gate) y *= load(gate + c, n);
  if (values) store_full(values, y);
  if (derivatives) store_full(derivatives, derivative);
}

/// Rows that share one row of the gate.
CK_INLINE void read_segment(
    const reader *it, ck_activation activation, bool affine, const float *gate, size_t first,
    size_t rows, size_t channel, size_t channels, float *values, float *derivatives, size_t ld) {
  size_t whole = channels / CK_LANES * CK_LANES, rest = channels - whole;
  for (size_t i = 0; i < rows; ++i) {
    for (size_t c = 0; c < whole; c += CK_LANES) {
      read_vector(
          it, activation, affine, gate, first + i, channel + c, CK_LANES,
          values ? values + i * ld + c : NULL, derivatives ? derivatives + i * ld + c : NULL);
    }
    if (rest == 0) continue;
    read_vector(
        it, activation, affine, gate, first + i, channel + whole, rest,
        values ? values + i * ld + whole : NULL,
        derivatives ? derivatives + i * ld + whole : NULL);
  }
}

/// Rows `first ..< first + rows`, channels `channel ..< channel + channels` of a view, as a block
/// of rows `ld` apart (`ld >= padded(channels)`; what lies behind the last channel is arbitrary).
///
/// - channel: a multiple of CK_LANES.
/// - values: the view's values (with or without its gate), or null; derivatives: activation'(u),
///   or null.
static __attribute__((noinline)) void read_rows(
    const reader *it, bool gated, size_t first, size_t rows, size_t channel, size_t channels,
    float *values, float *derivatives, size_t ld) {
  const ck_view *x = &it->view;
  if (it->plain) {
    for (size_t i = 0; i < rows; ++i) {
      const float *from = x->data + (first + i) * x->ld + channel;
      for (size_t c = 0; c < channels; c += CK_LANES) {
        if (values) store_full(values + i * ld + c, load(from + c, channels - c));
        if (derivatives) store_full(derivatives + i * ld + c, (V)1.f);
      }
    }
    return;
  }
  for (size_t i = 0; i < rows;) {
    const float *gate = NULL;
    size_t count = rows - i;
    if (gated && x->gate) {
      size_t image = (first + i) / x->pixels;
      gate = x->gate + image * x->gate_ld;
      count = smaller(count, (image + 1) * x->pixels - (first + i));
    }
    float *to = values ? values + i * ld : NULL;
    float *slope = derivatives ? derivatives + i * ld : NULL;
    if (it->affine && gate) {
      CK_FOR_ACTIVATION(
          x->activation, read_segment(
              it, A, true, gate, first + i, count, channel, channels, to, slope, ld))
    } else if (it->affine && to && slope) {
      CK_FOR_ACTIVATION(
          x->activation, read_segment(
              it, A, true, NULL, first + i, count, channel, channels, to, slope, ld))
    } else if (it->affine && to) {
      CK_FOR_ACTIVATION(
          x->activation, read_segment(
              it, A, true, NULL, first + i, count, channel, channels, to, NULL, ld))
    } else {
      CK_FOR_ACTIVATION(
          x->activation, read_segment(
              it, A, false, gate, first + i, count, channel, channels, to, slope, ld))
    }
    i += count;
  }
}

/// A gradient, with its per-channel arrays padded to whole vectors.
typedef struct gradient_reader {
  ck_gradient gradient;
  /// Nothing but `data`.
  bool plain;
  const float *c1, *c2, *c3;
} gradient_reader;

static gradient_reader open_gradient_reader(
    const ck_gradient *gradient, size_t channels, float **scratch) {
  gradient_reader it = {.gradient = *gradient};
  it.plain = !gradient->c1 && !gradient->z && !gradient->factor;
  if (it.plain) return it;
  it.c1 = pad_copy(scratch, channels, gradient->c1, 1);
  if (gradient->z) {
    it.c2 = pad_copy(scratch, channels, gradient->c2, 0);
    it.c3 = pad_copy(scratch, channels, gradient->c3, 0);
  }
  return it;
}

CK_INLINE V read_gradient_vector(
    const gradient_reader *it, bool plain, bool normalized, const float *factor, size_t r, size_t c,
    size_t n) {
  const ck_gradient *dz = &it->gradient;
  V d = load(dz->data + r * dz->ld + c, n);
  if (plain) return d;
  if (factor) d *= load(factor + c, n);
  V c1 = load_full(it->c1 + c);
  if (!normalized) return d * c1;
  V z = load(dz->z + r * dz->z_ld + c, n);
  return fma_(d, c1, fma_(z, load_full(it->c2 + c), load_full(it->c3 + c)));
}

CK_INLINE void read_gradient_segment(
    const gradient_reader *it, bool plain, bool normalized, const float *factor, size_t first,
    size_t rows, size_t channel, size_t channels, float *values, size_t ld) {
  size_t whole = channels / CK_LANES * CK_LANES, rest = channels - whole;
  for (size_t i = 0; i < rows; ++i) {
    for (size_t c = 0; c < whole; c += CK_LANES) {
      store_full(values + i * ld + c, read_gradient_vector(
          it, plain, normalized, factor, first + i, channel + c, CK_LANES));
    }
    if (rest == 0) continue;
    store_full(values + i * ld + whole, read_gradient_vector(
        it, plain, normalized, factor, first + i, channel + whole, rest));
  }
}

/// As `read_rows`, for a gradient; zeros behind the last channel up to a whole vector.
static __attribute__((noinline)) void read_gradient_rows(
    const gradient_reader *it, size_t first, size_t rows, size_t channel, size_t channels,
    float *values, size_t ld) {
  const ck_gradient *dz = &it->gradient;
  for (size_t i = 0; i < rows;) {
    size_t count = rows - i;
    const float *factor = NULL;
    if (dz->factor) {
      size_t image = (first + i) / dz->pixels;
      factor = dz->factor + image * dz->factor_ld;
      count = smaller(count, (image + 1) * dz->pixels - (first + i));
    }
    float *to = values + i * ld;
    if (it->plain) {
      read_gradient_segment(it, true, false, NULL, first + i, count, channel, channels, to, ld);
    } else if (dz->z && !factor) {
      read_gradient_segment(it, false, true, NULL, first + i, count, channel, channels, to, ld);
    } else if (dz->z) {
      read_gradient_segment(it, false, true, factor, first + i, count, channel, channels, to, ld);
    } else {
      read_gradient_segment(it, false, false, factor, first + i, count, channel, channels, to, ld);
    }
    i += count;
  }
}
