#include "CVectorKernels.h"

#include <stdint.h>
#include <string.h>

// The dynamic linker selects the clone before the thread sanitizer is initialized, which cannot instrument that code.
#if defined(__x86_64__) && defined(__linux__) && !__has_feature(thread_sanitizer)
#define FOR_SEVERAL_CPUS __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOR_SEVERAL_CPUS
#endif

// tanh x = 1 - 2 / (e^2x + 1), with e^2x = 2^k e^r, k an integer and |r| <= ln(2)/2; e^r is its Taylor polynomial of
// degree 6. Adding and subtracting 1.5 * 2^23 rounds to the nearest integer, which is then in the low bits.
FOR_SEVERAL_CPUS
void vector_tanh_f32(const float *restrict x, long count, float a, float b, float scale,
                     float offset, float *restrict y) {
    const float magic = 12582912.0f;
    for (long i = 0; i < count; i++) {
        float v = a * x[i] + b;
        v = v > 10.0f ? 10.0f : v;
        v = v < -10.0f ? -10.0f : v;
        float t = v * 2.8853901f;  // 2 / ln 2
        float shifted = t + magic;
        float r = (t - (shifted - magic)) * 0.6931472f;
        float p = r * 0.0013888889f + 0.008333333f;
        p = p * r + 0.041666667f;
        p = p * r + 0.16666667f;
        p = p * r + 0.5f;
        p = p * r + 1.0f;
        p = p * r + 1.0f;
        uint32_t bits;
        memcpy(&bits, &shifted, sizeof bits);
        bits = (bits << 23) + 0x3F800000u;
        float power;
        memcpy(&power, &bits, sizeof power);
        y[i] = offset + scale * (1.0f - 2.0f / (p * power + 1.0f));
    }
}

int vector_level(void) {
#if defined(__x86_64__) && defined(__linux__) && !__has_feature(thread_sanitizer)
    __builtin_cpu_init();
    return __builtin_cpu_supports("x86-64-v4") ? 4 : __builtin_cpu_supports("x86-64-v3") ? 3 : 1;
#else
    return 0;
#endif
}
