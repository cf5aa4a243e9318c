#pragma once

// What scratch memory is made of; every piece is a multiple of `scoreline_alignment`.

#include "BlockModel.h"

enum {
    columns_bytes = scoreline_tile_columns * scoreline_block_rows_maximum * 8,
    tables_bytes = 768 * scoreline_block_rows_maximum / 8,
    row_bytes = scoreline_block_rows_maximum,
};

static inline size_t sums_bytes(const scoreline_block_model *model) {
    return (size_t)model->vector_length * model->block_rows * 8;
}
