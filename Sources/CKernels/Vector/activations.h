// Activations and their derivatives on vectors. Polynomials are minimax fits in the relative (exp,
// tanh) or absolute (erf) error, each below 1e-7, which is the size of rounding.

/// e^(slope * x) = fraction * power, slope 1 or -1; the exponent is limited to -87.3 ... 88, where
/// results are normal numbers. NaN stays NaN. In two factors, so that what is added to the result
/// costs no operation of its own.
typedef struct exponential {
  V fraction, power;
} exponential;

CK_INLINE exponential exp_parts(V x, const float slope) {
  // In this order NaN passes both comparisons.
  x = max_((V)(slope > 0 ? -87.3f : -88.f), min_((V)(slope > 0 ? 88.f : 87.3f), x));
  // Adding 1.5 * 2^23 rounds to a whole number n, which then stands in the lowest bits; 127 more
  // is the bias of an exponent, so that shifted up these bits are 2^n.
  const V magic = (V)(12582912.f + 127.f);
  V shifted = fma_(x, (V)(slope * 1.44269504f), magic);
  V r = fma_(shifted - magic, (V)(-slope * 0.693147182f), x);
  V p = (V)(slope * 0.00829022937f);
  p = fma_(p, r, (V)0.0418983884f);
  p = fma_(p, r, (V)(slope * 0.166676402f));
  p = fma_(p, r, (V)0.499991447f);
  p = fma_(p, r, (V)(slope * 0.999999702f));
  p = fma_(p, r, (V)1.f);
  I bits;
  __builtin_memcpy(&bits, &shifted, sizeof bits);
  bits = bits << 23;
  exponential it = {.fraction = p};
  __builtin_memcpy(&it.power, &bits, sizeof bits);
  return it;
}

CK_INLINE V exp_(V x) {
  exponential e = exp_parts(x, 1);
  return e.fraction * e.power;
}

/// 1 / sigmoid(x) = 1 + e^-x.
CK_INLINE V inverse_sigmoid(V x) {
  exponential e = exp_parts(x, -1);
  return fma_(e.fraction, e.power, (V)1.f);
}

CK_INLINE V sigmoid_(V x) { return (V)1.f / inverse_sigmoid(x); }

CK_INLINE V tanh_(V x) {
  V s = x * x;
  V p = (V)-0.00566078955f;
  p = fma_(p, s, (V)0.0206020083f);
  p = fma_(p, s, (V)-0.0537292287f);
  p = fma_(p, s, (V)0.133313283f);
  p = fma_(p, s, (V)-0.333332777f);
  V near = fma_(p * s, x, x);
  V far = (V)1.f - (V)2.f / (exp_(x + x) + (V)1.f);
  return s < (V)0.4f ? near : far;
}

/// erf(x).
CK_INLINE V erf_(V x) {
  V a = x < (V)0.f ? -x : x;
  V s = x * x;
  V p = (V)7.88912366e-05f;
  p = fma_(p, s, (V)-0.00080208428f);
  p = fma_(p, s, (V)0.00518953567f);
  p = fma_(p, s, (V)-0.0268544443f);
  p = fma_(p, s, (V)0.112836003f);
  p = fma_(p, s, (V)-0.37612626f);
  p = fma_(p, s, (V)1.12837911f);
  // ln erfc(a) on 1 ... 4; beyond 4 erf is 1 to the last bit.
  V b = min_(a, (V)4.f);
  V q = (V)0.00018557375f;
  q = fma_(q, b, (V)-0.00293960469f);
  q = fma_(q, b, (V)0.0218053088f);
  q = fma_(q, b, (V)-0.10303735f);
  q = fma_(q, b, (V)-0.638225675f);
  q = fma_(q, b, (V)-1.12704003f);
  q = fma_(q, b, (V)-0.00035372295f);
  V far = (V)1.f - exp_(q);
  far = x < (V)0.f ? -far : far;
  return a < (V)1.f ? p * x : a == a ? far : x;
}

/// Limits x to 0 ... 6; NaN stays NaN.
CK_INLINE V clamp6(V x) { return max_((V)0.f, min_((V)6.f, x)); }

/// The value at u and, if wanted, the derivative there. The activation is a constant at each call.
CK_INLINE V activate(ck_activation activation, V u, bool wants_derivative, V *derivative) {
  switch (activation) {
    case CK_IDENTITY:
      if (wants_derivative) *derivative = (V)1.f;
      return u;
    case CK_RELU:
      if (wants_derivative) *derivative = u > (V)0.f ? (V)1.f : (V)0.f;
      return max_((V)0.f, u);
    case CK_RELU6:
      if (wants_derivative) {
        *derivative = u > (V)0.f ? u < (V)6.f ? (V)1.f : (V)0.f : (V)0.f;
      }
      return clamp6(u);
    case CK_SILU: {
      if (!wants_derivative) return u / inverse_sigmoid(u);
      V s = sigmoid_(u);
      V y = u * s;
      *derivative = fma_(y, (V)1.f - s, s);
      return y;
    }
    case CK_SIGMOID: {
      V s = sigmoid_(u);
      if (wants_derivative) *derivative = s * ((V)1.f - s);
      return s;
    }
    case CK_HARD_SIGMOID:
      if (wants_derivative) {
        *derivative = u > (V)-3.f ? u < (V)3.f ? (V)(1 / 6.f) : (V)0.f : (V)0.f;
      }
      return clamp6(u + (V)3.f) * (V)(1 / 6.f);
    case CK_HARD_SWISH:
      if (wants_derivative) {
        V inner = fma_(u, (V)(1 / 3.f), (V)0.5f);
        *derivative = u > (V)-3.f ? u < (V)3.f ? inner : (V)1.f : (V)0.f;
      }
      return u * (clamp6(u + (V)3.f) * (V)(1 / 6.f));
    case CK_TANH: {
      V t = tanh_(u);
      if (wants_derivative) *derivative = (V)1.f - t * t;
      return t;
    }
    case CK_GELU: {
      V phi = fma_((V)0.5f, erf_(u * (V)0.70710678f), (V)0.5f);
      if (wants_derivative) {
        V density = (V)0.39894228f * exp_((V)-0.5f * u * u);
        *derivative = fma_(u, density, phi);
      }
      return u * phi;
    }
  }
  return u;
}

/// Runs `statement` with A equal to `activation`: a constant, so that each loop is compiled for its
/// activation alone, unless the variant asks for one loop.
#ifdef CK_ONE_LOOP
#define CK_FOR_ACTIVATION(activation, statement) \
  { const ck_activation A = (activation); statement; }
#else
#define CK_FOR_ACTIVATION(activation, statement) \
  switch (activation) { \
    case CK_IDENTITY: { enum { A = CK_IDENTITY }; statement; break; } \
    case CK_RELU: { enum { A = CK_RELU }; statement; break; } \
    case CK_RELU6: { enum { A = CK_RELU6 }; statement; break; } \
    case CK_SILU: { enum { A = CK_SILU }; statement; break; } \
    case CK_SIGMOID: { enum { A = CK_SIGMOID }; statement; break; } \
    case CK_HARD_SIGMOID: { enum { A = CK_HARD_SIGMOID }; statement; break; } \
    case CK_HARD_SWISH: { enum { A = CK_HARD_SWISH }; statement; break; } \
    case CK_TANH: { enum { A = CK_TANH }; statement; break; } \
    case CK_GELU: { enum { A = CK_GELU }; statement; break; } \
  }
#endif
