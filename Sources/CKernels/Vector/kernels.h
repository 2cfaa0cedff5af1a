// All vector kernels, for the variant that includes this: it has set the macros of lanes.h and
// CK_VARIANT_NAME, and gets a table `kernels`.
#include "../Reference/table.h"
#include "../panel.h"
#include "../variants.h"

#include "lanes.h"
#include "activations.h"
#include "views.h"
#include "sinks.h"
#include "flat.h"
#include "products.h"
#include "finish.h"
#include "pointwise.h"
#include "depthwise.h"
#include "convolution.h"
#include "inference.h"
#include "winograd.h"
#include "pooling.h"
#include "elements.h"
#include "rows.h"
#include "probes.h"
#include "../Shared/loops.h"

#define CK_VECTOR_TABLE(variant_name) { \
  .name = variant_name, \
  .pack = pack, \
  .pack_transposed = pack_transposed, \
  .pointwise_forward = pointwise_forward, \
  .pointwise_backward = pointwise_backward, \
  .depthwise_forward = depthwise_forward, \
  .depthwise_backward = depthwise_backward, \
  .convolution_pack = convolution_pack, \
  .convolution_pack_transposed = convolution_pack_transposed, \
  .convolution_forward = convolution_forward, \
  .convolution_backward_data = convolution_backward_data, \
  .convolution_backward_weights = convolution_backward_weights, \
  .pointwise_finished = pointwise_finished, \
  .depthwise_finished = depthwise_finished, \
  .expanded_finished = expanded_finished, \
  .convolution_finished = convolution_finished, \
  .winograd_finished = winograd_finished, \
  .maximum_pooling_forward = maximum_pooling_forward, \
  .maximum_pooling_backward = maximum_pooling_backward, \
  .average_pooling_forward = average_pooling_forward, \
  .average_pooling_backward = average_pooling_backward, \
  .global_average = global_average, \
  .apply_view = apply_view, \
  .apply_gradient = apply_gradient, \
  .apply_sink = apply_sink, \
  .moments = moments, \
  .channel_shuffle = ck_reference_channel_shuffle, \
  .layer_normalization_forward = layer_normalization_forward, \
  .layer_normalization_backward = layer_normalization_backward, \
  .softmax_cross_entropy = ck_reference_softmax_cross_entropy, \
  .sum_of_squares = sum_of_squares, \
  .multiply_add_probe = multiply_add_probe, \
  CK_LOOPS_ENTRIES \
}
