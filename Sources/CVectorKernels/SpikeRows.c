#include "CVectorKernels.h"

#include <math.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

// No fused multiply-add: CPUs with and without it then compute the same sums.
#pragma STDC FP_CONTRACT OFF

// The dynamic linker selects the clone before the thread sanitizer is initialized, which cannot instrument that code.
#if defined(__x86_64__) && defined(__linux__) && !__has_feature(thread_sanitizer)
#define FOR_SEVERAL_CPUS __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOR_SEVERAL_CPUS
#endif

enum { BLOCK = 32 };

// Appends the units of a block whose budget is below 0, as long as there is room. Returns the new count.
static inline long note(const double *budget, long from, long to, int32_t *used, long count,
                        long room) {
    if (count + BLOCK <= room) {
        // No branches: the CPU cannot predict which budgets are below 0.
        for (long j = from; j < to; j++) {
            used[count] = (int32_t)j;
            count += budget[j] < 0;
        }
        return count;
    }
    for (long j = from; j < to; j++) {
        if (budget[j] < 0) {
            if (count < room) used[count] = (int32_t)j;
            count++;
        }
    }
    return count;
}

FOR_SEVERAL_CPUS
static long long_row(const double *restrict w, long n, double fa, double fc, double s,
               double *restrict a, double *restrict c, double *restrict budget,
               int32_t *restrict used, long count, long room) {
    for (long from = 0; from < n; from += BLOCK) {
        long to = from + BLOCK < n ? from + BLOCK : n;
        int any = 0;
        for (long j = from; j < to; j++) {
            double wj = w[j];
            a[j] += wj * fa;
            c[j] += wj * fc;
            double left = budget[j] - (wj > 0 ? wj : 0) * s;
            budget[j] = left;
            any |= left < 0;
        }
        if (any) count = note(budget, from, to, used, count, room);
    }
    return count;
}

long spike_row(const double *restrict w, long n, double fa, double fc, double s,
               double *restrict a, double *restrict c, double *restrict budget,
               int32_t *restrict used, long count, long room) {
    if (n >= BLOCK) return long_row(w, n, fa, fc, s, a, c, budget, used, count, room);
    // Scalar code: vector loads would stall on the narrow stores that came just before.
#pragma clang loop vectorize(disable) unroll(disable)
    for (long j = 0; j < n; j++) {
        double wj = w[j];
        a[j] += wj * fa;
        c[j] += wj * fc;
        double left = budget[j] - (wj > 0 ? wj : 0) * s;
        budget[j] = left;
        if (left < 0) {
            if (count < room) used[count] = (int32_t)j;
            count++;
        }
    }
    return count;
}

FOR_SEVERAL_CPUS
long spike_row_split(const double *restrict w, long n, double ea, double ec, double ia, double ic,
                     double s, double *restrict e, double *restrict i, double *restrict c,
                     double *restrict budget, int32_t *restrict used, long count, long room) {
    for (long from = 0; from < n; from += BLOCK) {
        long to = from + BLOCK < n ? from + BLOCK : n;
        int any = 0;
        for (long j = from; j < to; j++) {
            double positive = w[j] > 0 ? w[j] : 0, negative = w[j] < 0 ? w[j] : 0;
            e[j] += positive * ea;
            i[j] += negative * ia;
            c[j] += positive * ec + negative * ic;
            double left = budget[j] - positive * s;
            budget[j] = left;
            any |= left < 0;
        }
        if (any) count = note(budget, from, to, used, count, room);
    }
    return count;
}

FOR_SEVERAL_CPUS
long spike_row_jump(const double *restrict w, long n, double fc, double s, double *restrict c,
                    double *restrict budget, int32_t *restrict used, long count, long room) {
    for (long from = 0; from < n; from += BLOCK) {
        long to = from + BLOCK < n ? from + BLOCK : n;
        int any = 0;
        for (long j = from; j < to; j++) {
            double wj = w[j];
            c[j] += wj * fc;
            double left = budget[j] - (wj > 0 ? wj : 0) * s;
            budget[j] = left;
            any |= left < 0;
        }
        if (any) count = note(budget, from, to, used, count, room);
    }
    return count;
}

FOR_SEVERAL_CPUS
void crossing_bounds(const struct bound_terms *terms, long n, const double *restrict rest,
                     const double *restrict a, const double *restrict c, double *restrict keys,
                     double *restrict budgets) {
    const struct bound_terms t = *terms;
    for (long j = 0; j < n; j++) {
        double y = rest[j] + c[j] * t.membrane + a[j] * t.potential;
        double current = a[j] * t.current;
        double drive = rest[j] + t.resistance * (current > 0 ? current : 0);
        double room = t.margin * (drive > 0 ? drive - y : -y);
        double ceiling = drive + room;
        double rise = 3 * y * (y - 2 * ceiling) / (y * y + 6 * ceiling * (ceiling - y));
        double then = t.time + rise * t.time_constant * (1 - 1e-12);
        double input = ceiling > 0 ? room : -drive * (1 - 1e-12);
        then = ceiling > 0 ? then : INFINITY;
        // At or above threshold (y >= 0), NaN, or overflow of the squares: the key is the present time, an exact look
        // at once.
        keys[j] = y < 0 && then > t.time ? then : t.time;
        budgets[j] = y < 0 ? input * t.conductance : INFINITY;
    }
}

FOR_SEVERAL_CPUS
double least_key(const double *restrict keys, long n) {
    double least[8];
    for (int k = 0; k < 8; k++) least[k] = INFINITY;
    long j = 0;
    for (; j + 8 <= n; j += 8) {
        for (int k = 0; k < 8; k++) least[k] = keys[j + k] < least[k] ? keys[j + k] : least[k];
    }
    for (; j < n; j++) least[0] = keys[j] < least[0] ? keys[j] : least[0];
    for (int k = 1; k < 8; k++) least[0] = least[k] < least[0] ? least[k] : least[0];
    return least[0];
}

static long keys_below_any(const double *restrict keys, long n, double limit,
                           int32_t *restrict found) {
    long count = 0;
    // No branches: the CPU cannot predict which keys are below the limit.
    for (long j = 0; j < n; j++) {
        found[count] = (int32_t)j;
        count += keys[j] < limit;
    }
    return count;
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512vl,popcnt"))) static long keys_below_v4(
    const double *restrict keys, long n, double limit, int32_t *restrict found) {
    const __m512d limits = _mm512_set1_pd(limit);
    const __m256i eight = _mm256_set1_epi32(8);
    __m256i index = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    long count = 0, from = 0;
    for (; from + 8 <= n; from += 8) {
        __mmask8 below = _mm512_cmp_pd_mask(_mm512_loadu_pd(keys + from), limits, _CMP_LT_OQ);
        _mm256_storeu_si256((__m256i *)(found + count), _mm256_maskz_compress_epi32(below, index));
        count += __builtin_popcount(below);
        index = _mm256_add_epi32(index, eight);
    }
    for (; from < n; from++) {
        found[count] = (int32_t)from;
        count += keys[from] < limit;
    }
    return count;
}
#endif

long keys_below(const double *keys, long n, double limit, int32_t *found) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512f")) {
        return keys_below_v4(keys, n, limit, found);
    }
#endif
    return keys_below_any(keys, n, limit, found);
}
