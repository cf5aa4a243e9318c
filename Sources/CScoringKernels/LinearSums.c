#include "LinearSums.h"

#include <string.h>

// A product and a sum are two roundings; a compiler that fuses them makes it one.
#pragma clang fp contract(off)

#define ALWAYS_INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

// 16-byte vectors, which every processor has. Eight rows go side by side in two of them.
typedef float floats __attribute__((vector_size(16)));
typedef double doubles __attribute__((vector_size(32)));
typedef int32_t masks __attribute__((vector_size(16)));
enum { lanes = 4, tile_vectors = 2, tile_rows = lanes * tile_vectors, chunk_groups = 16 };

ALWAYS_INLINE floats load(const scoreline_batch *batch, size_t place, int rows_are_double) {
    floats values;
    if (rows_are_double) {
        doubles wide;
        memcpy(&wide, (const double *)batch->rows + place, sizeof wide);
        values = __builtin_convertvector(wide, floats);
    } else {
        memcpy(&values, (const float *)batch->rows + place, sizeof values);
    }
    return values;
}

ALWAYS_INLINE float load_one(const scoreline_batch *batch, size_t place, int rows_are_double) {
    return rows_are_double ? (float)((const double *)batch->rows)[place] : ((const float *)batch->rows)[place];
}

ALWAYS_INLINE void store_one(const scoreline_batch *batch, size_t place, float sum) {
    if (batch->margins_are_double) ((double *)batch->margins)[place] = (double)sum;
    else ((float *)batch->margins)[place] = sum;
}

// -0 leaves every sum as it is, -0 and 0 too, where 0 would turn -0 into 0.
ALWAYS_INLINE floats added(floats sum, floats values, float weight) {
    floats product = values * weight;
    masks is_number = values == values;
    masks bits = ((masks)product & is_number) | (~is_number & INT32_MIN);
    return sum + (floats)bits;
}

// Four features of four rows become four vectors of one feature each.
ALWAYS_INLINE void transpose(floats rows[lanes]) {
    floats low = __builtin_shufflevector(rows[0], rows[1], 0, 4, 1, 5);
    floats high = __builtin_shufflevector(rows[0], rows[1], 2, 6, 3, 7);
    floats next_low = __builtin_shufflevector(rows[2], rows[3], 0, 4, 1, 5);
    floats next_high = __builtin_shufflevector(rows[2], rows[3], 2, 6, 3, 7);
    rows[0] = __builtin_shufflevector(low, next_low, 0, 1, 4, 5);
    rows[1] = __builtin_shufflevector(low, next_low, 2, 3, 6, 7);
    rows[2] = __builtin_shufflevector(high, next_high, 0, 1, 4, 5);
    rows[3] = __builtin_shufflevector(high, next_high, 2, 3, 6, 7);
}

ALWAYS_INLINE void add_features(
    const float *weights, uint32_t stride, uint32_t groups, uint32_t features, floats values[tile_vectors][lanes],
    floats sums[chunk_groups][tile_vectors]) {
    for (uint32_t group = 0; group < groups; group++) {
        UNROLL for (int vector = 0; vector < tile_vectors; vector++) {
            floats sum = sums[group][vector];
            for (uint32_t feature = 0; feature < features; feature++) {
                sum = added(sum, values[vector][feature], weights[(size_t)feature * stride + group]);
            }
            sums[group][vector] = sum;
        }
    }
}

ALWAYS_INLINE void sum_tile(
    const struct scoreline_linear *model, const scoreline_batch *batch, size_t row, uint32_t first_group,
    uint32_t groups, int rows_are_double) {
    uint32_t width = model->feature_count, stride = model->group_count;
    floats sums[chunk_groups][tile_vectors];
    for (uint32_t group = 0; group < groups; group++) {
        UNROLL for (int vector = 0; vector < tile_vectors; vector++) {
            sums[group][vector] = (floats){0} + model->start[first_group + group];
        }
    }
    uint32_t feature = 0;
    floats values[tile_vectors][lanes];
    for (; feature + lanes <= width; feature += lanes) {
        UNROLL for (int vector = 0; vector < tile_vectors; vector++) {
            UNROLL for (int lane = 0; lane < lanes; lane++) {
                size_t place = (row + (size_t)(vector * lanes + lane)) * width + feature;
                values[vector][lane] = load(batch, place, rows_are_double);
            }
            transpose(values[vector]);
        }
        const float *weights = model->weights + (size_t)feature * stride + first_group;
        // A constant for the commonest case, which then keeps its sums in registers.
        if (groups == 1) add_features(weights, stride, 1, lanes, values, sums);
        else add_features(weights, stride, groups, lanes, values, sums);
    }
    for (; feature < width; feature++) {
        UNROLL for (int vector = 0; vector < tile_vectors; vector++) {
            UNROLL for (int lane = 0; lane < lanes; lane++) {
                size_t place = (row + (size_t)(vector * lanes + lane)) * width + feature;
                values[vector][0][lane] = load_one(batch, place, rows_are_double);
            }
        }
        add_features(model->weights + (size_t)feature * stride + first_group, stride, groups, 1, values, sums);
    }
    for (uint32_t group = 0; group < groups; group++) {
        for (size_t lane = 0; lane < tile_rows; lane++) {
            store_one(batch, (row + lane) * stride + first_group + group, sums[group][lane / lanes][lane % lanes]);
        }
    }
}

ALWAYS_INLINE void sum_row(
    const struct scoreline_linear *model, const scoreline_batch *batch, size_t row, int rows_are_double) {
    for (uint32_t group = 0; group < model->group_count; group++) {
        float sum = model->start[group];
        for (uint32_t feature = 0; feature < model->feature_count; feature++) {
            float value = load_one(batch, row * model->feature_count + feature, rows_are_double);
            float product = value * model->weights[(size_t)feature * model->group_count + group];
            sum += value == value ? product : -0.0f;
        }
        store_one(batch, row * model->group_count + group, sum);
    }
}

ALWAYS_INLINE void sum_rows(const struct scoreline_linear *model, const scoreline_batch *batch, int rows_are_double) {
    size_t row = 0;
    for (; row + tile_rows <= batch->count; row += tile_rows) {
        for (uint32_t group = 0; group < model->group_count; group += chunk_groups) {
            uint32_t left = model->group_count - group;
            sum_tile(model, batch, row, group, left < chunk_groups ? left : chunk_groups, rows_are_double);
        }
    }
    for (; row < batch->count; row++) sum_row(model, batch, row, rows_are_double);
}

void scoreline_linear_sums(const struct scoreline_linear *model, const scoreline_batch *batch) {
    if (batch->rows_are_double) sum_rows(model, batch, 1);
    else sum_rows(model, batch, 0);
}
