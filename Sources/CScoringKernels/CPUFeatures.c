#include "CPUFeatures.h"

uint32_t scoreline_cpu_features(void) {
#if defined(__aarch64__)
    return scoreline_cpu_neon;
#elif defined(__x86_64__)
    uint32_t features = 0;
    // The compiler's own detection also asks the operating system whether it saves the wide registers.
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2")) features |= scoreline_cpu_avx2;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl")) {
        features |= scoreline_cpu_avx512;
        if (__builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("gfni")) {
            features |= scoreline_cpu_avx512_bytes;
        }
    }
    return features;
#else
    return 0;
#endif
}
