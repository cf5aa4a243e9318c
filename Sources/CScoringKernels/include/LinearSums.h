#pragma once

#include <stdint.h>

#include "BlockModel.h"

/// A linear model in Float32.
struct scoreline_linear {
    uint32_t feature_count, group_count;
    /// By group: what a sum starts from.
    const float *start;
    /// Features x groups, row-major.
    const float *weights;
    /// 32-byte vectors, which the processor then must have, instead of 16-byte ones.
    uint32_t uses_avx2;
};

/// Writes the margins of rows: value x weight added in the order of the features, each product and each sum rounded to
/// Float32, nothing for a NaN.
void scoreline_linear_sums(const struct scoreline_linear *model, const scoreline_batch *batch);
