// Plain optimizer steps.
#include "table.h"

static void follow(float *average, float average_decay, size_t i, float value) {
  if (average) average[i] += (1 - average_decay) * (value - average[i]);
}

void ck_reference_sgd(
    size_t count, float rate, float momentum, bool nesterov, float decay, const float *gradient,
    float *parameter, float *velocity, float *average, float average_decay) {
  for (size_t i = 0; i < count; ++i) {
    float g = gradient[i] + decay * parameter[i];
    velocity[i] = momentum * velocity[i] + g;
    parameter[i] -= rate * (nesterov ? g + momentum * velocity[i] : velocity[i]);
    follow(average, average_decay, i, parameter[i]);
  }
}

void ck_reference_rmsprop(
    size_t count, float rate, float momentum, float rho, float epsilon, float decay,
    const float *gradient, float *parameter, float *velocity, float *square, float *average,
    float average_decay) {
  for (size_t i = 0; i < count; ++i) {
    float g = gradient[i] + decay * parameter[i];
    square[i] = rho * square[i] + (1 - rho) * g * g;
    velocity[i] = momentum * velocity[i] + rate * g / sqrtf(square[i] + epsilon);
    parameter[i] -= velocity[i];
    follow(average, average_decay, i, parameter[i]);
  }
}

void ck_reference_adamw(
    size_t count, float rate, float beta1, float beta2, float correction1, float correction2,
    float epsilon, float decay, const float *gradient, float *parameter, float *mean,
    float *square, float *average, float average_decay) {
  for (size_t i = 0; i < count; ++i) {
    float g = gradient[i];
    mean[i] = beta1 * mean[i] + (1 - beta1) * g;
    square[i] = beta2 * square[i] + (1 - beta2) * g * g;
    float step = mean[i] / correction1 / (sqrtf(square[i] / correction2) + epsilon);
    parameter[i] -= rate * decay * parameter[i] + rate * step;
    follow(average, average_decay, i, parameter[i]);
  }
}
