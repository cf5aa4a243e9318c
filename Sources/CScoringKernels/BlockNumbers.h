// Template: what touches numbers, for NUMBER float or double: columns, ranks, categories' codes, sums.

#define NUMBER_NAME_(name, type) name##_##type
#define NUMBER_NAME_OF(name, type) NUMBER_NAME_(name, type)
#define OF_NUMBER(name) NUMBER_NAME_OF(name, NUMBER)
#define NUMBER4 OF_NUMBER(number4)

typedef NUMBER NUMBER4 __attribute__((vector_size(4 * sizeof(NUMBER)), aligned(sizeof(NUMBER)), may_alias));

/// Makes columns of `scoreline_tile_columns` neighbouring features of rows `width` apart, by tiles of 4 × 4.
#define MAKE_TRANSPOSE(SOURCE, SOURCE4)                                                                             \
    static void OF_NUMBER(columns_of_##SOURCE)(                                                                     \
        const SOURCE *rows, size_t width, uint32_t count, NUMBER (*columns)[scoreline_block_rows_maximum]) {        \
        uint32_t row = 0;                                                                                           \
        for (; row + 4 <= count; row += 4) {                                                                        \
            for (int column = 0; column < scoreline_tile_columns; column += 4) {                                    \
                NUMBER4 a[4];                                                                                       \
                for (int i = 0; i < 4; i++) {                                                                       \
                    a[i] = __builtin_convertvector(                                                                 \
                        *(const SOURCE4 *)(rows + (size_t)(row + i) * width + column), NUMBER4);                    \
                }                                                                                                   \
                NUMBER4 t0 = __builtin_shufflevector(a[0], a[1], 0, 4, 1, 5);                                       \
                NUMBER4 t1 = __builtin_shufflevector(a[0], a[1], 2, 6, 3, 7);                                       \
                NUMBER4 t2 = __builtin_shufflevector(a[2], a[3], 0, 4, 1, 5);                                       \
                NUMBER4 t3 = __builtin_shufflevector(a[2], a[3], 2, 6, 3, 7);                                       \
                *(NUMBER4 *)&columns[column][row] = __builtin_shufflevector(t0, t2, 0, 1, 4, 5);                    \
                *(NUMBER4 *)&columns[column + 1][row] = __builtin_shufflevector(t0, t2, 2, 3, 6, 7);                \
                *(NUMBER4 *)&columns[column + 2][row] = __builtin_shufflevector(t1, t3, 0, 1, 4, 5);                \
                *(NUMBER4 *)&columns[column + 3][row] = __builtin_shufflevector(t1, t3, 2, 3, 6, 7);                \
            }                                                                                                       \
        }                                                                                                           \
        for (; row < count; row++) {                                                                                \
            for (int column = 0; column < scoreline_tile_columns; column++) {                                       \
                columns[column][row] = (NUMBER)rows[row * width + column];                                          \
            }                                                                                                       \
        }                                                                                                           \
    }
MAKE_TRANSPOSE(float, Float4)
MAKE_TRANSPOSE(double, Double4)
#undef MAKE_TRANSPOSE

/// The columns of a tile that starts at a feature, filled up to a full block; of narrow rows only those that exist.
static void OF_NUMBER(make_columns)(
    const scoreline_batch *batch, size_t width, size_t first_row, uint32_t count, uint32_t block_rows, uint32_t feature,
    NUMBER (*columns)[scoreline_block_rows_maximum]) {
    const float *floats = (const float *)batch->rows + first_row * width + feature;
    const double *doubles = (const double *)batch->rows + first_row * width + feature;
    if (width >= scoreline_tile_columns) {
        if (batch->rows_are_double) OF_NUMBER(columns_of_double)(doubles, width, count, columns);
        else OF_NUMBER(columns_of_float)(floats, width, count, columns);
    } else {
        for (uint32_t row = 0; row < count; row++) {
            for (uint32_t column = 0; column < width; column++) {
                size_t place = row * width + column;
                columns[column][row] = batch->rows_are_double ? (NUMBER)doubles[place] : (NUMBER)floats[place];
            }
        }
    }
    if (count == block_rows) return;
    uint32_t existing = width < scoreline_tile_columns ? (uint32_t)width : scoreline_tile_columns;
    for (uint32_t column = 0; column < existing; column++) {
        for (uint32_t row = count; row < block_rows; row++) columns[column][row] = 0;
    }
}

/// Bits that order as the values do; both zeros have the same.
INLINE OF_NUMBER(key) OF_NUMBER(key_of)(NUMBER value) {
    OF_NUMBER(key) bits, sign = (OF_NUMBER(key))1 << (8 * sizeof(NUMBER) - 1);
    value += 0;
    __builtin_memcpy(&bits, &value, sizeof bits);
    return bits & sign ? ~bits : bits | sign;
}

/// Buckets of a column. A bucket never falls while the value rises, for it is made of operations of which none does; that
/// alone makes ranks exact. NaN gets the first.
INLINE void OF_NUMBER(find_buckets)(
    const scoreline_ranking *ranking, const NUMBER *restrict x, uint32_t count, int32_t *restrict buckets) {
    if (ranking->method == scoreline_rank_affine) {
        NUMBER origin = (NUMBER)ranking->origin, scale = (NUMBER)ranking->scale, last = (NUMBER)(ranking->bucket_count - 1);
        for (uint32_t row = 0; row < count; row++) {
            NUMBER y = (x[row] - origin) * scale;
            y = y > 0 ? y : 0;
            buckets[row] = (int32_t)(y < last ? y : last);
        }
        return;
    }
    OF_NUMBER(key) origin = (OF_NUMBER(key))ranking->key_origin, last = ranking->bucket_count - 1;
    for (uint32_t row = 0; row < count; row++) {
        OF_NUMBER(key) key = OF_NUMBER(key_of)(x[row]);
        key = key > origin ? (key - origin) >> ranking->key_shift : 0;
        key = key < last ? key : last;
        buckets[row] = x[row] == x[row] ? (int32_t)key : 0;
    }
}

/// `rank_low` and, where wide, `rank_high` of a column: the number of cuts <= value; 0 for NaN.
INLINE void OF_NUMBER(rank_with)(
    const scoreline_block_model *model, const scoreline_ranking *ranking, const NUMBER *restrict x, uint32_t count,
    int fixups, int is_wide, const Workspace *w) {
    const NUMBER *restrict cuts = (const NUMBER *)model->cuts + ranking->first_cut;
    const uint16_t *restrict starts = model->buckets + ranking->first_bucket;
    const int32_t *restrict buckets = w->buckets;
    uint8_t *restrict low = w->rank_low, *restrict high = w->rank_high;
    for (uint32_t row = 0; row < count; row += 8) {
        uint32_t rank[8];
        for (int i = 0; i < 8; i++) rank[i] = starts[buckets[row + i]];
        for (int step = 0; step < fixups; step++) {
            for (int i = 0; i < 8; i++) rank[i] += cuts[rank[i]] <= x[row + i];
        }
        for (int i = 0; i < 8; i++) low[row + i] = (uint8_t)rank[i];
        if (is_wide) {
            for (int i = 0; i < 8; i++) high[row + i] = (uint8_t)(rank[i] >> 8);
        }
    }
}

static void OF_NUMBER(rank)(
    const scoreline_block_model *model, const scoreline_ranking *ranking, const NUMBER *x, uint32_t count,
    const Workspace *w) {
    if (ranking->method != scoreline_rank_search) {
        OF_NUMBER(find_buckets)(ranking, x, count, w->buckets);
        if (ranking->is_wide) OF_NUMBER(rank_with)(model, ranking, x, count, (int)ranking->fixups, 1, w);
        else if (ranking->fixups == 1) OF_NUMBER(rank_with)(model, ranking, x, count, 1, 0, w);
        else OF_NUMBER(rank_with)(model, ranking, x, count, (int)ranking->fixups, 0, w);
        return;
    }
    const NUMBER *restrict cuts = (const NUMBER *)model->cuts + ranking->first_cut;
    uint8_t *restrict low = w->rank_low, *restrict high = w->rank_high;
    for (uint32_t row = 0; row < count; row += 8) {
        uint32_t rank[8] = {0};
        for (int level = ranking->levels - 1; level >= 0; level--) {
            for (int i = 0; i < 8; i++) {
                rank[i] += (uint32_t)(cuts[rank[i] + (1u << level) - 1] <= x[row + i]) << level;
            }
        }
        for (int i = 0; i < 8; i++) {
            low[row + i] = (uint8_t)rank[i];
            high[row + i] = (uint8_t)(rank[i] >> 8);
        }
    }
}

/// What the predicates of a feature say of missing values needs these, 255 where true.
static void OF_NUMBER(find_missing)(
    const scoreline_ranking *ranking, const NUMBER *restrict x, uint32_t count, const Workspace *w) {
    uint8_t *restrict is_nan = w->is_nan, *restrict is_zero = w->is_zero;
    if (ranking->counts[scoreline_fill_right]) {
        for (uint32_t row = 0; row < count; row++) is_nan[row] = x[row] == x[row] ? 0 : 255;
    }
    if (ranking->counts[scoreline_fill_zero_left] || ranking->counts[scoreline_fill_zero_right]) {
        // LightGBM's kZeroThreshold, a Float32.
        NUMBER limit = (NUMBER)1e-35f;
        for (uint32_t row = 0; row < count; row++) is_zero[row] = x[row] > limit || x[row] < -limit ? 0 : 255;
    }
}

/// Places in a feature's tables of category bits. A Float64 model truncates before it looks whether a code is negative.
static void OF_NUMBER(find_categories)(
    const scoreline_ranking *ranking, const NUMBER *restrict x, uint32_t count, const Workspace *w) {
    int32_t codes = (int32_t)ranking->code_count, *restrict places = w->buckets;
    for (uint32_t row = 0; row < count; row++) {
        NUMBER value = x[row];
        int is_code = (sizeof(NUMBER) == 8 ? value > -1 : value >= 0) && value < (NUMBER)codes;
        places[row] = is_code ? (int32_t)value : value == value ? codes : codes + 1;
    }
}

/// The same where codes are listed: the last one that is not greater than the value, if it is the value.
static void OF_NUMBER(find_listed_categories)(
    const scoreline_block_model *model, const scoreline_ranking *ranking, const NUMBER *restrict x, uint32_t count,
    const Workspace *w) {
    const NUMBER *list = (const NUMBER *)model->cuts + ranking->first_cut;
    int32_t codes = (int32_t)ranking->code_count, *restrict places = w->buckets;
    for (uint32_t row = 0; row < count; row++) {
        NUMBER value = x[row];
        int is_code = (sizeof(NUMBER) == 8 ? value > -1 : value >= 0) && value < 16777216;
        NUMBER code = is_code ? (NUMBER)(int32_t)value : -1;
        uint32_t rank = 0;
        for (int level = ranking->levels - 1; level >= 0; level--) {
            rank += (uint32_t)(list[rank + (1u << level) - 1] <= code) << level;
        }
        int is_listed = rank > 0 && list[rank - 1] == code;
        places[row] = is_listed ? (int32_t)rank - 1 : value == value ? codes : codes + 1;
    }
}

/// Where a row's sum lies while leaves are added: vectors of leaves come out of the unpacking of their bytes in this order.
INLINE uint32_t OF_NUMBER(sum_place)(uint32_t row) {
#if LEAF_LANES == 1
    return row;
#else
    enum { in_lane = 16 / sizeof(NUMBER), chunk = 16 * LEAF_LANES };
    uint32_t lane = row / 16 % LEAF_LANES, part = row % 16 / in_lane;
    return row / chunk * chunk + part * in_lane * LEAF_LANES + lane * in_lane + row % in_lane;
#endif
}

/// Adds one number of the leaves of a group's trees to the sums, row by row. `number` counts within leaves.
INLINE void OF_NUMBER(add_plain_with)(
    const scoreline_block_model *model, const scoreline_group *group, uint32_t number, uint32_t block_rows,
    uint32_t tree_count, int is_wide, const Workspace *w, NUMBER *sums) {
    const NUMBER *leaves[scoreline_group_trees];
    for (uint32_t i = 0; i < tree_count; i++) {
        const scoreline_tree *tree = model->trees + group->first_tree + i;
        leaves[i] = (const NUMBER *)model->leaves + tree->first_leaf + (size_t)number * tree->leaf_stride;
    }
    const uint8_t(*codes)[scoreline_block_rows_maximum] = (const void *)w->codes;
    const uint8_t(*high_codes)[scoreline_block_rows_maximum] = (const void *)w->high_codes;
    for (uint32_t row = 0; row < block_rows; row += 4) {
        uint32_t place[4];
        NUMBER sum[4];
        for (int i = 0; i < 4; i++) {
            place[i] = OF_NUMBER(sum_place)(row + i);
            sum[i] = sums[place[i]];
        }
        for (uint32_t t = 0; t < tree_count; t++) {
            for (int i = 0; i < 4; i++) {
                uint32_t code = codes[t][row + i];
                if (is_wide) code |= (uint32_t)high_codes[t][row + i] << 8;
                sum[i] += leaves[t][code];
            }
        }
        for (int i = 0; i < 4; i++) sums[place[i]] = sum[i];
    }
}

static void OF_NUMBER(add_plain)(
    const scoreline_block_model *model, const scoreline_group *group, uint32_t number, uint32_t block_rows,
    const Workspace *w, NUMBER *sums) {
    if (group->code_bits > 8) {
        OF_NUMBER(add_plain_with)(model, group, number, block_rows, group->tree_count, 1, w, sums);
    } else if (group->tree_count == scoreline_group_trees) {
        OF_NUMBER(add_plain_with)(model, group, number, block_rows, scoreline_group_trees, 0, w, sums);
    } else {
        OF_NUMBER(add_plain_with)(model, group, number, block_rows, group->tree_count, 0, w, sums);
    }
}

#if LEAF_LANES > 1
/// As `add_plain`, for leaves in planes of bytes: many rows at once. `bits`: log2 of a table's entries.
INLINE void OF_NUMBER(add_planes_with)(
    const scoreline_block_model *model, const scoreline_group *group, uint32_t number, uint32_t block_rows, int bits,
    const Workspace *w, NUMBER *sums) {
    enum { size = sizeof(NUMBER), vectors = sizeof(NUMBER) };
    for (uint32_t row = 0; row < block_rows; row += sizeof(Bytes)) {
        typedef NUMBER Numbers __attribute__((vector_size(sizeof(Bytes)), may_alias));
        Numbers sum[vectors], *stored = (Numbers *)(sums + row);
        for (int i = 0; i < vectors; i++) sum[i] = stored[i];
        const scoreline_tree *tree = model->trees + group->first_tree;
        for (uint32_t t = 0; t < group->tree_count; t++, tree++) {
            const uint8_t *table = (const uint8_t *)model->leaves + tree->first_leaf * size +
                (size_t)number * tree->leaf_stride * size;
            LeafCodes codes = leaf_codes(w->codes[t] + row);
            Bytes b[size];
            for (int i = 0; i < size; i++) b[i] = leaf_bytes(table + ((size_t)i << bits), codes, bits);
            Bytes pairs[size];
            for (int i = 0; i < size; i += 2) {
                pairs[i / 2] = UNPACK_LOW_8(b[i], b[i + 1]);
                pairs[size / 2 + i / 2] = UNPACK_HIGH_8(b[i], b[i + 1]);
            }
            // `pairs` now has the bytes' pairs for the first, then for the second eight rows of each lane.
            if (size == 4) {
                for (int half = 0; half < 2; half++) {
                    Bytes low = pairs[2 * half], high = pairs[2 * half + 1];
                    sum[2 * half] += (Numbers)UNPACK_LOW_16(low, high);
                    sum[2 * half + 1] += (Numbers)UNPACK_HIGH_16(low, high);
                }
            } else {
                for (int half = 0; half < 2; half++) {
                    const Bytes *p = pairs + 4 * half;
                    Bytes a = UNPACK_LOW_16(p[0], p[1]), c = UNPACK_HIGH_16(p[0], p[1]);
                    Bytes d = UNPACK_LOW_16(p[2 % size], p[3 % size]), e = UNPACK_HIGH_16(p[2 % size], p[3 % size]);
                    sum[(4 * half) % vectors] += (Numbers)UNPACK_LOW_32(a, d);
                    sum[(4 * half + 1) % vectors] += (Numbers)UNPACK_HIGH_32(a, d);
                    sum[(4 * half + 2) % vectors] += (Numbers)UNPACK_LOW_32(c, e);
                    sum[(4 * half + 3) % vectors] += (Numbers)UNPACK_HIGH_32(c, e);
                }
            }
        }
        for (int i = 0; i < vectors; i++) stored[i] = sum[i];
    }
}
#endif

/// Adds one number of the leaves of a group's trees to the sums of a block, in the order of the trees.
static void OF_NUMBER(add_leaves)(
    const scoreline_block_model *model, const scoreline_group *group, uint32_t number, uint32_t block_rows,
    const Workspace *w, NUMBER *sums) {
#if LEAF_LANES > 1
    if (group->leaf_form == scoreline_leaves_planes) {
        switch (group->code_bits) {
        case 4: OF_NUMBER(add_planes_with)(model, group, number, block_rows, 4, w, sums); return;
        case 5: OF_NUMBER(add_planes_with)(model, group, number, block_rows, 5, w, sums); return;
        case 6: OF_NUMBER(add_planes_with)(model, group, number, block_rows, 6, w, sums); return;
        case 7: OF_NUMBER(add_planes_with)(model, group, number, block_rows, 7, w, sums); return;
        default: OF_NUMBER(add_planes_with)(model, group, number, block_rows, 8, w, sums); return;
        }
    }
#endif
    OF_NUMBER(add_plain)(model, group, number, block_rows, w, sums);
}

/// Ranks the values of a block's rows and evaluates all predicates.
static void OF_NUMBER(evaluate)(
    const scoreline_block_model *model, const scoreline_batch *batch, size_t first_row, uint32_t count,
    uint32_t block_rows, const Workspace *w) {
    NUMBER(*columns)[scoreline_block_rows_maximum] = w->columns;
    size_t width = model->feature_count;
    uint32_t tile_start = 0, tile_end = 0;
    for (uint32_t i = 0; i < model->ranking_count; i++) {
        const scoreline_ranking *ranking = model->rankings + i;
        if (ranking->feature >= tile_end) {
            tile_start = ranking->feature;
            // The last tile must not reach beyond its rows.
            if (width >= scoreline_tile_columns && tile_start > width - scoreline_tile_columns) {
                tile_start = (uint32_t)width - scoreline_tile_columns;
            }
            if (width < scoreline_tile_columns) tile_start = 0;
            tile_end = tile_start + scoreline_tile_columns;
            OF_NUMBER(make_columns)(batch, width, first_row, count, block_rows, tile_start, columns);
        }
        const NUMBER *column = columns[ranking->feature - tile_start];
        if (ranking->method == scoreline_rank_category) {
            OF_NUMBER(find_categories)(ranking, column, block_rows, w);
            OF_ROWS(fill_categories, block_rows)(model, ranking, w);
        } else if (ranking->method == scoreline_rank_listed_category) {
            OF_NUMBER(find_listed_categories)(model, ranking, column, block_rows, w);
            OF_ROWS(fill_categories, block_rows)(model, ranking, w);
        } else {
            OF_NUMBER(rank)(model, ranking, column, block_rows, w);
            OF_NUMBER(find_missing)(ranking, column, block_rows, w);
            OF_ROWS(fill, block_rows)(model, ranking, w);
        }
    }
}

static void OF_NUMBER(write_margins)(
    const scoreline_block_model *model, const scoreline_batch *batch, size_t first_row, uint32_t count, uint32_t output,
    const NUMBER *sums) {
    size_t place = first_row * model->output_count + output;
    for (uint32_t row = 0; row < count; row++, place += model->output_count) {
        NUMBER sum = sums[OF_NUMBER(sum_place)(row)];
        if (batch->margins_are_double) ((double *)batch->margins)[place] = (double)sum;
        else ((float *)batch->margins)[place] = (float)sum;
    }
}

/// Scores the rows of one block.
static void OF_NUMBER(score_block)(
    const scoreline_block_model *model, const scoreline_batch *batch, size_t first_row, uint32_t count,
    uint32_t block_rows, const Workspace *w) {
    OF_ROWS(fill_constants, block_rows)(w);
    OF_NUMBER(evaluate)(model, batch, first_row, count, block_rows, w);
    const NUMBER *base = model->base;
    const scoreline_group *group = model->groups, *end = group + model->group_count;
    // Sums of as many outputs as one tree adds to.
    uint32_t numbers = model->vector_length;
    NUMBER *sums = w->sums;
    for (uint32_t output = 0; output < model->output_count; output += numbers) {
        for (uint32_t number = 0; number < numbers; number++) {
            for (uint32_t row = 0; row < block_rows; row++) sums[number * block_rows + row] = base[output + number];
        }
        for (; group < end && group->output == output; group++) {
            OF_ROWS(group_codes, block_rows)(model, group, w);
            for (uint32_t number = 0; number < numbers; number++) {
                OF_NUMBER(add_leaves)(model, group, number, block_rows, w, sums + number * block_rows);
            }
        }
        for (uint32_t number = 0; number < numbers; number++) {
            OF_NUMBER(write_margins)(model, batch, first_row, count, output + number, sums + number * block_rows);
        }
    }
}

#undef NUMBER_NAME_
#undef NUMBER_NAME_OF
#undef OF_NUMBER
#undef NUMBER4
#undef NUMBER
