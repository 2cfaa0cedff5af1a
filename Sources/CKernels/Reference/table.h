// The plain kernels by name, each declared with the type of its place in `ck_kernels`.
#ifndef CK_REFERENCE_TABLE_H
#define CK_REFERENCE_TABLE_H

#include "reference.h"

#define CK_REFERENCE_KERNELS(X) \
  X(pack) X(pack_transposed) X(pointwise_forward) X(pointwise_backward) X(depthwise_forward) \
  X(depthwise_backward) X(convolution_pack) X(convolution_pack_transposed) \
  X(convolution_forward) X(convolution_backward_data) X(convolution_backward_weights) \
  X(pointwise_finished) X(depthwise_finished) X(expanded_finished) X(convolution_finished) \
  X(winograd_finished) X(maximum_pooling_forward) X(maximum_pooling_backward) \
  X(average_pooling_forward) \
  X(average_pooling_backward) X(global_average) X(apply_view) X(apply_gradient) X(apply_sink) \
  X(moments) X(channel_shuffle) X(layer_normalization_forward) \
  X(layer_normalization_backward) X(softmax_cross_entropy) X(sum_of_squares) \
  X(multiply_add_probe)

#define CK_DECLARE(kernel) \
  __typeof__(*((const ck_kernels *)0)->kernel) ck_reference_##kernel;
CK_REFERENCE_KERNELS(CK_DECLARE)
#undef CK_DECLARE

#endif
