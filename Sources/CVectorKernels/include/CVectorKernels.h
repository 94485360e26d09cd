// Loops that gain from wide vectors, compiled for several CPUs at once: the right one is chosen when
// the program starts. A plain build runs on any CPU.
#pragma once

/// y[i] = offset + scale tanh(a x[i] + b), absolute error below 2e-7 scale.
void vector_tanh_f32(const float *x, long count, float a, float b, float scale, float offset,
                     float *y);
