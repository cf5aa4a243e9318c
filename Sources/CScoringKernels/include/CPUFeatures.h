#pragma once

#include <stdint.h>

/// Instruction sets of this processor that its operating system lets programs use; bits of an option set.
enum {
    scoreline_cpu_neon = 1 << 0,
    scoreline_cpu_avx2 = 1 << 1,
    /// Foundation, bytes and words, doublewords and quadwords, short vectors.
    scoreline_cpu_avx512 = 1 << 2,
    /// Beyond `scoreline_cpu_avx512`: permutations of bytes, and affine maps of bits.
    scoreline_cpu_avx512_bytes = 1 << 3,
};

uint32_t scoreline_cpu_features(void);
