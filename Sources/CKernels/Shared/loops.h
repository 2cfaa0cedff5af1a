// Loops over plain vectors, which every compiler vectorises for the instruction set at hand; each
// variant includes them once.

static void multiply(
    size_t first, size_t rows, size_t channels, const float *a, size_t a_ld, const float *b,
    size_t b_ld, float *y, size_t y_ld) {
  for (size_t r = first; r < first + rows; ++r) {
    for (size_t c = 0; c < channels; ++c) y[r * y_ld + c] = a[r * a_ld + c] * b[r * b_ld + c];
  }
}

static void fill(size_t count, float value, float *y) {
  for (size_t i = 0; i < count; ++i) y[i] = value;
}

static void axpy(size_t count, float a, const float *x, float *y) {
  for (size_t i = 0; i < count; ++i) y[i] += a * x[i];
}

static void scale(size_t count, float a, float *y) {
  for (size_t i = 0; i < count; ++i) y[i] *= a;
}

static void sum_parts(size_t count, size_t parts, size_t stride, const float *x, float *y) {
  enum { BLOCK = 256 };
  float sum[BLOCK];
  for (size_t first = 0; first < count; first += BLOCK) {
    size_t many = count - first < BLOCK ? count - first : BLOCK;
    for (size_t i = 0; i < many; ++i) sum[i] = 0;
    for (size_t j = 0; j < parts; ++j) {
      const float *part = x + j * stride + first;
      for (size_t i = 0; i < many; ++i) sum[i] += part[i];
    }
    for (size_t i = 0; i < many; ++i) y[first + i] = sum[i];
  }
}

/// The square root, without the `errno` of `sqrtf`, which would keep its loop from being vectorised.
static inline float square_root(float x) { return __builtin_elementwise_sqrt(x); }

/// The moving average's part of an optimizer step.
static void follow(size_t count, const float *parameter, float *average, float decay) {
  if (!average) return;
  for (size_t i = 0; i < count; ++i) average[i] += (1 - decay) * (parameter[i] - average[i]);
}

static void sgd(
    size_t count, float rate, float momentum, bool nesterov, float decay, const float *gradient,
    float *parameter, float *velocity, float *average, float average_decay) {
  if (nesterov) {
    for (size_t i = 0; i < count; ++i) {
      float g = gradient[i] + decay * parameter[i];
      velocity[i] = momentum * velocity[i] + g;
      parameter[i] -= rate * (g + momentum * velocity[i]);
    }
  } else {
    for (size_t i = 0; i < count; ++i) {
      float g = gradient[i] + decay * parameter[i];
      velocity[i] = momentum * velocity[i] + g;
      parameter[i] -= rate * velocity[i];
    }
  }
  follow(count, parameter, average, average_decay);
}

static void rmsprop(
    size_t count, float rate, float momentum, float rho, float epsilon, float decay,
    const float *gradient, float *parameter, float *velocity, float *square, float *average,
    float average_decay) {
  for (size_t i = 0; i < count; ++i) {
    float g = gradient[i] + decay * parameter[i];
    square[i] = rho * square[i] + (1 - rho) * g * g;
    velocity[i] = momentum * velocity[i] + rate * g / square_root(square[i] + epsilon);
    parameter[i] -= velocity[i];
  }
  follow(count, parameter, average, average_decay);
}

static void adamw(
    size_t count, float rate, float beta1, float beta2, float correction1, float correction2,
    float epsilon, float decay, const float *gradient, float *parameter, float *mean,
    float *square, float *average, float average_decay) {
  for (size_t i = 0; i < count; ++i) {
    float g = gradient[i];
    mean[i] = beta1 * mean[i] + (1 - beta1) * g;
    square[i] = beta2 * square[i] + (1 - beta2) * g * g;
    float step = mean[i] / correction1 / (square_root(square[i] / correction2) + epsilon);
    parameter[i] -= rate * decay * parameter[i] + rate * step;
  }
  follow(count, parameter, average, average_decay);
}

/// The loops' places in a table of kernels.
#define CK_LOOPS_ENTRIES \
  .multiply = multiply, .fill = fill, .axpy = axpy, .scale = scale, .sum_parts = sum_parts, \
  .sgd = sgd, .rmsprop = rmsprop, .adamw = adamw,
