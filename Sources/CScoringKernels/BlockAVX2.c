#include "BlockModel.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2"))), apply_to = function)

#define KERNEL scoreline_score_blocks_avx2
#define LEAF_LANES 2
#define LEAF_HEADER "LeafShuffle.h"
#include "BlockScorer.h"

#pragma clang attribute pop
#endif
