// Finishing results of inference. Shift, shortcut and limits are applied while a result is in
// registers: they make ReLU and ReLU6, too. What is longer (SiLU and its like) follows while the
// result is in the first-level cache, one loop for each activation.

/// A finish, from its first column on.
typedef struct finisher {
  /// Whole vectors of it are readable.
  const float *shift;
  const float *residual;
  size_t residual_ld;
  /// Limits of the sum.
  float least, most;
  /// What follows in the cache, or the identity.
  ck_activation rest;
} finisher;

static finisher open_finisher(const ck_finish *finish, size_t channels, float **scratch) {
  finisher it = {
    .shift = pad_copy(scratch, channels, finish->shift, 0), .residual = finish->residual,
    .residual_ld = finish->residual_ld, .least = -INFINITY, .most = INFINITY,
    .rest = CK_IDENTITY};
  switch (finish->activation) {
    case CK_IDENTITY: break;
    case CK_RELU6: it.most = 6;  // and no less than 0
    case CK_RELU: it.least = 0; break;
    default: it.rest = finish->activation;
  }
  return it;
}

/// One result, whose sum began with the shift: row r, channels c ..., n of them.
CK_INLINE V finish_vector(const finisher *it, V z, size_t r, size_t c, size_t n) {
  if (it->residual) z += load(it->residual + r * it->residual_ld + c, n);
  return max_((V)it->least, min_((V)it->most, z));
}

/// Applies an activation to n channels of `rows` rows in place, and adds the results to `sums`,
/// unless that is null.
CK_INLINE void activate_block(
    ck_activation activation, float *y, size_t ld, size_t rows, size_t n, float *sums) {
  V unused;
  for (size_t c = 0; c < n; c += CK_LANES) {
    size_t many = n - c, i = 0;
    float *at = y + c;
    V sum = (V)0.f;
    // Four rows fill the waiting for one another.
    for (; i + 4 <= rows; i += 4, at += 4 * ld) {
      V value[4];
      CK_UNROLL for (size_t k = 0; k < 4; ++k) {
        value[k] = activate(activation, load(at + k * ld, many), false, &unused);
      }
      if (activation != CK_IDENTITY) {
        CK_UNROLL for (size_t k = 0; k < 4; ++k) store(at + k * ld, many, value[k]);
      }
      sum += (value[0] + value[1]) + (value[2] + value[3]);
    }
    for (; i < rows; ++i, at += ld) {
      V value = activate(activation, load(at, many), false, &unused);
      if (activation != CK_IDENTITY) store(at, many, value);
      sum += value;
    }
    if (sums) store(sums + c, many, load(sums + c, many) + sum);
  }
}

static __attribute__((noinline)) void finish_block(
    ck_activation activation, float *y, size_t ld, size_t rows, size_t n, float *sums) {
  CK_FOR_ACTIVATION(activation, activate_block(A, y, ld, rows, n, sums))
}
