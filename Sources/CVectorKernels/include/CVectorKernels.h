// Loops that gain from wide vectors, compiled for several CPUs: the dynamic linker chooses the version when the program
// starts. A plain build runs on any CPU.
#pragma once

#include <stdint.h>

/// The level of x86-64 whose clones the dynamic linker chooses on this CPU: 4, 3, or 1 for the plain build; 0 where there
/// are no clones.
int vector_level(void);

/// y[i] = offset + scale tanh(a x[i] + b), absolute error below 2e-7 scale.
void vector_tanh_f32(const float *x, long count, float a, float b, float scale, float offset,
                     float *y);

// Rows of synapses: one spike reaches n units. Each function appends to `used` the units whose budget of excitatory
// input is below 0. `count` units are in `used` before, `room` fit; the new count is returned and may exceed `room`.

/// a += w fa, c += w fc, budget -= max(w, 0) s.
long spike_row(const double *w, long n, double fa, double fc, double s, double *a, double *c,
               double *budget, int32_t *used, long count, long room);

/// e += max(w, 0) ea, i += min(w, 0) ia, c += max(w, 0) ec + min(w, 0) ic, budget -= max(w, 0) s: separate currents for
/// positive (e) and negative (i) weights.
long spike_row_split(const double *w, long n, double ea, double ec, double ia, double ic, double s,
                     double *e, double *i, double *c, double *budget, int32_t *used, long count,
                     long room);

/// c += w fc, budget -= max(w, 0) s.
long spike_row_jump(const double *w, long n, double fc, double s, double *c, double *budget,
                    int32_t *used, long count, long room);

/// The terms of a lower bound of the next threshold crossing that all units share.
struct bound_terms {
    /// The present time and tau_m [ms].
    double time, time_constant;
    /// The frame's factors P, Q and E.
    double membrane, potential, current;
    /// R = tau_m / C, and 1 / R.
    double resistance, conductance;
    /// Part of the drive that input may add.
    double margin;
};

/// For each of n units a lower bound of its next crossing, and the input for which it holds.
void crossing_bounds(const struct bound_terms *terms, long n, const double *rest, const double *a,
                     const double *c, double *keys, double *budgets);

/// The least of n keys.
double least_key(const double *keys, long n);

/// The indices of all keys below `limit`, in ascending order, to `found`, which has room for n + 8; how
/// many there are.
long keys_below(const double *keys, long n, double limit, int32_t *found);
