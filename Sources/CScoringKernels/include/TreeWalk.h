#pragma once

#include <stddef.h>
#include <stdint.h>

#include "BlockModel.h"

// Trees walked from node to node: the way for every ensemble, however deep or odd, and for few rows.
//
// A value is compared as a key, an unsigned number whose order is the values' order. A split reads a column of keys; a
// column belongs to one feature and one way to treat what is missing, so that a missing value is only another key and no
// split asks for it. Keys lie in tiles of eight rows: that of a column and a row of the tile at [8 * column + row].

enum { scoreline_tile_rows = 8 };

/// A split, or a leaf that leads to itself.
struct scoreline_node {
    /// A key below it goes left; 0 for a leaf.
    uint32_t threshold;
    /// The column's first key in a tile: 8 times its number; 0 for a leaf.
    uint16_t column;
    /// Nodes from here to the right child, which follows the left one; 0 for a leaf.
    uint16_t next;
};

/// The same where 16 bits don't do, or with category splits: a key below the threshold goes right too when the set has it.
struct scoreline_wide_node {
    uint32_t threshold;
    uint32_t column;
    uint32_t next;
    /// First word of the set, or number of a listed set.
    uint32_t set;
    /// Bits of the set, which the words behind `set` hold; 0 without a set, `scoreline_listed_set` for a listed one.
    uint32_t set_bits;
};

static const uint32_t scoreline_listed_set = UINT32_MAX;

/// How the values of a feature become keys; bits.
enum {
    /// What is missing is above all thresholds instead of below them.
    scoreline_key_missing_high = 1,
    /// Values of at most 1e-35 are missing too.
    scoreline_key_zeros_missing = 2,
    /// The key is the category's code.
    scoreline_key_category = 4,
};

struct scoreline_column {
    uint32_t feature;
    uint32_t kind;
    /// Of a Float64 model: the feature's thresholds, ascending, between which the key says where a value lies.
    uint32_t first_cut, cut_count;
};

enum scoreline_leaf_kind { scoreline_scalar_leaves, scoreline_vector_leaves, scoreline_linear_leaves };

/// An ensemble ready to be walked. Of the two arrays of nodes one is null, and so are leaves of another kind.
struct scoreline_walk {
    const struct scoreline_node *nodes;
    const struct scoreline_wide_node *wide_nodes;
    /// By tree: the root's position, splits on the longest path, output group.
    const uint32_t *roots, *depths, *groups;
    uint32_t tree_count, group_count, feature_count, column_count;
    /// Tiles of rows that pass through a tree before the next tree; at least 1.
    uint32_t block_tiles;
    /// What margins start from.
    const double *base;
    const struct scoreline_column *columns;
    const double *cuts;
    const uint32_t *set_words;
    /// Listed sets: first code of each, and the codes, ascending within a set.
    const int32_t *set_offsets, *set_codes;
    uint32_t is_float64;
    enum scoreline_leaf_kind leaf_kind;
    /// By node: the value of a scalar leaf, or of a linear one where a number is missing.
    const float *values32;
    const double *values64;
    /// By node: which leaf it is, for what follows.
    const uint32_t *leaf_numbers;
    /// Leaves x groups.
    const double *leaf_vectors;
    /// Terms of each linear leaf.
    const int32_t *linear_offsets, *linear_features;
    const double *linear_coefficients, *linear_constants;
};

/// Writes the margins of rows: what each starts from, and the leaves that the row arrives at, added in tree order, each sum
/// rounded as the model's. Scratch memory of `scoreline_walk_scratch` bytes, aligned to 8.
void scoreline_walk_rows(const struct scoreline_walk *walk, const scoreline_batch *batch, void *scratch);

size_t scoreline_walk_scratch(const struct scoreline_walk *walk);
