#include "BlockScratch.h"

typedef void score_blocks(const scoreline_block_model *model, const scoreline_batch *batch, void *scratch);

score_blocks scoreline_score_blocks_portable;
#if defined(__x86_64__) || defined(SCORELINE_EMULATED)
score_blocks scoreline_score_blocks_avx512, scoreline_score_blocks_avx512_bytes;
#endif
#if defined(__x86_64__)
score_blocks scoreline_score_blocks_avx2;
#endif

size_t scoreline_block_scratch(const scoreline_block_model *model) {
    size_t slots = (size_t)model->slot_count * (model->block_rows / 8);
    return columns_bytes + tables_bytes + row_bytes * (4 + 4 + 2 * scoreline_group_trees) + sums_bytes(model) +
        (slots + scoreline_alignment - 1) / scoreline_alignment * scoreline_alignment;
}

void scoreline_score_blocks(
    int kernel, const scoreline_block_model *model, const scoreline_batch *batch, void *scratch) {
    switch (kernel) {
    case scoreline_kernel_portable: scoreline_score_blocks_portable(model, batch, scratch); return;
#if defined(__x86_64__)
    case scoreline_kernel_avx2: scoreline_score_blocks_avx2(model, batch, scratch); return;
#endif
#if defined(__x86_64__) || defined(SCORELINE_EMULATED)
    case scoreline_kernel_avx512: scoreline_score_blocks_avx512(model, batch, scratch); return;
    case scoreline_kernel_avx512_bytes: scoreline_score_blocks_avx512_bytes(model, batch, scratch); return;
#endif
    default: __builtin_trap();
    }
}
