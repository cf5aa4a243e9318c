#include "LinearSums.h"

#include <string.h>

// A product and a sum are two roundings; a compiler that fuses them makes it one.
#pragma clang fp contract(off)

#define ALWAYS_INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

typedef float piece __attribute__((vector_size(16)));
typedef double doubles __attribute__((vector_size(16)));
enum { lanes = 4, tile_vectors = 2, chunk_groups = 16 };

ALWAYS_INLINE piece load_piece(const scoreline_batch *batch, size_t place, int rows_are_double) {
    piece values;
    if (rows_are_double) {
        const double *rows = (const double *)batch->rows + place;
        doubles low, high;
        memcpy(&low, rows, sizeof low);
        memcpy(&high, rows + 2, sizeof high);
        values = (piece){(float)low[0], (float)low[1], (float)high[0], (float)high[1]};
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

#define NAME(name) name##_16
#define PIECES 1
#include "LinearRows.h"
#undef NAME
#undef PIECES

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#define NAME(name) name##_32
#define PIECES 2
#include "LinearRows.h"
#undef NAME
#undef PIECES
#pragma clang attribute pop
#endif

void scoreline_linear_sums(const struct scoreline_linear *model, const scoreline_batch *batch) {
    int keeps_sign = 0;
    for (uint32_t group = 0; group < model->group_count; group++) {
        keeps_sign |= model->start[group] == 0 && __builtin_signbit(model->start[group]);
    }
    size_t row;
#if defined(__x86_64__)
    if (model->uses_avx2) row = sum_rows_32(model, batch, keeps_sign);
    else row = sum_rows_16(model, batch, keeps_sign);
#else
    row = sum_rows_16(model, batch, keeps_sign);
#endif
    for (; row < batch->count; row++) sum_row(model, batch, row, (int)batch->rows_are_double);
}
