// One vector of CK_LANES floats, and what every kernel does with it. The vector sources are
// written once, in these headers, on the compiler's vector types; a variant (avx2.c, avx512.c ...)
// sets the widths, switches the instruction set on and includes them all. It defines
//   CK_LANES             floats in a vector
//   CK_TILE_ROWS         rows of a tile of two vectors (see products.h)
//   CK_NARROW_TILE_ROWS  rows of a tile of one vector
//   ck_load_part(p, n), ck_store_part(p, n, v)   the first n < CK_LANES floats; others are zero,
//                                                or left alone
//   CK_ONE_LOOP          where it is defined, loops take their activation as they run: slower, but
//                        quickly compiled
#include <math.h>
#include <stdint.h>

// Without debug information of their own, which would cost a quarter of the compiler's time.
#define CK_INLINE static inline __attribute__((always_inline, nodebug))
#define CK_UNROLL _Pragma("clang loop unroll(full)")
#define CK_UNROLL_FOUR _Pragma("clang loop unroll_count(4)")

typedef float V __attribute__((ext_vector_type(CK_LANES)));
typedef int32_t I __attribute__((ext_vector_type(CK_LANES)));
typedef double D __attribute__((ext_vector_type(CK_LANES)));
typedef uint8_t B __attribute__((ext_vector_type(CK_LANES)));

CK_INLINE V load_full(const float *p) {
  V v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}

CK_INLINE void store_full(float *p, V v) { __builtin_memcpy(p, &v, sizeof v); }

/// The first n lanes from memory, zeros above. A constant n = CK_LANES costs no branch.
CK_INLINE V load(const float *p, size_t n) {
  return n >= CK_LANES ? load_full(p) : ck_load_part(p, n);
}

CK_INLINE void store(float *p, size_t n, V v) {
  if (n >= CK_LANES) {
    store_full(p, v);
  } else {
    ck_store_part(p, n, v);
  }
}

CK_INLINE V fma_(V a, V b, V c) { return __builtin_elementwise_fma(a, b, c); }
CK_INLINE V min_(V a, V b) { return a < b ? a : b; }
CK_INLINE V max_(V a, V b) { return a > b ? a : b; }

/// Floats of a cache line. Loops over the channels of a few rows take a line at a time: a request
/// to the memory for each needs no branch between their vectors.
enum { LINE = 16 };

/// Asks the memory for one line of each of `count` rows (a constant) from `row` on. Loops that do a
/// few rows at a time ask for those they come to after the next: alone, the processor starts too
/// late, because it must first see each row's new page or stride. The rows may lie behind the last,
/// where nothing is fetched.
CK_INLINE void fetch_ahead(
    const float *data, size_t ld, size_t row, const int count, const int writes) {
  CK_UNROLL for (int i = 0; i < count; ++i) {
    uintptr_t at = (uintptr_t)data + (row + (size_t)i) * ld * sizeof(float);
    if (writes) {
      __builtin_prefetch((const void *)at, 1);
    } else {
      __builtin_prefetch((const void *)at, 0);
    }
  }
}

/// sums[0 ..< n] += v, in double precision.
CK_INLINE void add_to_doubles(double *sums, size_t n, V v) {
  D wide = __builtin_convertvector(v, D);
  if (n >= CK_LANES) {
    D sum;
    __builtin_memcpy(&sum, sums, sizeof sum);
    sum += wide;
    __builtin_memcpy(sums, &sum, sizeof sum);
  } else {
    for (size_t i = 0; i < n; ++i) sums[i] += wide[i];
  }
}

/// Vectors of a line. Sums over a row's floats are kept line by line, and added up in pairs, so that
/// they are the same to the bit on vectors of any width.
enum { LINE_VECTORS = LINE / CK_LANES };

/// The sum of a line of vectors.
CK_INLINE float sum_of_line(const V *line) {
  float sums[LINE];
  CK_UNROLL for (int i = 0; i < LINE_VECTORS; ++i) store_full(sums + i * CK_LANES, line[i]);
  for (size_t half = LINE / 2; half > 0; half /= 2) {
    for (size_t i = 0; i < half; ++i) sums[i] += sums[i + half];
  }
  return sums[0];
}

CK_INLINE size_t round_up(size_t count, size_t multiple) {
  return (count + multiple - 1) / multiple * multiple;
}
CK_INLINE size_t smaller(size_t a, size_t b) { return a < b ? a : b; }
CK_INLINE size_t larger(size_t a, size_t b) { return a > b ? a : b; }

/// Channels as they lie in scratch: whole vectors.
CK_INLINE size_t padded(size_t channels) { return round_up(channels, CK_LANES); }

/// The next `count` floats of scratch, aligned like scratch itself.
static float *take(float **scratch, size_t count) {
  float *taken = *scratch;
  *scratch += round_up(count, 32);
  return taken;
}
