#include "CVectorKernels.h"

#include <math.h>
#include <string.h>

// The same sums on every CPU: no fused multiply-add where one has it and another has not.
#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__) && defined(__linux__)
#define FOR_SEVERAL_CPUS __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOR_SEVERAL_CPUS
#endif

enum { BLOCK = 32 };

// Appends the units of a block whose budget is used up while there is room; returns the count.
static inline long note(const double *budget, long from, long to, int32_t *used, long count,
                        long room) {
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
    // One by one: wide loads would wait for narrow writes just before.
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

typedef double eight_keys __attribute__((vector_size(64), aligned(8)));
typedef int64_t eight_tests __attribute__((vector_size(64)));
typedef int8_t eight_bytes __attribute__((vector_size(8)));

FOR_SEVERAL_CPUS
long keys_below(const double *restrict keys, long n, double limit, int32_t *restrict found) {
    long count = 0, from = 0;
    for (; from + 8 <= n; from += 8) {
        eight_keys k = *(const eight_keys *)(keys + from);
        eight_tests tests = k < limit;
        eight_bytes bytes = __builtin_convertvector(tests, eight_bytes);
        uint64_t left;
        memcpy(&left, &bytes, sizeof left);
        while (left) {
            int byte = __builtin_ctzll(left) >> 3;
            found[count++] = (int32_t)(from + byte);
            left &= ~(0xFFull << (8 * byte));
        }
    }
    for (; from < n; from++) {
        if (keys[from] < limit) found[count++] = (int32_t)from;
    }
    return count;
}

FOR_SEVERAL_CPUS
void add_scaled(const double *restrict x, long n, double factor, double *restrict y) {
    for (long j = 0; j < n; j++) y[j] += factor * x[j];
}
