// The loops of LinearSums.c for one width of vectors. Before it is included, `PIECES` is the number of 16-byte pieces in a
// vector, 1 or 2, and `NAME` what it makes of a name.
//
// A vector has a feature of 4 x PIECES rows. Two of them are a tile.

typedef float NAME(floats) __attribute__((vector_size(16 * PIECES)));
typedef int32_t NAME(masks) __attribute__((vector_size(16 * PIECES)));

enum { NAME(tile_rows) = 8 * PIECES };

// Four features of one row, and with two pieces of the row four further on.
ALWAYS_INLINE NAME(floats) NAME(load)(const scoreline_batch *batch, size_t place, size_t distance, int rows_are_double) {
    piece first = load_piece(batch, place, rows_are_double);
#if PIECES == 1
    (void)distance;
    return first;
#else
    piece second = load_piece(batch, place + distance, rows_are_double);
    return __builtin_shufflevector(first, second, 0, 1, 2, 3, 4, 5, 6, 7);
#endif
}

// A missing value adds nothing. 0 would turn a sum of -0 into 0, and -0 leaves every sum as it is; but only a sum that
// starts from -0 ever is -0, so that 0 does for all others.
ALWAYS_INLINE NAME(floats) NAME(added)(NAME(floats) sum, NAME(floats) values, float weight, int keeps_sign) {
    NAME(floats) product = values * weight;
    NAME(masks) is_number = values == values;
    NAME(masks) bits = (NAME(masks))product & is_number;
    if (keeps_sign) bits |= ~is_number & INT32_MIN;
    return sum + (NAME(floats))bits;
}

// Four features of four rows become four vectors of one feature each.
#if PIECES == 1
#define INTERLEAVE(a, b, a0, a1, b0, b1) __builtin_shufflevector(a, b, a0, 4 + b0, a1, 4 + b1)
#define JOIN(a, b, i) __builtin_shufflevector(a, b, i, i + 1, 4 + i, 5 + i)
#else
#define INTERLEAVE(a, b, a0, a1, b0, b1) \
    __builtin_shufflevector(a, b, a0, 8 + b0, a1, 8 + b1, 4 + a0, 12 + b0, 4 + a1, 12 + b1)
#define JOIN(a, b, i) __builtin_shufflevector(a, b, i, i + 1, 8 + i, 9 + i, 4 + i, 5 + i, 12 + i, 13 + i)
#endif
ALWAYS_INLINE void NAME(transpose)(NAME(floats) rows[lanes]) {
    NAME(floats) low = INTERLEAVE(rows[0], rows[1], 0, 1, 0, 1);
    NAME(floats) high = INTERLEAVE(rows[0], rows[1], 2, 3, 2, 3);
    NAME(floats) next_low = INTERLEAVE(rows[2], rows[3], 0, 1, 0, 1);
    NAME(floats) next_high = INTERLEAVE(rows[2], rows[3], 2, 3, 2, 3);
    rows[0] = JOIN(low, next_low, 0);
    rows[1] = JOIN(low, next_low, 2);
    rows[2] = JOIN(high, next_high, 0);
    rows[3] = JOIN(high, next_high, 2);
}
#undef INTERLEAVE
#undef JOIN

ALWAYS_INLINE void NAME(add_features)(
    const float *weights, uint32_t stride, uint32_t groups, uint32_t features, NAME(floats) values[tile_vectors][lanes],
    NAME(floats) sums[chunk_groups][tile_vectors],
    int keeps_sign) {
    for (uint32_t group = 0; group < groups; group++) {
        UNROLL for (int vector = 0; vector < tile_vectors; vector++) {
            NAME(floats) sum = sums[group][vector];
            for (uint32_t feature = 0; feature < features; feature++) {
                sum = NAME(added)(sum, values[vector][feature], weights[(size_t)feature * stride + group], keeps_sign);
            }
            sums[group][vector] = sum;
        }
    }
}

ALWAYS_INLINE void NAME(sum_tile)(
    const struct scoreline_linear *model, const scoreline_batch *batch, size_t row, uint32_t first_group,
    uint32_t groups, int rows_are_double, int keeps_sign) {
    uint32_t width = model->feature_count, stride = model->group_count;
    NAME(floats) sums[chunk_groups][tile_vectors];
    for (uint32_t group = 0; group < groups; group++) {
        UNROLL for (int vector = 0; vector < tile_vectors; vector++) {
            // The same in each lane: subtracting 0 leaves -0 as it is, and adding it would not.
            sums[group][vector] = model->start[first_group + group] - (NAME(floats)){0};
        }
    }
    uint32_t feature = 0;
    NAME(floats) values[tile_vectors][lanes];
    for (; feature + lanes <= width; feature += lanes) {
        UNROLL for (int vector = 0; vector < tile_vectors; vector++) {
            UNROLL for (int lane = 0; lane < lanes; lane++) {
                size_t place = (row + (size_t)(vector * lanes * PIECES + lane)) * width + feature;
                values[vector][lane] = NAME(load)(batch, place, (size_t)lanes * width, rows_are_double);
            }
            NAME(transpose)(values[vector]);
        }
        const float *weights = model->weights + (size_t)feature * stride + first_group;
        NAME(add_features)(weights, stride, groups, lanes, values, sums, keeps_sign);
    }
    for (; feature < width; feature++) {
        UNROLL for (int vector = 0; vector < tile_vectors; vector++) {
            UNROLL for (int lane = 0; lane < lanes * PIECES; lane++) {
                size_t place = (row + (size_t)(vector * lanes * PIECES + lane)) * width + feature;
                values[vector][0][lane] = load_one(batch, place, rows_are_double);
            }
        }
        const float *weights = model->weights + (size_t)feature * stride + first_group;
        NAME(add_features)(weights, stride, groups, 1, values, sums, keeps_sign);
    }
    for (uint32_t group = 0; group < groups; group++) {
        for (size_t lane = 0; lane < NAME(tile_rows); lane++) {
            float sum = sums[group][lane / (lanes * PIECES)][lane % (lanes * PIECES)];
            store_one(batch, (row + lane) * stride + first_group + group, sum);
        }
    }
}

ALWAYS_INLINE size_t NAME(sum_tiles)(
    const struct scoreline_linear *model, const scoreline_batch *batch, int rows_are_double, int keeps_sign) {
    size_t row = 0;
    // A constant for the commonest case, whose sums then stay in registers.
    if (model->group_count == 1) {
        for (; row + NAME(tile_rows) <= batch->count; row += NAME(tile_rows)) {
            NAME(sum_tile)(model, batch, row, 0, 1, rows_are_double, keeps_sign);
        }
        return row;
    }
    for (; row + NAME(tile_rows) <= batch->count; row += NAME(tile_rows)) {
        for (uint32_t group = 0; group < model->group_count; group += chunk_groups) {
            uint32_t left = model->group_count - group;
            uint32_t groups = left < chunk_groups ? left : chunk_groups;
            NAME(sum_tile)(model, batch, row, group, groups, rows_are_double, keeps_sign);
        }
    }
    return row;
}

// As many rows as fill tiles; gives their number.
static size_t NAME(sum_rows)(const struct scoreline_linear *model, const scoreline_batch *batch, int keeps_sign) {
    if (keeps_sign) return NAME(sum_tiles)(model, batch, (int)batch->rows_are_double, 1);
    if (batch->rows_are_double) return NAME(sum_tiles)(model, batch, 1, 0);
    return NAME(sum_tiles)(model, batch, 0, 0);
}
