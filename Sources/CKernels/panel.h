// Sizes that the vector kernels and the scratch queries must agree on.
#ifndef CK_PANEL_H
#define CK_PANEL_H

#include <stdbool.h>
#include <stddef.h>

enum {
  /// The most rows of a panel of a matrix product; a multiple of every tile height.
  CK_PANEL_ROWS = 96,
  /// Floats of a panel that stay in the second-level cache beside the packed weights.
  CK_PANEL_FLOATS = 32768,
  /// Floats of a block of rows of a product of inference, which stays in the second-level cache beside
  /// a panel of weights, and the most rows of it.
  CK_FINISHED_FLOATS = 65536,
  CK_FINISHED_ROWS = 384,
  /// Floats of the transformed tiles of a block of Winograd's convolution, and the most tiles.
  CK_WINOGRAD_FLOATS = 98304,
  CK_WINOGRAD_TILES = 96,
  /// Floats of the input of a band of a convolution, and the most rows of its result.
  CK_BAND_FLOATS = 32768,
  CK_BAND_ROWS = 512,
  /// The same where weights are so large that they must be used for many rows at a time.
  CK_LARGE_WEIGHTS = 1 << 18,
  CK_LARGE_BAND_FLOATS = 131072,
  /// Floats of the vectors that a band's lines are counted in, and the most of any variant.
  CK_COUNTED_LANES = 8,
  CK_MOST_LANES = 16,
  /// Floats of the lines that depthwise convolution keeps in the second-level cache.
  CK_LINE_FLOATS = 49152,
  /// Pixels whose statistics are taken at once.
  CK_BATCH_PIXELS = 32,
};

/// Rows of a matrix product worked on at a time.
static inline size_t ck_panel_rows(size_t in, size_t out) {
  size_t rows = CK_PANEL_FLOATS / (in + out) / 12 * 12;
  return rows < 24 ? 24 : rows > CK_PANEL_ROWS ? CK_PANEL_ROWS : rows;
}

/// Rows of a product of inference worked on at a time: many, because weights are read again for each
/// block.
static inline size_t ck_finished_rows(size_t in) {
  size_t rows = CK_FINISHED_FLOATS / in / 12 * 12;
  return rows < 24 ? 24 : rows > CK_FINISHED_ROWS ? CK_FINISHED_ROWS : rows;
}

/// Tiles of Winograd's convolution worked on at a time.
static inline size_t ck_winograd_tiles(size_t in) {
  size_t tiles = CK_WINOGRAD_FLOATS / (16 * in) / 12 * 12;
  return tiles < 12 ? 12 : tiles > CK_WINOGRAD_TILES ? CK_WINOGRAD_TILES : tiles;
}

/// Floats of a band of a convolution with `weights` weights.
static inline size_t ck_band_floats(size_t weights) {
  return weights > CK_LARGE_WEIGHTS ? CK_LARGE_BAND_FLOATS : CK_BAND_FLOATS;
}

/// Floats of a line of a band on vectors of `lanes` floats: pixel by pixel in whole vectors, or, by
/// lines, one pixel behind the other and a vector to spare.
static inline size_t ck_band_line(bool by_lines, size_t pixels, size_t channels, size_t lanes) {
  if (by_lines) return pixels * channels + lanes;
  return pixels * ((channels + lanes - 1) / lanes * lanes);
}

/// Result rows of a band, unless one line alone has more.
static inline size_t ck_band_rows(size_t floats, size_t channels) {
  size_t rows = floats / channels;
  return rows < 48 ? 48 : rows > CK_BAND_ROWS ? CK_BAND_ROWS : rows;
}

#endif
