#include "BlockModel.h"

#if defined(__x86_64__) || defined(SCORELINE_EMULATED)
#include "WideVectors.h"

#if !defined(SCORELINE_EMULATED)
#pragma clang attribute push( \
    __attribute__((target("avx2,bmi,bmi2,avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,gfni"))), apply_to = function)
#endif

#define KERNEL scoreline_score_blocks_avx512_bytes
#define LEAF_LANES 4
#define LEAF_HEADER "LeafPermute.h"
#include "BlockScorer.h"

#if !defined(SCORELINE_EMULATED)
#pragma clang attribute pop
#endif
#endif
