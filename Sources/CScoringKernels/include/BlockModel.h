#pragma once

#include <stddef.h>
#include <stdint.h>

/// A tree ensemble packed for the block scorer. `ScoringEngine/Packing` builds it and is the only judge of its
/// consistency: every number in it is followed blindly. BlockScorer.c describes the method.
///
/// Cuts, leaves and sums are `float`, or `double` where `is_double`; below, `T`.

enum {
    /// Rows of the narrowest and of the widest block.
    scoreline_block_rows_minimum = 64,
    scoreline_block_rows_maximum = 512,
    /// Trees whose leaves are looked up together.
    scoreline_group_trees = 8,
    /// Bits of a leaf's code. Codes of more than 8 bits are looked up one by one.
    scoreline_code_bits_maximum = 16,
    /// Slots of a block that are no predicates: all false, all true.
    scoreline_constant_slots = 2,
    /// Levels of splits of a tree in the form of a heap.
    scoreline_heap_levels_minimum = 3,
    scoreline_heap_levels_maximum = 6,
    /// Columns that are made of rows at once.
    scoreline_tile_columns = 8,
    scoreline_alignment = 64,
};

/// How a value becomes a rank, the number of cuts that are not greater than it.
enum {
    /// Bucket from the value by subtraction and multiplication, then `fixups` comparisons.
    scoreline_rank_affine,
    /// Bucket from the value's bits, in an order that is the values', then `fixups` comparisons.
    scoreline_rank_bits,
    /// Binary search in `levels` steps.
    scoreline_rank_search,
    /// No rank: a category's code, or its place among `cuts`, which list the codes.
    scoreline_rank_category,
    scoreline_rank_listed_category,
};

/// What a predicate says of a missing value; the order in which a feature's predicates lie.
enum {
    scoreline_fill_left,
    scoreline_fill_right,
    /// Values next to zero are missing too.
    scoreline_fill_zero_left,
    scoreline_fill_zero_right,
    scoreline_fill_kinds,
};

/// One feature's numeric predicates, or its categorical ones.
typedef struct {
    uint32_t feature;
    uint8_t method;
    /// Ranks take two bytes.
    uint8_t is_wide;
    uint8_t levels;
    uint8_t key_shift;
    /// Numeric: predicates `value >= cut`, by kind, and by cut within it; in consecutive slots.
    uint32_t counts[scoreline_fill_kinds];
    /// First of the predicates' slots.
    uint32_t first_slot;
    uint32_t cut_count;
    uint32_t fixups;
    uint32_t bucket_count;
    /// In `cuts`: ascending, then NaN up to a power of two that is greater than their number.
    uint64_t first_cut;
    /// In `buckets`: the number of cuts in earlier buckets.
    uint64_t first_bucket;
    /// In `cut_numbers`: the cut of each predicate.
    uint64_t first_number;
    double origin;
    double scale;
    uint64_t key_origin;
    /// Categorical: sets, and codes that occur in one: 0 ..< `code_count`, or so many that are listed.
    uint32_t set_count;
    uint32_t code_count;
    /// In `category_bits`: for each 8 sets a table of `code_count` + 2 bytes, a bit for each set: the codes', then that of
    /// every other value, then that of a missing one. 1 goes right.
    uint64_t first_bits;
} scoreline_ranking;

/// result = predicate ? right : left, for every row of a block: slots. Models that have more slots than 16 bits count have
/// the wide form: programs are read once for every block, and that takes as long as what they say.
typedef struct {
    uint16_t predicate;
    uint16_t left;
    uint16_t right;
    uint16_t result;
} scoreline_operation;

typedef struct {
    uint32_t predicate;
    uint32_t left;
    uint32_t right;
    uint32_t result;
} scoreline_wide_operation;

/// How a group's leaves are looked up.
enum {
    /// Arrays of T, one by one.
    scoreline_leaves_plain,
    /// One table of bytes for each byte of T: shuffled 16 entries at a time (16, 32 or 64 entries), or permuted (64, 128 or
    /// 256 entries).
    scoreline_leaves_planes,
};

/// Up to eight trees that follow one another and add to the same output.
typedef struct {
    uint32_t output;
    uint32_t tree_count;
    /// In `heaps`, a complete tree of predicates' slots for each tree, or in `operations`, those of the group's trees in turn.
    uint64_t first_step;
    uint32_t operation_count;
    /// 0: operations.
    uint8_t heap_levels;
    uint8_t leaf_form;
    /// Bits of the largest code; `leaf_form` planes: log2 of the entries of each table.
    uint8_t code_bits;
    /// In `trees`.
    uint32_t first_tree;
} scoreline_group;

typedef struct {
    /// Slot of each bit of the leaf's code, from the lowest; the rest is the slot of false. Unused in a heap.
    uint32_t planes[scoreline_code_bits_maximum];
    /// In `leaves`, in units of T: `vector_length` tables of `leaf_stride` elements.
    uint64_t first_leaf;
    uint32_t leaf_stride;
    uint32_t code_bits;
} scoreline_tree;

typedef struct {
    uint32_t feature_count;
    uint32_t output_count;
    uint32_t is_double;
    /// Rows of a full block: 64, 128, 256 or 512.
    uint32_t block_rows;
    /// Constants, predicates and intermediate results.
    uint32_t slot_count;
    uint32_t ranking_count;
    uint32_t group_count;
    /// Numbers in a leaf: 1, or `output_count`, which all trees then add to.
    uint32_t vector_length;
    /// By feature, ascending.
    const scoreline_ranking *rankings;
    const void *cuts;
    const uint16_t *buckets;
    const uint16_t *cut_numbers;
    const uint8_t *category_bits;
    /// By output, ascending; of an output in the order of its trees.
    const scoreline_group *groups;
    const scoreline_tree *trees;
    /// Of the two forms of operations one is null.
    const scoreline_operation *operations;
    const scoreline_wide_operation *wide_operations;
    const uint16_t *heaps;
    const void *leaves;
    /// T, `output_count`: what the margins start from.
    const void *base;
} scoreline_block_model;

/// Rows of `feature_count` values and their margins, of `output_count` values.
typedef struct {
    const void *rows;
    void *margins;
    size_t count;
    uint32_t rows_are_double;
    uint32_t margins_are_double;
} scoreline_batch;

/// Instruction sets.
enum {
    /// 16-byte vectors: SSE2 or NEON, which every processor of the architecture has. Leaves are plain.
    scoreline_kernel_portable,
    /// Leaves are plain or planes of 16, 32 or 64 entries.
    scoreline_kernel_avx2,
    scoreline_kernel_avx512,
    /// Leaves are plain or planes of 64, 128 or 256 entries.
    scoreline_kernel_avx512_bytes,
};

/// Bytes of scratch memory, to be aligned to `scoreline_alignment`, that one call needs.
size_t scoreline_block_scratch(const scoreline_block_model *model);

/// Writes the margins of a batch. `scratch` is for this call alone; what it holds before does not matter. Traps when the
/// kernel was not compiled for this architecture.
void scoreline_score_blocks(
    int kernel, const scoreline_block_model *model, const scoreline_batch *batch, void *scratch);
