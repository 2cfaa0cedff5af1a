// Reading a view or a gradient: rows of a tensor become a block of values in scratch, computed
// once for all the uses that a kernel makes of them.

/// Whether rows of so few channels leave so much of their vectors empty that they are worth reading
/// as one long row, with coefficients that repeat: every vector is full then.
CK_INLINE bool wastes_lanes(size_t channels) {
  return (padded(channels) - channels) * 8 >= channels;
}

/// Copies x, or `otherwise` where x is null, and goes on from its beginning, so that a whole vector
/// can be read from any channel on.
static void repeat_into(float *copy, size_t channels, const float *x, float otherwise) {
  for (size_t i = 0; i < channels; ++i) copy[i] = x ? x[i] : otherwise;
  for (size_t i = channels; i < channels + CK_LANES; ++i) copy[i] = copy[i - channels];
}

static const float *repeat(float **scratch, size_t channels, const float *x, float otherwise) {
  float *copy = take(scratch, channels + CK_LANES);
  repeat_into(copy, channels, x, otherwise);
  return copy;
}

/// Which channel the vector behind the one at `channel` begins at. `step` is CK_LANES % channels.
CK_INLINE size_t next_channel(size_t channel, size_t step, size_t channels) {
  channel += step;
  return channel >= channels ? channel - channels : channel;
}

/// A view, with its per-channel arrays padded to whole vectors.
typedef struct reader {
  ck_view view;
  /// Whether rows are read as one, without gaps: then `scale` and `shift` repeat, and whoever reads
  /// them keeps them `channels` apart.
  bool flat;
  /// Room for a gate that repeats.
  float *gate;
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
  for (size_t c = 0; c < channels; c += CK_LANES) {
    V v = (V)0.f;
    if (x) {
      v = load(x + c, channels - c);
    } else {
      for (size_t i = 0; i < CK_LANES; ++i) v[i] = c + i < channels ? otherwise : 0;
    }
    store_full(copy + c, v);
  }
  return copy;
}

/// Whether it pays to read a view's rows as one.
static bool is_flat_view(const ck_view *view, size_t channels) {
  bool computes = view->scale || view->shift || view->activation != CK_IDENTITY || view->gate;
  return computes && !view->factor && !view->residual && view->ld == channels
      && wastes_lanes(channels);
}

/// - flat: whether rows are read as one; only where `is_flat_view`, and all channels at once.
static reader open_any_reader(
    const ck_view *view, size_t channels, float **scratch, bool flat) {
  reader it = {.view = *view, .flat = flat, .affine = !view->factor && !view->residual};
  bool linear = it.affine && !view->scale && !view->shift;
  it.plain = linear && view->activation == CK_IDENTITY && !view->gate;
  if (flat) {
    it.scale = repeat(scratch, channels, view->scale, 1);
    it.shift = repeat(scratch, channels, view->shift, 0);
    if (view->gate) it.gate = take(scratch, channels + CK_LANES);
    return it;
  }
  it.scale = pad_copy(scratch, channels, view->scale, 1);
  it.shift = pad_copy(scratch, channels, view->shift, 0);
  if (it.view.residual) {
    it.residual_scale = pad_copy(scratch, channels, view->residual_scale, 1);
    it.residual_shift = pad_copy(scratch, channels, view->residual_shift, 0);
  }
  return it;
}

static reader open_reader(const ck_view *view, size_t channels, float **scratch) {
  return open_any_reader(view, channels, scratch, false);
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

/// What `read_rows` writes: rows `ld` apart. `exact` leaves everything behind the last channel alone,
/// otherwise whole vectors are written.
typedef struct read_block {
  float *values;
  size_t ld;
  bool exact;
} read_block;

/// What a loop of `read_rows` is compiled for. As constants these keep its vectors free of
/// branches, which would take a fifth of the time that a SiLU takes.
enum { READ_GATED = 1, READ_AFFINE = 2 };

/// One vector of each of `count` rows (a constant): channels c ..., n of them.
CK_INLINE void read_vectors(
    const reader *it, ck_activation activation, const int what, const float *gate, size_t row,
    const int count, size_t c, size_t n, float *values, size_t ld, size_t stored) {
  V factor = what & READ_GATED ? load(gate + c, n) : (V)1.f;
  CK_UNROLL for (int i = 0; i < count; ++i) {
    V u = read_linear(it, row + (size_t)i, c, n, what & READ_AFFINE), derivative;
    V y = activate(activation, u, false, &derivative);
    if (what & READ_GATED) y *= factor;
    store(values + (size_t)i * ld, stored, y);
  }
}

/// A few rows that share one row of the gate, channels `channel ..< channel + channels`, vector by
/// vector: rows side by side keep the arithmetic units busy, and memory is still read in order.
CK_INLINE void read_few(
    const reader *it, ck_activation activation, const int what, const float *gate, size_t row,
    const int count, size_t channel, size_t channels, read_block block) {
  size_t whole = channels / CK_LANES * CK_LANES, rest = channels - whole, c = 0;
  const ck_view *x = &it->view;
  size_t later = row + 2 * (size_t)count;
  for (; c + LINE <= channels; c += LINE) {
    fetch_ahead(x->data + channel + c, x->ld, later, count, 0);
    if (!(what & READ_AFFINE) && x->residual) {
      fetch_ahead(x->residual + channel + c, x->residual_ld, later, count, 0);
    }
    CK_UNROLL for (size_t part = 0; part < LINE; part += CK_LANES) {
      read_vectors(
          it, activation, what, gate, row, count, channel + c + part, CK_LANES,
          block.values + c + part, block.ld, CK_LANES);
    }
  }
  if (c < channels) fetch_ahead(x->data + channel + c, x->ld, later, count, 0);
  for (; c < whole; c += CK_LANES) {
    read_vectors(
        it, activation, what, gate, row, count, channel + c, CK_LANES, block.values + c, block.ld,
        CK_LANES);
  }
  if (rest == 0) return;
  read_vectors(
      it, activation, what, gate, row, count, channel + whole, rest, block.values + whole, block.ld,
      block.exact ? rest : CK_LANES);
}

CK_INLINE void read_segment(
    const reader *source, ck_activation activation, const int what, const float *gate, size_t first,
    size_t rows, size_t channel, size_t channels, read_block block) {
  // A copy, so that the compiler sees that no store changes it.
  const reader copy = *source, *it = &copy;
  size_t i = 0;
  // Four rows share their coefficients and fill the waiting for one another; the long and rare
  // activations would only cost code.
  bool is_rare = activation == CK_SIGMOID || activation == CK_TANH || activation == CK_GELU;
  for (; (what & READ_AFFINE) && !is_rare && i + 4 <= rows; i += 4) {
    read_few(it, activation, what, gate, first + i, 4, channel, channels, block);
    block.values += 4 * block.ld;
  }
  for (; i < rows; ++i) {
    read_few(it, activation, what, gate, first + i, 1, channel, channels, block);
    block.values += block.ld;
  }
}

static void read_plain_rows(
    const ck_view *x, size_t first, size_t rows, size_t channel, size_t channels,
    read_block block) {
  for (size_t i = 0; i < rows; ++i) {
    const float *from = x->data + (first + i) * x->ld + channel;
    for (size_t c = 0; c < channels; c += CK_LANES) {
      size_t stored = block.exact ? channels - c : CK_LANES;
      store(block.values + i * block.ld + c, stored, load(from + c, channels - c));
    }
  }
}

// In flat.h.
static void read_flat_rows(
    const reader *it, size_t first, size_t rows, size_t channels, float *values);

/// A loop of its own for each activation and `what`.
#define CK_READ(what) \
  CK_FOR_ACTIVATION( \
      it->view.activation, \
      read_segment(it, A, what, gate, first, count, channel, channels, block))

/// Rows `first ..< first + rows`, channels `channel ..< channel + channels` of a view.
///
/// - channel: a multiple of CK_LANES; of a flat reader 0, with all channels.
/// - block: rows without gaps of a flat reader; else, unless exact, `ld >= padded(channels)`, and what lies behind the last channel is
///   arbitrary.
static __attribute__((noinline)) void read_rows(
    const reader *it, size_t first, size_t rows, size_t channel, size_t channels,
    read_block block) {
  const ck_view *x = &it->view;
  if (it->flat) {
    read_flat_rows(it, first, rows, channels, block.values);
    return;
  }
  if (it->plain) {
    read_plain_rows(x, first, rows, channel, channels, block);
    return;
  }
  for (size_t end = first + rows; first < end;) {
    const float *gate = NULL;
    size_t count = end - first;
    if (x->gate) {
      gate = x->gate + first / x->pixels * x->gate_ld;
      count = smaller(count, x->pixels - first % x->pixels);
    }
    if (it->affine && !gate) {
      CK_READ(READ_AFFINE)
    } else if (it->affine) {
      CK_READ(READ_AFFINE | READ_GATED)
    } else {
      CK_READ(gate ? READ_GATED : 0)
    }
    first += count;
    block.values += count * block.ld;
  }
}

/// A gradient, with its per-channel arrays padded to whole vectors.
typedef struct gradient_reader {
  ck_gradient gradient;
  /// As of a `reader`; room for what an image shares.
  bool flat;
  float *shared;
  /// Nothing but `data`.
  bool plain;
  const float *c1, *c2, *c3, *slope_scale, *slope_shift;
} gradient_reader;

/// Whether it pays to read a gradient's rows as one: not without a normalisation, where there is
/// little to compute.
static bool is_flat_gradient(const ck_gradient *gradient, size_t channels) {
  return gradient->z && !gradient->factor && gradient->ld == channels
      && gradient->z_ld == channels && wastes_lanes(channels);
}

/// - flat: as of `open_any_reader`.
static gradient_reader open_any_gradient_reader(
    const ck_gradient *gradient, size_t channels, float **scratch, bool flat) {
  gradient_reader it = {.gradient = *gradient, .flat = flat};
  it.plain = !gradient->c1 && !gradient->z && !gradient->factor;
  if (it.plain) return it;
  if (flat) {
    it.c1 = repeat(scratch, channels, gradient->c1, 1);
    it.c2 = repeat(scratch, channels, gradient->c2, 0);
    it.c3 = repeat(scratch, channels, gradient->c3, 0);
    if (!gradient->slope_scale) return it;
    it.slope_scale = repeat(scratch, channels, gradient->slope_scale, 0);
    it.slope_shift = repeat(scratch, channels, gradient->slope_shift, 0);
    it.shared = take(scratch, channels + CK_LANES);
    return it;
  }
  it.c1 = pad_copy(scratch, channels, gradient->c1, 1);
  if (gradient->z) {
    it.c2 = pad_copy(scratch, channels, gradient->c2, 0);
    it.c3 = pad_copy(scratch, channels, gradient->c3, 0);
  }
  if (gradient->slope_scale) {
    it.slope_scale = pad_copy(scratch, channels, gradient->slope_scale, 0);
    it.slope_shift = pad_copy(scratch, channels, gradient->slope_shift, 0);
  }
  return it;
}

static gradient_reader open_gradient_reader(
    const ck_gradient *gradient, size_t channels, float **scratch) {
  return open_any_gradient_reader(gradient, channels, scratch, false);
}

/// What a loop of `read_gradient_rows` is compiled for, as with `read_rows`. A finished gradient is
/// normalised too.
enum { GRADIENT_PLAIN = 1, GRADIENT_NORMALIZED = 2, GRADIENT_FINISHED = 4 };

CK_INLINE V read_gradient_vector(
    const gradient_reader *it, const int what, const float *factor, size_t r, size_t c, size_t n) {
  const ck_gradient *dz = &it->gradient;
  V d = load(dz->data + r * dz->ld + c, n);
  if (what & GRADIENT_PLAIN) return d;
  if (factor) d *= load(factor + c, n);
  V c1 = load_full(it->c1 + c);
  if (!(what & GRADIENT_NORMALIZED)) return d * c1;
  V z = load(dz->z + r * dz->z_ld + c, n);
  return fma_(d, c1, fma_(z, load_full(it->c2 + c), load_full(it->c3 + c)));
}

/// One vector of each of `count` rows of one image, with the gradient finished on the way.
CK_INLINE void finish_vectors(
    const gradient_reader *it, ck_activation activation, const float *pooled, size_t row,
    const int count, size_t c, size_t n, float *values, size_t ld, size_t stored) {
  const ck_gradient *dz = &it->gradient;
  V c1 = load_full(it->c1 + c), c2 = load_full(it->c2 + c), c3 = load_full(it->c3 + c);
  V scale = load_full(it->slope_scale + c), shift = load_full(it->slope_shift + c);
  V same = pooled ? load(pooled + c, n) : (V)0.f;
  CK_UNROLL for (int i = 0; i < count; ++i) {
    size_t r = row + (size_t)i;
    V z = load(dz->z + r * dz->z_ld + c, n), slope;
    activate(activation, fma_(z, scale, shift), true, &slope);
    V d = (load(dz->data + r * dz->ld + c, n) + same) * slope;
    store(values + (size_t)i * ld, stored, fma_(d, c1, fma_(z, c2, c3)));
  }
}

/// One vector of each of `count` rows of one image, which share its row of `factor`, or of `pooled`
/// where the gradient is finished; null where it has none.
CK_INLINE void read_gradient_vectors(
    const gradient_reader *it, ck_activation activation, const int what, const float *shared,
    size_t row, const int count, size_t c, size_t n, float *values, size_t ld, size_t stored) {
  if (what & GRADIENT_FINISHED) {
    finish_vectors(it, activation, shared, row, count, c, n, values, ld, stored);
    return;
  }
  CK_UNROLL for (int i = 0; i < count; ++i) {
    V d = read_gradient_vector(it, what, shared, row + (size_t)i, c, n);
    store(values + (size_t)i * ld, stored, d);
  }
}

CK_INLINE void read_few_gradients(
    const gradient_reader *it, ck_activation activation, const int what, const float *shared,
    size_t row, const int count, size_t channel, size_t channels, float *values, size_t ld,
    bool exact) {
  size_t whole = channels / CK_LANES * CK_LANES, rest = channels - whole, c = 0;
  const ck_gradient *dz = &it->gradient;
  size_t later = row + 2 * (size_t)count;
  for (; c + LINE <= channels; c += LINE) {
    fetch_ahead(dz->data + channel + c, dz->ld, later, count, 0);
    if (what & GRADIENT_NORMALIZED) {
      fetch_ahead(dz->z + channel + c, dz->z_ld, later, count, 0);
    }
    CK_UNROLL for (size_t part = 0; part < LINE; part += CK_LANES) {
      read_gradient_vectors(
          it, activation, what, shared, row, count, channel + c + part, CK_LANES,
          values + c + part, ld, CK_LANES);
    }
  }
  if (c < channels) fetch_ahead(dz->data + channel + c, dz->ld, later, count, 0);
  for (; c < whole; c += CK_LANES) {
    read_gradient_vectors(
        it, activation, what, shared, row, count, channel + c, CK_LANES, values + c, ld, CK_LANES);
  }
  if (rest == 0) return;
  read_gradient_vectors(
      it, activation, what, shared, row, count, channel + whole, rest, values + whole, ld,
      exact ? rest : CK_LANES);
}

CK_INLINE void read_gradient_segment(
    const gradient_reader *source, ck_activation activation, const int what, const float *shared,
    size_t first, size_t rows, size_t channel, size_t channels, float *values, size_t ld,
    bool exact) {
  const gradient_reader copy = *source, *it = &copy;
  // Finishing needs more registers: fewer rows side by side.
  const int together = what & GRADIENT_FINISHED ? 2 : 4;
  size_t i = 0;
  for (; i + (size_t)together <= rows; i += (size_t)together) {
    read_few_gradients(
        it, activation, what, shared, first + i, together, channel, channels, values + i * ld, ld,
        exact);
  }
  for (; i < rows; ++i) {
    read_few_gradients(
        it, activation, what, shared, first + i, 1, channel, channels, values + i * ld, ld, exact);
  }
}

// In flat.h.
static void read_flat_gradient_rows(
    const gradient_reader *it, size_t first, size_t rows, size_t channels, float *values);

/// A loop of its own for each `what` of a gradient without an activation.
#define CK_READ_GRADIENT(what, shared) \
  read_gradient_segment( \
      it, CK_IDENTITY, what, shared, r, count, channel, channels, to, ld, exact);

/// As `read_rows`, for a gradient; zeros behind the last channel up to a whole vector, unless exact.
static __attribute__((noinline)) void read_gradient_rows(
    const gradient_reader *it, size_t first, size_t rows, size_t channel, size_t channels,
    float *values, size_t ld, bool exact) {
  const ck_gradient *dz = &it->gradient;
  if (it->flat) {
    read_flat_gradient_rows(it, first, rows, channels, values);
    return;
  }
  const bool finishes = dz->slope_scale;
  const float *images = finishes ? dz->pooled : dz->factor;
  size_t images_ld = finishes ? dz->pooled_ld : dz->factor_ld;
  for (size_t i = 0; i < rows;) {
    size_t count = rows - i, r = first + i;
    const float *shared = NULL;
    if (images) {
      size_t image = r / dz->pixels;
      shared = images + image * images_ld;
      count = smaller(count, (image + 1) * dz->pixels - r);
    }
    float *to = values + i * ld;
    if (finishes) {
      CK_FOR_ACTIVATION(
          dz->slope_activation,
          read_gradient_segment(
              it, A, GRADIENT_FINISHED | GRADIENT_NORMALIZED, shared, r, count, channel, channels,
              to, ld, exact))
    } else if (it->plain) {
      CK_READ_GRADIENT(GRADIENT_PLAIN, NULL)
    } else if (dz->z && !shared) {
      CK_READ_GRADIENT(GRADIENT_NORMALIZED, NULL)
    } else if (dz->z) {
      CK_READ_GRADIENT(GRADIENT_NORMALIZED, shared)
    } else {
      CK_READ_GRADIENT(0, shared)
    }
    i += count;
  }
}
