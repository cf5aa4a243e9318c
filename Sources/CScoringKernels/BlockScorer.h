// Template: the block scorer for one instruction set. The includer defines
//   KERNEL       name of the function;
//   LEAF_LANES   16-byte lanes of a vector of leaves' bytes, 1 when all leaves are plain; and, when it is more,
//                LEAF_HEADER, which defines `Bytes`, `LeafCodes`, `leaf_codes`, `leaf_bytes` and the UNPACK_ macros;
// and makes functions of the instruction set's target.
//
// The method. An ensemble has few distinct predicates `value >= cut` beside its nodes. For a block of rows each of them is
// evaluated once, as a plane: one bit for each row. A node then is the number of a plane, and choosing a child is one select
// of the bits of a whole block. A tree is evaluated upwards: what goes up is not a leaf's value but its code, as planes.
// These are transposed to one byte for each row, with which leaves are looked up and added, tree by tree.
//
//   rows → columns → ranks (bytes) → planes of ranks → predicates → planes of codes → codes (bytes) → leaves → sums
//
// Exactness. A rank is the number of cuts that are not greater than the value, found with comparisons of the value itself,
// so that rank > k exactly if value >= cut k. Everything after it is bits. Leaves are added in the order of the trees, each
// sum rounded to the model's precision: the same additions as those of a walk down the trees.
//
// Missing values cost nothing at the nodes: NaN has rank 0, for which every predicate is false, and predicates for which
// missing goes right are made with one more `or`.

#include <stddef.h>
#include <stdint.h>

#include "BlockModel.h"
#include "BlockScratch.h"

#pragma STDC FP_CONTRACT OFF
// Vectors wider than the target's only pass between functions of this file, most of them inlined.
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))

#if LEAF_LANES > 1
#include LEAF_HEADER
#endif

typedef float Float4 __attribute__((vector_size(16), aligned(4), may_alias));
typedef double Double4 __attribute__((vector_size(32), aligned(8), may_alias));
typedef uint32_t key_float;
typedef uint64_t key_double;

/// Scratch memory of a call, cut to pieces.
typedef struct {
    /// T, a tile.
    void *columns;
    /// T, `vector_length` × rows.
    void *sums;
    /// Planes: constants, predicates, intermediate results.
    char *slots;
    /// 768 planes for the comparison of ranks.
    char *tables;
    int32_t *buckets;
    uint8_t *rank_low;
    uint8_t *rank_high;
    uint8_t *is_nan;
    uint8_t *is_zero;
    uint8_t (*codes)[scoreline_block_rows_maximum];
    uint8_t (*high_codes)[scoreline_block_rows_maximum];
} Workspace;

#define PLANE_BYTES 8
#include "BlockPlanes.h"
#define PLANE_BYTES 16
#include "BlockPlanes.h"
#define PLANE_BYTES 32
#include "BlockPlanes.h"
#define PLANE_BYTES 64
#include "BlockPlanes.h"

/// The function for blocks of 64, 128, 256 or 512 rows.
#define OF_ROWS(name, rows) \
    ((rows) == 64 ? name##_8 : (rows) == 128 ? name##_16 : (rows) == 256 ? name##_32 : name##_64)

#define NUMBER float
#include "BlockNumbers.h"
#define NUMBER double
#include "BlockNumbers.h"

void KERNEL(const scoreline_block_model *model, const scoreline_batch *batch, void *scratch);

void KERNEL(const scoreline_block_model *model, const scoreline_batch *batch, void *scratch) {
    char *next = scratch;
    Workspace w;
#define TAKE(member, bytes) (w.member = (void *)next, next += (bytes))
    TAKE(columns, columns_bytes);
    TAKE(tables, tables_bytes);
    TAKE(buckets, row_bytes * 4);
    TAKE(rank_low, row_bytes);
    TAKE(rank_high, row_bytes);
    TAKE(is_nan, row_bytes);
    TAKE(is_zero, row_bytes);
    TAKE(codes, row_bytes * scoreline_group_trees);
    TAKE(high_codes, row_bytes * scoreline_group_trees);
    TAKE(sums, sums_bytes(model));
    w.slots = next;
#undef TAKE
    for (size_t row = 0; row < batch->count;) {
        size_t left = batch->count - row;
        uint32_t rows = model->block_rows;
        // The narrowest block for what is left, or the next narrower one when the wider would be half empty.
        while (rows > scoreline_block_rows_minimum && left <= rows / 2 + rows / 8) rows /= 2;
        uint32_t count = left < rows ? (uint32_t)left : rows;
        if (model->is_double) score_block_double(model, batch, row, count, rows, &w);
        else score_block_float(model, batch, row, count, rows, &w);
        row += count;
    }
}
