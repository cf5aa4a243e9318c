#include "TreeWalk.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

// A product and a sum are two roundings in every model.
#pragma clang fp contract(off)

#define ALWAYS_INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

enum { tile = scoreline_tile_rows };
// Above every code, and not above a category split's threshold.
static const uint32_t no_code = UINT32_MAX - 1;
static const uint32_t highest_key = UINT32_MAX;

// MARK: Keys

// Both zeros get the same. 0, which is below every threshold, and `highest_key` are no number's.
ALWAYS_INLINE uint32_t key_of_float(float value) {
    value += 0.0f;
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits ^ ((uint32_t)((int32_t)bits >> 31) | UINT32_C(0x80000000));
}

// 1 more than the number of cuts that are not above the value.
static uint32_t key_among_cuts(const double *cuts, uint32_t count, double value) {
    const double *base = cuts;
    while (count > 1) {
        uint32_t half = count / 2;
        base += base[half - 1] <= value ? half : 0;
        count -= half;
    }
    return (uint32_t)(base - cuts) + 1 + (count == 1 && *base <= value);
}

// Codes are below 2^24; XGBoost, whose models are Float32, takes -0.5 for no category, and LightGBM for category 0.
ALWAYS_INLINE uint32_t key_of_category(double value, uint32_t is_float64) {
    int is_code = value < 16777216.0 && (is_float64 ? value > -1.0 : value >= 0.0);
    return is_code ? (uint32_t)(int32_t)value : no_code;
}

ALWAYS_INLINE double value_of(
    const struct scoreline_walk *walk, const scoreline_batch *batch, uint64_t row, uint32_t feature) {
    uint64_t place = row * walk->feature_count + feature;
    return batch->rows_are_double ? ((const double *)batch->rows)[place] : (double)((const float *)batch->rows)[place];
}

ALWAYS_INLINE uint32_t key_of(
    const struct scoreline_walk *walk, const struct scoreline_column *column, double value, uint32_t key_of_number) {
    uint32_t missing = (column->kind & scoreline_key_missing_high) ? highest_key : 0;
    if (column->kind & scoreline_key_category) {
        if (value != value) return missing ? missing : no_code;
        return key_of_category(value, walk->is_float64);
    }
    int is_zero = (column->kind & scoreline_key_zeros_missing) && fabs(value) <= (double)1e-35f;
    return (value != value) | is_zero ? missing : key_of_number;
}

static void make_keys(
    const struct scoreline_walk *walk, const scoreline_batch *batch, uint64_t first, uint64_t count, uint32_t *keys) {
    size_t tile_keys = (size_t)tile * walk->column_count;
    for (uint64_t row = 0; row < count; row++) {
        uint32_t *lane = keys + row / tile * tile_keys + row % tile;
        // Columns of one feature follow one another and share its number's key.
        uint32_t feature = UINT32_MAX, number_key = 0;
        double value = 0;
        for (uint32_t index = 0; index < walk->column_count; index++) {
            const struct scoreline_column *column = walk->columns + index;
            if (column->feature != feature) {
                feature = column->feature;
                value = value_of(walk, batch, first + row, feature);
                if (walk->is_float64) {
                    number_key = key_among_cuts(walk->cuts + column->first_cut, column->cut_count, value);
                } else {
                    number_key = key_of_float((float)value);
                    value = (float)value;
                }
            }
            lane[(size_t)tile * index] = key_of(walk, column, value, number_key);
        }
    }
}

// MARK: Steps

// One source for both kinds of nodes: `is_wide` is a constant wherever these are called.
typedef const char *place;

ALWAYS_INLINE place root_of(const struct scoreline_walk *walk, uint32_t tree, int is_wide) {
    return is_wide ? (place)(walk->wide_nodes + walk->roots[tree]) : (place)(walk->nodes + walk->roots[tree]);
}

ALWAYS_INLINE uint32_t position_of(const struct scoreline_walk *walk, place place, int is_wide) {
    return is_wide ? (uint32_t)((const struct scoreline_wide_node *)place - walk->wide_nodes)
                   : (uint32_t)((const struct scoreline_node *)place - walk->nodes);
}

ALWAYS_INLINE uint32_t next_of(place place, int is_wide) {
    return is_wide ? ((const struct scoreline_wide_node *)place)->next : ((const struct scoreline_node *)place)->next;
}

static int listed_set_has(const struct scoreline_walk *walk, uint32_t set, uint32_t code) {
    int32_t low = walk->set_offsets[set], high = walk->set_offsets[set + 1];
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        uint32_t found = (uint32_t)walk->set_codes[middle];
        if (found == code) return 1;
        if (found < code) low = middle + 1;
        else high = middle;
    }
    return 0;
}

ALWAYS_INLINE uint32_t set_has(const struct scoreline_walk *walk, const struct scoreline_wide_node *node, uint32_t key) {
    if (__builtin_expect(node->set_bits == scoreline_listed_set, 0)) {
        return (uint32_t)listed_set_has(walk, node->set, key);
    }
    // Without a set, and for a key outside of it, the first bit is read and not used.
    uint32_t is_inside = key < node->set_bits;
    uint32_t bit = is_inside ? key : 0;
    return is_inside & (walk->set_words[node->set + (bit >> 5)] >> (bit & 31));
}

// Arithmetic, because a branch that half of the rows take is mispredicted half of the time.
ALWAYS_INLINE place step(const struct scoreline_walk *walk, place place, const uint32_t *keys, int is_wide) {
    if (is_wide) {
        const struct scoreline_wide_node *node = (const struct scoreline_wide_node *)place;
        uint32_t key = keys[node->column];
        uint32_t next = node->next;
        next -= (key < node->threshold) & (set_has(walk, node, key) ^ 1);
        return (const char *)(node + next);
    }
    const struct scoreline_node *node = (const struct scoreline_node *)place;
    uint32_t next = node->next;
    next -= keys[node->column] < node->threshold;
    return (const char *)(node + next);
}

// Down to the leaves of eight walks that have nothing to do with each other, so that their loads overlap. In a lopsided
// tree all have arrived long before its depth.
ALWAYS_INLINE void descend(
    const struct scoreline_walk *walk, place places[tile], const uint32_t *const keys[tile], uint32_t depth,
    int is_wide) {
    while (depth > 0) {
        uint32_t levels = depth <= 8 ? depth : 4;
        depth -= levels;
        for (uint32_t level = 0; level < levels; level++) {
            UNROLL for (int lane = 0; lane < tile; lane++) places[lane] = step(walk, places[lane], keys[lane], is_wide);
        }
        if (depth > 0) {
            uint32_t next = 0;
            UNROLL for (int lane = 0; lane < tile; lane++) next |= next_of(places[lane], is_wide);
            if (next == 0) return;
        }
    }
}

// MARK: Leaves

ALWAYS_INLINE double linear_leaf(
    const struct scoreline_walk *walk, const scoreline_batch *batch, uint64_t row, uint32_t leaf, double otherwise) {
    double sum = walk->linear_constants[leaf];
    for (int32_t term = walk->linear_offsets[leaf]; term < walk->linear_offsets[leaf + 1]; term++) {
        double value = value_of(walk, batch, row, (uint32_t)walk->linear_features[term]);
        if (value != value) return otherwise;
        sum += walk->linear_coefficients[term] * value;
    }
    return sum;
}

// Adds one leaf to the sums of one row, which lie a tile apart.
ALWAYS_INLINE void add_leaf(
    const struct scoreline_walk *walk, const scoreline_batch *batch, uint64_t row, uint32_t tree, uint32_t position,
    void *sums, int is_float64) {
    float *sums32 = sums;
    double *sums64 = sums;
    size_t group = (size_t)tile * walk->groups[tree];
    if (walk->leaf_kind == scoreline_vector_leaves) {
        const double *values = walk->leaf_vectors + (size_t)walk->leaf_numbers[position] * walk->group_count;
        for (uint32_t index = 0; index < walk->group_count; index++) {
            if (is_float64) sums64[(size_t)tile * index] += values[index];
            else sums32[(size_t)tile * index] += (float)values[index];
        }
    } else if (walk->leaf_kind == scoreline_linear_leaves) {
        double otherwise = is_float64 ? walk->values64[position] : (double)walk->values32[position];
        double value = linear_leaf(walk, batch, row, walk->leaf_numbers[position], otherwise);
        if (is_float64) sums64[group] += value;
        else sums32[group] += (float)value;
    } else if (is_float64) {
        sums64[group] += walk->values64[position];
    } else {
        sums32[group] += walk->values32[position];
    }
}

// MARK: Rows

// One row, eight trees side by side. `keys` and `sums` point to the row's lane in its tile.
ALWAYS_INLINE void walk_row(
    const struct scoreline_walk *walk, const scoreline_batch *batch, uint64_t row, const uint32_t *keys, void *sums,
    int is_wide, int is_float64) {
    const uint32_t *lanes[tile] = {keys, keys, keys, keys, keys, keys, keys, keys};
    int is_single = walk->leaf_kind == scoreline_scalar_leaves && walk->group_count == 1;
    // In registers: otherwise each tree waits for the store of the one before.
    float sum32 = is_single && !is_float64 ? *(float *)sums : 0;
    double sum64 = is_single && is_float64 ? *(double *)sums : 0;
    for (uint32_t tree = 0; tree < walk->tree_count; tree += tile) {
        uint32_t count = walk->tree_count - tree < tile ? walk->tree_count - tree : tile;
        place places[tile];
        uint32_t depth = 0;
        UNROLL for (int lane = 0; lane < tile; lane++) {
            uint32_t this = tree + ((uint32_t)lane < count ? (uint32_t)lane : count - 1);
            places[lane] = root_of(walk, this, is_wide);
            if (walk->depths[this] > depth) depth = walk->depths[this];
        }
        descend(walk, places, lanes, depth, is_wide);
        UNROLL for (int lane = 0; lane < tile; lane++) {
            if ((uint32_t)lane >= count) continue;
            uint32_t position = position_of(walk, places[lane], is_wide);
            if (!is_single) add_leaf(walk, batch, row, tree + (uint32_t)lane, position, sums, is_float64);
            else if (is_float64) sum64 += walk->values64[position];
            else sum32 += walk->values32[position];
        }
    }
    if (is_single && is_float64) *(double *)sums = sum64;
    else if (is_single) *(float *)sums = sum32;
}

// Many rows, eight rows of one tile side by side in one tree: its nodes stay in the cache while the rows pass.
ALWAYS_INLINE void walk_tiles(
    const struct scoreline_walk *walk, const scoreline_batch *batch, uint64_t first, uint64_t count,
    const uint32_t *keys, void *sums, int is_wide, int is_float64) {
    size_t tile_keys = (size_t)tile * walk->column_count;
    size_t tile_sums = (size_t)tile * walk->group_count * (is_float64 ? sizeof(double) : sizeof(float));
    for (uint32_t tree = 0; tree < walk->tree_count; tree++) {
        place root = root_of(walk, tree, is_wide);
        const uint32_t *tile_start = keys;
        char *sum = sums;
        for (uint64_t row = 0; row < count; row += tile, tile_start += tile_keys, sum += tile_sums) {
            place places[tile];
            const uint32_t *lanes[tile];
            UNROLL for (int lane = 0; lane < tile; lane++) {
                places[lane] = root;
                lanes[lane] = tile_start + lane;
            }
            descend(walk, places, lanes, walk->depths[tree], is_wide);
            uint64_t used = count - row < tile ? count - row : tile;
            UNROLL for (int lane = 0; lane < tile; lane++) {
                if ((uint64_t)lane >= used) continue;
                uint32_t position = position_of(walk, places[lane], is_wide);
                void *lane_sum = is_float64 ? (void *)((double *)sum + lane) : (void *)((float *)sum + lane);
                add_leaf(walk, batch, first + row + (uint64_t)lane, tree, position, lane_sum, is_float64);
            }
        }
    }
}

static void start_sums(const struct scoreline_walk *walk, uint64_t count, void *sums) {
    uint64_t lanes = (count + tile - 1) / tile * tile;
    for (uint64_t row = 0; row < lanes; row++) {
        size_t lane = (size_t)(row / tile) * tile * walk->group_count + row % tile;
        for (uint32_t group = 0; group < walk->group_count; group++, lane += tile) {
            if (walk->is_float64) ((double *)sums)[lane] = walk->base[group];
            else ((float *)sums)[lane] = (float)walk->base[group];
        }
    }
}

static void write_margins(
    const struct scoreline_walk *walk, const scoreline_batch *batch, uint64_t first, uint64_t count, const void *sums) {
    for (uint64_t row = 0; row < count; row++) {
        uint64_t margin = (first + row) * walk->group_count;
        size_t lane = (size_t)(row / tile) * tile * walk->group_count + row % tile;
        for (uint32_t group = 0; group < walk->group_count; group++, margin++, lane += tile) {
            double sum = walk->is_float64 ? ((const double *)sums)[lane] : (double)((const float *)sums)[lane];
            if (batch->margins_are_double) ((double *)batch->margins)[margin] = sum;
            else ((float *)batch->margins)[margin] = (float)sum;
        }
    }
}

// Two variants of nodes by two of sums.
ALWAYS_INLINE void walk_block(
    const struct scoreline_walk *walk, const scoreline_batch *batch, uint64_t first, uint64_t count,
    const uint32_t *keys, void *sums, int is_wide, int is_float64) {
    if (count >= tile) {
        walk_tiles(walk, batch, first, count, keys, sums, is_wide, is_float64);
        return;
    }
    for (uint64_t row = 0; row < count; row++) {
        void *sum = is_float64 ? (void *)((double *)sums + row) : (void *)((float *)sums + row);
        walk_row(walk, batch, first + row, keys + row, sum, is_wide, is_float64);
    }
}

static size_t sums_bytes(const struct scoreline_walk *walk) {
    return (size_t)walk->block_tiles * tile * walk->group_count * sizeof(double);
}

size_t scoreline_walk_scratch(const struct scoreline_walk *walk) {
    return sums_bytes(walk) + (size_t)walk->block_tiles * tile * walk->column_count * sizeof(uint32_t);
}

void scoreline_walk_rows(const struct scoreline_walk *walk, const scoreline_batch *batch, void *scratch) {
    void *sums = scratch;
    uint32_t *keys = (uint32_t *)((char *)scratch + sums_bytes(walk));
    uint64_t block = (uint64_t)walk->block_tiles * tile, rows = (uint64_t)batch->count;
    for (uint64_t first = 0; first < rows; first += block) {
        uint64_t count = rows - first < block ? rows - first : block;
        make_keys(walk, batch, first, count, keys);
        start_sums(walk, count, sums);
        if (walk->wide_nodes && walk->is_float64) walk_block(walk, batch, first, count, keys, sums, 1, 1);
        else if (walk->wide_nodes) walk_block(walk, batch, first, count, keys, sums, 1, 0);
        else if (walk->is_float64) walk_block(walk, batch, first, count, keys, sums, 0, 1);
        else walk_block(walk, batch, first, count, keys, sums, 0, 0);
        write_margins(walk, batch, first, count, sums);
    }
}
