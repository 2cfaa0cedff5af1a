/// The inner loops of the proxy trainer: float32, channels innermost (NHWC), batches of images.
///
/// Layout. A tensor of `images` images of `height` x `width` pixels is a matrix of
/// `images * height * width` rows and `channels` columns; consecutive rows lie `ld` floats apart
/// (`ld >= channels`), so that a kernel reads or writes a slice of a wider tensor in place
/// (concatenation). A *line* is one line of pixels of one image; lines are numbered
/// `image * height + y`.
///
/// Work. A call handles the range of rows, lines or images that it is given and nothing else; base
/// pointers always point at the whole tensor. The result of a range depends on the range alone, so
/// a caller that cuts the work into fixed ranges, and combines the partial results in their order,
/// gets the same bits on any number of threads. Kernels are pure: no allocation, no state, no
/// threads. No sum's order depends on the width of vectors, so that AVX2 and AVX-512 give the same
/// bits.
///
/// Tails. Any number of channels, rows and lines works, one included. Nothing outside
/// `[row * ld, row * ld + channels)` of the rows concerned is ever read or written, and float
/// arrays need no more than their natural alignment (64 bytes are faster). `scratch` is the
/// exception: 64-byte aligned, of the size that the matching `ck_..._scratch` function returns (in
/// floats), contents undefined before and after.
///
/// Aliasing. Outputs overlap no input, except where a comment allows it.
///
/// Normalisation costs no pass of its own. A convolution stores its raw output z together with
/// z's moments; the next reader applies scale, offset and activation on the way in (`ck_view`). In
/// the backward direction a kernel that produces the gradient of a reader's value carries it
/// through that reader's activation and accumulates the two sums that the backward
/// normalisation needs (`ck_sink`); the convolution that made z applies the rest on the way in
/// (`ck_gradient`).
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

#ifdef __cplusplus
extern "C" {
#endif

// MARK: - Tensors as kernels see them

/// A non-linearity applied to each element.
typedef enum ck_activation {
  CK_IDENTITY = 0,
  CK_RELU,
  /// min(max(u, 0), 6).
  CK_RELU6,
  /// u * sigmoid(u).
  CK_SILU,
  CK_SIGMOID,
  /// relu6(u + 3) / 6.
  CK_HARD_SIGMOID,
  /// u * relu6(u + 3) / 6.
  CK_HARD_SWISH,
  CK_TANH,
  /// u * Phi(u), by the error function.
  CK_GELU,
} ck_activation;

/// A tensor y as its reader sees it, computed while it is loaded:
///
///     u = (scale[c] * data[r, c] + shift[c]) * factor[image, c]
///         + residual_scale[c] * residual[r, c] + residual_shift[c]
///     y = activation(u) * gate[image, c]
///
/// with image = r / pixels. A null `scale`, `factor`, `residual_scale` or `gate` counts as ones, a
/// null `shift`, `residual` or `residual_shift` as zeros. A batch normalisation is `scale` and
/// `shift`, a bias is `shift`, squeeze-and-excitation is `gate` (or `factor`, before a residual
/// addition), stochastic depth is `factor`, dropout is `gate` with `pixels` 1.
typedef struct ck_view {
  /// `[rows, channels]`; never null in a call (but so declared that Swift starts from `ck_view()`).
  const float *_Nullable data;
  size_t ld;
  /// `[channels]` each.
  const float *_Nullable scale;
  const float *_Nullable shift;
  /// `[images, channels]`.
  const float *_Nullable factor;
  size_t factor_ld;
  /// `[rows, channels]`.
  const float *_Nullable residual;
  size_t residual_ld;
  /// `[channels]` each.
  const float *_Nullable residual_scale;
  const float *_Nullable residual_shift;
  ck_activation activation;
  /// `[images, channels]`.
  const float *_Nullable gate;
  size_t gate_ld;
  /// Rows per image; read only where there is a factor or a gate.
  size_t pixels;
} ck_view;

/// The gradient of the loss by a raw convolution output z, computed while it is loaded from the
/// gradient g by the reader's u (see `ck_view`):
///
///     dz = c1[c] * g[r, c] * factor[image, c] + c2[c] * z[r, c] + c3[c]
///
/// A null `c1` or `factor` counts as ones, a null `z` leaves the last two terms out (no
/// normalisation, or one with frozen statistics).
///
/// With `slope_scale`, g is yet to be finished, as a sink with `slope_sums` has left it:
///
///     (g[r, c] + pooled[image, c]) * activation'(slope_scale[c] * z[r, c] + slope_shift[c])
///
/// stands in its place. z is loaded here anyway, so that finishing costs no pass of its own.
typedef struct ck_gradient {
  /// g, `[rows, channels]`; never null in a call.
  const float *_Nullable data;
  size_t ld;
  /// `[channels]`.
  const float *_Nullable c1;
  /// `[rows, channels]`.
  const float *_Nullable z;
  size_t z_ld;
  /// `[channels]` each, read only with `z`.
  const float *_Nullable c2;
  const float *_Nullable c3;
  /// `[images, channels]`.
  const float *_Nullable factor;
  size_t factor_ld;
  /// Rows per image; read only with `factor` or `pooled`.
  size_t pixels;
  /// `[channels]` each: scale and shift of z's normalisation. Only with `z`, `c1` and no `factor`.
  const float *_Nullable slope_scale;
  const float *_Nullable slope_shift;
  /// The non-linearity behind that normalisation.
  ck_activation slope_activation;
  /// Gradient that reached every pixel equally, `[images, channels]`; null counts as zeros. Read
  /// only with `slope_scale`.
  const float *_Nullable pooled;
  size_t pooled_ld;
} ck_gradient;

/// Where a gradient dy by the value y of a view goes, and what is done to it on the way out:
///
///     d         = dy[r, c] + addend[r, c]
///     g[r, c]   = (d * gate[image, c] + pooled[image, c]) * activation'(u)
///     sums      = sum over the range's rows of g * factor, then of g * factor * (z - mean)
///     gate_sums = sum over each image's rows of d * activation(u)
///
/// u, gate and factor are those of `view`; a null `view` is the identity. For ReLU and ReLU6 the
/// view may as well be the stored result y under the same activation.
///
/// Squeeze-and-excitation: `pooled`, the gradient by way of the means over pixels, is known only
/// after the gate's gradient, and with it after all of this sink's range. With `slope_sums` the
/// gradient is left to be finished by its reader (`slope_scale` of `ck_gradient`):
///
///     g[r, c]    = d * gate[image, c]
///     sums       = as above, of g * activation'(u)
///     slope_sums = sum over each image's rows of activation'(u), then of
///                  activation'(u) * (z - mean)
///
/// from which `ck_add_pooled_sums` makes the whole sums once `pooled` is known.
typedef struct ck_sink {
  /// g, `[rows, channels]`. May be null where only sums are wanted.
  float *_Nullable data;
  size_t ld;
  /// Further gradient of y, `[rows, channels]`, or null; may be `data` itself (with the same ld).
  const float *_Nullable addend;
  size_t addend_ld;
  const ck_view *_Nullable view;
  /// Gradient that reached every pixel of activation(u) equally (backward of a mean over pixels,
  /// already divided by their number), `[images, channels]`, or null. `pixels` rows per image.
  const float *_Nullable pooled;
  size_t pooled_ld;
  /// Rows per image; read only with `pooled` or `gate_sums`.
  size_t pixels;
  /// `[2, channels]`, overwritten; or null.
  double *_Nullable sums;
  /// Raw z `[rows, channels]` and its mean `[channels]` for the second sum; null leaves that at 0.
  const float *_Nullable z;
  size_t z_ld;
  const float *_Nullable mean;
  /// `[images, channels]`, overwritten; or null. With it, a range must hold whole images.
  float *_Nullable gate_sums;
  size_t gate_sums_ld;
  /// `[images, 2, channels]` without gaps, overwritten; or null. Only with `sums`, `z` and a view
  /// of an activation and no factor, and without `pooled`; a range must hold whole images.
  float *_Nullable slope_sums;
} ck_sink;

/// What becomes of a result z of a kernel of inference before it is stored:
///
///     y = activation(z[r, c] + shift[c] + residual[r, c])
///
/// A null shift or residual counts as zeros. A batch normalisation is in weights and shift.
typedef struct ck_finish {
  /// `[channels]`.
  const float *_Nullable shift;
  /// `[rows, channels]`.
  const float *_Nullable residual;
  size_t residual_ld;
  ck_activation activation;
} ck_finish;

/// The sliding window of a convolution or pooling. Taps outside the input read zero (maximum
/// pooling: minus infinity). Window (y, x) starts at input pixel
/// (y * stride_height - pad_top, x * stride_width - pad_left).
typedef struct ck_window {
  size_t in_height, in_width;
  size_t out_height, out_width;
  size_t kernel_height, kernel_width;
  size_t stride_height, stride_width;
  size_t dilation_height, dilation_width;
  size_t pad_top, pad_left;
  /// Read only by average pooling that counts padding; elsewhere the output size says it all.
  size_t pad_bottom, pad_right;
} ck_window;

/// A convolution. Weights are `[kernel_height, kernel_width, in_channels / groups, out_channels]`;
/// output channels of group g read input channels of group g only.
typedef struct ck_convolution {
  ck_window window;
  size_t in_channels, out_channels, groups;
} ck_convolution;

/// The part of a convolution that a call computes: lines of its result, and columns of its result
/// (all of them, or, with one group, a range that starts at a multiple of `CK_COLUMNS`).
typedef struct ck_range {
  size_t first_line, lines;
  size_t first_channel, channels;
} ck_range;

/// Columns of a matrix product may be split at multiples of this number.
enum { CK_COLUMNS = 32 };

// MARK: - Sizes

/// Floats of a packed `rows x columns` matrix. The columns from n on, n a multiple of
/// `CK_COLUMNS`, are themselves a packed matrix, at `packed + n * rows`.
size_t ck_packed_size(size_t rows, size_t columns);
/// Floats of a convolution's weights packed for forward, and for backward by data.
size_t ck_convolution_packed_size(const ck_convolution *convolution);
size_t ck_convolution_packed_transposed_size(const ck_convolution *convolution);

/// Floats of scratch of `pointwise_forward` and `pointwise_backward`.
size_t ck_pointwise_scratch(size_t in_channels, size_t out_channels);
/// Floats of scratch of `pointwise_finished`.
size_t ck_finished_scratch(size_t in_channels, size_t out_channels);
/// Floats of scratch of `expanded_finished`, for so many of the channels.
size_t ck_expanded_scratch(const ck_window *window, size_t in_channels, size_t channels);
/// Floats of scratch of `winograd_finished`.
size_t ck_winograd_scratch(size_t in_channels, size_t out_channels);
/// Floats of scratch of the depthwise and pooling kernels.
size_t ck_depthwise_scratch(const ck_window *window, size_t channels);
/// Floats of scratch of the three convolution kernels.
size_t ck_convolution_scratch(const ck_convolution *convolution);

// MARK: - The kernels

/// One implementation of every kernel. All tables compute the same functions, up to rounding.
typedef struct ck_kernels {
  const char *name;

  // Products of matrices: 1x1 convolutions and fully-connected layers.

  /// Packs w, `[rows, columns]` with rows `ld` apart, for products with `columns` results.
  /// The layout is this table's own.
  void (*pack)(size_t rows, size_t columns, const float *w, size_t ld, float *packed);
  /// Packs the transpose of w, `[rows, columns]`: a product of `columns` terms, `rows` results.
  void (*pack_transposed)(
      size_t rows, size_t columns, const float *w, size_t ld, float *packed);

  /// z[r, :] = x[r, :] * w for rows `first ..< first + rows`.
  ///
  /// - packed: w, `[in, out]`, packed by `pack`.
  /// - x_store: null, or where to store the values that x's view yields, `[rows, in]`.
  /// - moments: null, or `[2, out]`, overwritten: the mean of each column over the range's rows,
  ///   and the sum of its squared distances from that mean.
  void (*pointwise_forward)(
      size_t first, size_t rows, size_t in, size_t out, const ck_view *x,
      float *_Nullable x_store, size_t x_store_ld, const float *packed, float *z, size_t z_ld,
      double *_Nullable moments, float *scratch);

  /// Both backward products of `pointwise_forward` in one sweep over the rows:
  /// sink receives dz * transpose(w), and dw += transpose(x) * dz over the range's rows.
  ///
  /// - packed: w packed by `pack_transposed`; not read without a sink.
  /// - sink: null where the gradient by x is not wanted.
  /// - x: null where the gradient by w is not wanted. If `sink->view` is the same object,
  ///   activation and derivative are computed together.
  /// - dw: `[in, out]`, rows `dw_ld` apart; added to.
  void (*pointwise_backward)(
      size_t first, size_t rows, size_t in, size_t out, const ck_gradient *dz,
      const float *_Nullable packed, const ck_sink *_Nullable sink, const ck_view *_Nullable x,
      float *_Nullable dw, size_t dw_ld, float *scratch);

  // Depthwise convolutions: weights `[kernel_height, kernel_width, channels]`.

  /// Output lines `first ..< first + lines` of the depthwise convolution; moments as above.
  void (*depthwise_forward)(
      const ck_window *window, size_t channels, size_t first, size_t lines, const ck_view *x,
      const float *weights, float *z, size_t z_ld, double *_Nullable moments, float *scratch);

  /// Input lines `first ..< first + lines`: sink receives the gradient by x there, and dw
  /// (`[kernel_height, kernel_width, channels]`) grows by those lines' contribution.
  ///
  /// - sink, x: null where that gradient is not wanted, as in `pointwise_backward`.
  void (*depthwise_backward)(
      const ck_window *window, size_t channels, size_t first, size_t lines,
      const ck_gradient *dz, const float *weights, const ck_sink *_Nullable sink,
      const ck_view *_Nullable x, float *_Nullable dw, float *scratch);

  // Convolutions in general.

  /// Packs weights for `convolution_forward`.
  void (*convolution_pack)(const ck_convolution *convolution, const float *w, float *packed);
  /// Packs weights for `convolution_backward_data`.
  void (*convolution_pack_transposed)(
      const ck_convolution *convolution, const float *w, float *packed);

  /// Output lines and channels of `range`; `z` and `moments` (`[2, range.channels]`) start at
  /// channel `range.first_channel`.
  void (*convolution_forward)(
      const ck_convolution *convolution, ck_range range, const ck_view *x, const float *packed,
      float *z, size_t z_ld, double *_Nullable moments, float *scratch);

  /// Gradient by the input, for the input lines and channels of `range`; everything in the sink
  /// starts at channel `range.first_channel`.
  void (*convolution_backward_data)(
      const ck_convolution *convolution, ck_range range, const ck_gradient *dz,
      const float *packed, const ck_sink *sink, float *scratch);

  /// dw += contribution of the output lines and output channels of `range`. `dz` and `dw` start
  /// at channel `range.first_channel`; dw's rows (kernel_height * kernel_width * in / groups of
  /// them) lie `dw_ld` apart.
  void (*convolution_backward_weights)(
      const ck_convolution *convolution, ck_range range, const ck_gradient *dz,
      const ck_view *x, float *dw, size_t dw_ld, float *scratch);

  // The same for inference: results are finished on their way to memory, which readers then take as
  // it is. Where channels are cut, everything that has channels starts at the first of the cut, a
  // multiple of `CK_COLUMNS`.

  /// y[r, :] = finish(x[r, :] * w) for rows `first ..< first + rows`; `packed` by `pack`.
  void (*pointwise_finished)(
      size_t first, size_t rows, size_t in, size_t out, const ck_view *x, const float *packed,
      const ck_finish *finish, float *y, size_t y_ld, float *scratch);

  /// Output lines `first ..< first + lines` of a depthwise convolution of what stands in memory.
  ///
  /// - weights: `[kernel_height * kernel_width]` rows `weights_ld` apart, a multiple of
  ///   `CK_COLUMNS`, zeros behind the last channel.
  /// - sums: null, or `[channels]`, overwritten: each channel's sum over the range's pixels of y.
  void (*depthwise_finished)(
      const ck_window *window, size_t channels, size_t first, size_t lines, const float *x,
      size_t x_ld, const float *weights, size_t weights_ld, const ck_finish *finish, float *y,
      size_t y_ld, float *_Nullable sums, float *scratch);

  /// As `depthwise_finished`, of what a 1x1 convolution makes of x: `expansion(x[r, :] * w)`, which
  /// never stands in memory as a whole, `packed` by `pack`. The expansion has no residual.
  void (*expanded_finished)(
      const ck_window *window, size_t in, size_t channels, size_t first, size_t lines,
      const ck_view *x, const float *packed, const ck_finish *expansion, const float *weights,
      size_t weights_ld, const ck_finish *finish, float *y, size_t y_ld, float *_Nullable sums,
      float *scratch);

  /// Output lines and channels of `range`; finish and y start at channel `range.first_channel`.
  void (*convolution_finished)(
      const ck_convolution *convolution, ck_range range, const ck_view *x, const float *packed,
      const ck_finish *finish, float *y, size_t y_ld, float *scratch);

  /// Lines of tiles `first ..< first + lines` of a 3x3 convolution of stride 1, without groups and
  /// dilation, by Winograd's F(2x2, 3x3). A tile is 2x2 pixels of the result; an image has
  /// (out_height + 1) / 2 lines of them.
  ///
  /// - packed: sixteen matrices `[in, out]`, each packed by `pack`, `matrix` floats apart: elements
  ///   (i, j) of G w transpose(G), in the order of 4 i + j.
  void (*winograd_finished)(
      const ck_window *window, size_t in, size_t out, size_t first, size_t lines, const float *x,
      size_t x_ld, const float *packed, size_t matrix, const ck_finish *finish, float *y,
      size_t y_ld, float *scratch);

  // Pooling.

  /// Maximum over each window, output lines `first ..< first + lines`. The first of equal values
  /// wins, a NaN always. `winner`, `[rows, channels]` without gaps, receives the winning tap,
  /// `ky * kernel_width + kx` (at most 256 taps), or is null.
  void (*maximum_pooling_forward)(
      const ck_window *window, size_t channels, size_t first, size_t lines, const ck_view *x,
      float *y, size_t y_ld, uint8_t *_Nullable winner, float *scratch);
  /// Input lines `first ..< first + lines` of the gradient of maximum pooling.
  void (*maximum_pooling_backward)(
      const ck_window *window, size_t channels, size_t first, size_t lines, const float *dy,
      size_t dy_ld, const uint8_t *winner, const ck_sink *sink, float *scratch);

  /// Mean over each window: over the taps inside the input, or, with `counts_padding`, inside the
  /// padded input (taps beyond it, from rounding the size up, never count).
  void (*average_pooling_forward)(
      const ck_window *window, bool counts_padding, size_t channels, size_t first, size_t lines,
      const ck_view *x, float *y, size_t y_ld, float *scratch);
  void (*average_pooling_backward)(
      const ck_window *window, bool counts_padding, size_t channels, size_t first, size_t lines,
      const float *dy, size_t dy_ld, const ck_sink *sink, float *scratch);

  /// mean[image, c] over the `pixels` rows of images `first ..< first + images`. `x_store`: null,
  /// or where to store the values of the view (row r of the tensor at row r of x_store).
  /// Its backward is `ck_sink.pooled`.
  void (*global_average)(
      size_t first, size_t images, size_t pixels, size_t channels, const ck_view *x,
      float *_Nullable x_store, size_t x_store_ld, float *mean, size_t mean_ld);

  // Element by element. All take rows `first ..< first + rows`.

  /// y = the values of the view. y may be the view's data or residual (same ld).
  void (*apply_view)(
      size_t first, size_t rows, size_t channels, const ck_view *x, float *y, size_t y_ld);
  /// dx = dz + addend. `addend`: null counts as zeros. dx may be addend, dz's data or dz's z.
  void (*apply_gradient)(
      size_t first, size_t rows, size_t channels, const ck_gradient *dz,
      const float *_Nullable addend, size_t addend_ld, float *dx, size_t dx_ld);
  /// Sends dy, `[rows, channels]`, into a sink. The sink's data may be dy (same ld).
  void (*apply_sink)(
      size_t first, size_t rows, size_t channels, const float *dy, size_t dy_ld,
      const ck_sink *sink);
  /// Moments of a stored tensor's columns, as `pointwise_forward` gives them.
  void (*moments)(
      size_t first, size_t rows, size_t channels, const float *z, size_t z_ld, double *moments);

  /// y = a * b, and backward: da = dy * b, db = dy * a (either may be null).
  void (*multiply)(
      size_t first, size_t rows, size_t channels, const float *a, size_t a_ld, const float *b,
      size_t b_ld, float *y, size_t y_ld);
  /// Channel g * (channels / groups) + i of x becomes channel i * groups + g of y. Its inverse is
  /// the shuffle with channels / groups groups.
  void (*channel_shuffle)(
      size_t first, size_t rows, size_t channels, size_t groups, const float *x, size_t x_ld,
      float *y, size_t y_ld);

  // Layer normalisation over the channels of each row.

  /// y = (x - mean) * inverse_deviation * gamma + beta; mean and inverse_deviation, `[rows]`, are
  /// kept for the backward direction. gamma and beta: null counts as ones and zeros. `scratch`, here
  /// and backward: `ck_pointwise_scratch(channels, channels)` floats.
  void (*layer_normalization_forward)(
      size_t first, size_t rows, size_t channels, const ck_view *x, float epsilon,
      const float *_Nullable gamma, const float *_Nullable beta, float *y, size_t y_ld,
      float *mean, float *inverse_deviation, float *scratch);
  /// sink receives the gradient by x; `parameter_sums`, `[2, channels]`, overwritten, or null:
  /// the gradients by gamma and by beta.
  void (*layer_normalization_backward)(
      size_t first, size_t rows, size_t channels, const float *dy, size_t dy_ld,
      const ck_view *x, const float *mean, const float *inverse_deviation,
      const float *_Nullable gamma, const ck_sink *sink, double *_Nullable parameter_sums,
      float *scratch);

  // Loss.

  /// Softmax cross-entropy of rows `first ..< first + rows` of `logits` + `bias`.
  ///
  /// The target gives each class smoothing / classes, and the rest, 1 - smoothing, to `label` (or
  /// shared by `label` with `share[r]` and `other_label` with 1 - `share[r]`: mixup).
  /// - loss: `[rows]`.
  /// - correct: `[rows]` or null: 1 where no logit exceeds the label's, and none before it equals it.
  /// - dlogits: null, or the gradient times `gradient_scale` (one over the batch); may be logits.
  void (*softmax_cross_entropy)(
      size_t first, size_t rows, size_t classes, const float *logits, size_t logits_ld,
      const float *_Nullable bias, const int32_t *label, const int32_t *_Nullable other_label,
      const float *_Nullable share, float smoothing, float *loss, uint8_t *_Nullable correct,
      float *_Nullable dlogits, size_t dlogits_ld, float gradient_scale);

  // Vectors of `count` floats.

  void (*fill)(size_t count, float value, float *y);
  /// y += a * x.
  void (*axpy)(size_t count, float a, const float *x, float *y);
  /// y *= a.
  void (*scale)(size_t count, float a, float *y);
  /// Sum of squares.
  double (*sum_of_squares)(size_t count, const float *x);
  /// y[i] = sum over j < parts, in order, of x[j * stride + i]. y may be x.
  void (*sum_parts)(size_t count, size_t parts, size_t stride, const float *x, float *y);

  // Optimizers. `decay` is added as decay * parameter to the gradient (AdamW: applied to the
  // parameter directly, decay * rate). `average`: null, or a moving average updated after the
  // step: average += (1 - average_decay) * (parameter - average).

  /// v = momentum * v + g; p -= rate * (nesterov ? g + momentum * v : v).
  void (*sgd)(
      size_t count, float rate, float momentum, bool nesterov, float decay, const float *gradient,
      float *parameter, float *velocity, float *_Nullable average, float average_decay);
  /// TensorFlow's RMSProp, epsilon inside the root: s = rho * s + (1 - rho) * g * g;
  /// v = momentum * v + rate * g / sqrt(s + epsilon); p -= v.
  void (*rmsprop)(
      size_t count, float rate, float momentum, float rho, float epsilon, float decay,
      const float *gradient, float *parameter, float *velocity, float *square,
      float *_Nullable average, float average_decay);
  /// m = b1 * m + (1 - b1) * g; s = b2 * s + (1 - b2) * g * g;
  /// p -= rate * decay * p + rate * (m / correction1) / (sqrt(s / correction2) + epsilon), with
  /// correction = 1 - b to the power of the step.
  void (*adamw)(
      size_t count, float rate, float beta1, float beta2, float correction1, float correction2,
      float epsilon, float decay, const float *gradient, float *parameter, float *mean,
      float *square, float *_Nullable average, float average_decay);

  // Measuring the machine.

  /// `rounds` rounds of multiply-adds that wait for nothing but one another, all in registers;
  /// returns how many. `result`: one number that depends on all of them (48 after many rounds, per
  /// lane).
  size_t (*multiply_add_probe)(size_t rounds, float *result);
} ck_kernels;

// MARK: - Waiting

/// Tells the processor that this thread spins until another has done something.
static inline void ck_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// MARK: - Choosing an implementation

/// The implementations, plain to wide.
typedef enum ck_variant {
  /// Plain scalar C.
  CK_REFERENCE = 0,
  /// 4 lanes, arm64.
  CK_NEON,
  /// 8 lanes, AVX2 and FMA.
  CK_AVX2,
  /// The 16-lane code of CK_AVX512 on AVX2 instructions: slow, there to be tested anywhere.
  CK_WIDE,
  /// 16 lanes, AVX-512F (with the VL, DQ and BW extensions).
  CK_AVX512,
} ck_variant;
enum { CK_VARIANTS = CK_AVX512 + 1 };

/// Whether this processor can run the variant.
bool ck_variant_available(ck_variant variant);
/// `reference`, `neon`, `avx2`, `wide` or `avx512`.
const char *ck_variant_name(ck_variant variant);
/// The fastest variant that this processor can run.
ck_variant ck_best_variant(void);
/// The kernels of a variant; null where the processor cannot run it.
const ck_kernels *_Nullable ck_select(ck_variant variant);

#ifdef __cplusplus
}
#endif

#pragma clang assume_nonnull end

#include "ck_statistics.h"

#endif
