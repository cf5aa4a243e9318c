// 16-byte vectors: the compiler's vector types become SSE2 or NEON.

#define KERNEL scoreline_score_blocks_portable
#define LEAF_LANES 1
#include "BlockScorer.h"
