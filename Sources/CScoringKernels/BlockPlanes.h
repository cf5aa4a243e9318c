// Template: everything between ranks and leaf codes, for planes of PLANE_BYTES bytes: blocks of 8 × PLANE_BYTES rows.

#define PLANE_NAME_(name, bytes) name##_##bytes
#define PLANE_NAME_OF(name, bytes) PLANE_NAME_(name, bytes)
#define PLANE(name) PLANE_NAME_OF(name, PLANE_BYTES)
#define Plane PLANE(plane)
#define PLANE_ROWS (8 * PLANE_BYTES)

typedef uint64_t Plane __attribute__((vector_size(PLANE_BYTES), may_alias));

#define SLOT(number) (((Plane *)slots)[number])

INLINE Plane PLANE(select)(Plane predicate, Plane left, Plane right) { return (left & ~predicate) | (right & predicate); }

INLINE void PLANE(swap)(Plane *a, Plane *b, int shift, uint64_t mask) {
    Plane t = ((*a >> shift) ^ *b) & mask;
    *b ^= t;
    *a ^= t << shift;
}

/// Bit j of byte i of vector k becomes bit k of byte i of vector j. Its own inverse: it makes planes of the bytes of a block
/// whose vectors are `v`, and bytes of planes, both in the order of the rows if both are done by it.
INLINE void PLANE(transpose)(Plane v[8]) {
    for (int i = 0; i < 4; i++) PLANE(swap)(&v[i], &v[i + 4], 4, 0x0f0f0f0f0f0f0f0full);
    for (int i = 0; i < 8; i += (i & 1) ? 3 : 1) PLANE(swap)(&v[i], &v[i + 2], 2, 0x3333333333333333ull);
    for (int i = 0; i < 8; i += 2) PLANE(swap)(&v[i], &v[i + 1], 1, 0x5555555555555555ull);
}

INLINE void PLANE(load_bytes)(const uint8_t *bytes, Plane v[8]) {
    for (int k = 0; k < 8; k++) v[k] = ((const Plane *)bytes)[k];
}

/// The plane of bytes that are 0 or 255.
INLINE Plane PLANE(of_flags)(const uint8_t *flags) {
    Plane v[8];
    PLANE(load_bytes)(flags, v);
    Plane bit = (Plane){0} | 0x0101010101010101ull, result = v[0] & bit;
    for (int k = 1; k < 8; k++) result |= v[k] & bit << k;
    return result;
}

/// gt[c] = number > c, for the 4-bit numbers whose planes are p, from the lowest.
INLINE void PLANE(greater16)(const Plane *p, Plane *gt) {
    Plane zero = p[0] ^ p[0], a = p[0], b = p[1], c = p[2], d = p[3];
    Plane low[4] = {a | b, b, a & b, zero}, high[4] = {c | d, d, c & d, zero}, equal[4] = {~(c | d), c & ~d, d & ~c, c & d};
    for (int h = 0; h < 4; h++)
        for (int l = 0; l < 4; l++) gt[4 * h + l] = high[h] | (equal[h] & low[l]);
}

/// equal[h] = number is h, of gt[h] = number > h.
INLINE void PLANE(equals)(const Plane *gt, Plane *equal, int count) {
    Plane before = ~(gt[0] ^ gt[0]);
    for (int h = 0; h < count; h++) {
        equal[h] = before & ~gt[h];
        before = gt[h];
    }
}

/// gt[c] = byte > c, for c < count.
static void PLANE(greater256)(const uint8_t *bytes, Plane *gt, int count) {
    Plane p[8], low[16], high[16], equal[16];
    PLANE(load_bytes)(bytes, p);
    PLANE(transpose)(p);
    PLANE(greater16)(p, low);
    PLANE(greater16)(p + 4, high);
    PLANE(equals)(high, equal, 16);
    for (int c = 0; c < count; c++) gt[c] = high[c >> 4] | (equal[c >> 4] & low[c & 15]);
}

/// Evaluates the numeric predicates of a feature, once for the block.
static void PLANE(fill)(const scoreline_block_model *model, const scoreline_ranking *ranking, const Workspace *w) {
    char *slots = w->slots;
    Plane *low = (Plane *)w->tables, *high = low + 256, *equal = high + 256;
    int bits = ranking->is_wide ? 8 : 4;
    if (ranking->is_wide) {
        int count = (int)(ranking->cut_count >> 8) + 1;
        PLANE(greater256)(w->rank_low, low, 256);
        PLANE(greater256)(w->rank_high, high, count);
        PLANE(equals)(high, equal, count);
    } else {
        Plane p[8];
        PLANE(load_bytes)(w->rank_low, p);
        PLANE(transpose)(p);
        PLANE(greater16)(p, low);
        PLANE(greater16)(p + 4, high);
        PLANE(equals)(high, equal, 16);
    }
    const uint16_t *numbers = model->cut_numbers + ranking->first_number;
    Plane *result = &SLOT(ranking->first_slot);
    // Copies, because a plane may alias what it is stored over.
    uint32_t counts[scoreline_fill_kinds];
    __builtin_memcpy(counts, ranking->counts, sizeof counts);
    uint32_t mask = (1u << bits) - 1;
#define NUMBER_IS_GREATER(n) (high[(n) >> bits] | (equal[(n) >> bits] & low[(n)&mask]))
    // A missing value has rank 0, for which every predicate is false: left.
    for (uint32_t i = 0; i < counts[scoreline_fill_left]; i++, numbers++) *result++ = NUMBER_IS_GREATER(*numbers);
    if (counts[scoreline_fill_right]) {
        Plane missing = PLANE(of_flags)(w->is_nan);
        for (uint32_t i = 0; i < counts[scoreline_fill_right]; i++, numbers++) {
            *result++ = NUMBER_IS_GREATER(*numbers) | missing;
        }
    }
    if (counts[scoreline_fill_zero_left] || counts[scoreline_fill_zero_right]) {
        Plane missing = PLANE(of_flags)(w->is_zero);
        for (uint32_t i = 0; i < counts[scoreline_fill_zero_left]; i++, numbers++) {
            *result++ = NUMBER_IS_GREATER(*numbers) & ~missing;
        }
        for (uint32_t i = 0; i < counts[scoreline_fill_zero_right]; i++, numbers++) {
            *result++ = NUMBER_IS_GREATER(*numbers) | missing;
        }
    }
#undef NUMBER_IS_GREATER
}

/// Evaluates the categorical predicates of a feature: the bits of eight sets are one byte of a code's table.
static void PLANE(fill_categories)(
    const scoreline_block_model *model, const scoreline_ranking *ranking, const Workspace *w) {
    char *slots = w->slots;
    const uint8_t *bits = model->category_bits + ranking->first_bits;
    const int32_t *places = w->buckets;
    uint8_t *restrict bytes = w->rank_low;
    uint32_t slot = ranking->first_slot;
    for (uint32_t set = 0; set < ranking->set_count; set += 8) {
        for (int row = 0; row < PLANE_ROWS; row++) bytes[row] = bits[places[row]];
        bits += ranking->code_count + 2;
        Plane p[8];
        PLANE(load_bytes)(bytes, p);
        PLANE(transpose)(p);
        uint32_t count = ranking->set_count - set < 8 ? ranking->set_count - set : 8;
        for (uint32_t i = 0; i < count; i++) SLOT(slot + i) = p[i];
        slot += count;
    }
}

/// Writes the low bytes of the codes whose planes are given, `count` of them, from the lowest.
INLINE void PLANE(store_codes)(const Plane *planes, int count, uint8_t *codes) {
    Plane v[8];
    for (int i = 0; i < 8; i++) v[i] = i < count ? planes[i] : (Plane){0};
    PLANE(transpose)(v);
    for (int k = 0; k < 8; k++) ((Plane *)codes)[k] = v[k];
}

// A subtree of a heap of predicates, of one to six levels: the planes of the code, from the highest.
#define HEAP_LEVEL(height, below)                                                                              \
    INLINE void PLANE(heap##height)(const char *slots, const uint16_t *heap, int node, Plane *planes) {        \
        Plane left[below], right[below], predicate = SLOT(heap[node]);                                         \
        PLANE(heap##below)(slots, heap, 2 * node + 1, left);                                                   \
        PLANE(heap##below)(slots, heap, 2 * node + 2, right);                                                  \
        planes[0] = predicate;                                                                                 \
        for (int i = 0; i < below; i++) planes[i + 1] = PLANE(select)(predicate, left[i], right[i]);           \
    }
INLINE void PLANE(heap1)(const char *slots, const uint16_t *heap, int node, Plane *planes) {
    planes[0] = SLOT(heap[node]);
}
HEAP_LEVEL(2, 1)
HEAP_LEVEL(3, 2)
HEAP_LEVEL(4, 3)
HEAP_LEVEL(5, 4)
HEAP_LEVEL(6, 5)
#undef HEAP_LEVEL

/// Codes of trees of at most so many levels: a tree's planes stay in registers.
#define HEAP_CODES(height)                                                                                     \
    static void PLANE(heap_codes##height)(                                                                     \
        const char *slots, const uint16_t *heap, uint32_t tree_count, uint8_t (*codes)[scoreline_block_rows_maximum]) { \
        for (uint32_t tree = 0; tree < tree_count; tree++, heap += (1 << height) - 1) {                        \
            Plane planes[height], code[height];                                                                \
            PLANE(heap##height)(slots, heap, 0, planes);                                                       \
            for (int i = 0; i < height; i++) code[i] = planes[height - 1 - i];                                 \
            PLANE(store_codes)(code, height, codes[tree]);                                                     \
        }                                                                                                      \
    }
HEAP_CODES(3)
HEAP_CODES(4)
HEAP_CODES(5)
HEAP_CODES(6)
#undef HEAP_CODES

/// Codes of one tree whose planes lie in slots.
INLINE void PLANE(slot_codes)(const char *slots, const scoreline_tree *tree, int first, int count, uint8_t *codes) {
    Plane planes[8];
    for (int i = 0; i < count; i++) planes[i] = SLOT(tree->planes[first + i]);
    PLANE(store_codes)(planes, count, codes);
}

#define RUN(name, Operation)                                                                                   \
    static void PLANE(name)(char *slots, const Operation *operation, uint32_t count) {                         \
        for (const Operation *end = operation + count; operation < end; operation++) {                         \
            SLOT(operation->result) = PLANE(select)(                                                           \
                SLOT(operation->predicate), SLOT(operation->left), SLOT(operation->right));                    \
        }                                                                                                      \
    }
RUN(run, scoreline_operation)
RUN(run_wide, scoreline_wide_operation)
#undef RUN

/// Leaf codes of the trees of a group: low bytes, and high bytes where a tree has any.
static void PLANE(group_codes)(const scoreline_block_model *model, const scoreline_group *group, const Workspace *w) {
    char *slots = w->slots;
    const uint16_t *heap = model->heaps + group->first_step;
    switch (group->heap_levels) {
    case 3: PLANE(heap_codes3)(slots, heap, group->tree_count, w->codes); return;
    case 4: PLANE(heap_codes4)(slots, heap, group->tree_count, w->codes); return;
    case 5: PLANE(heap_codes5)(slots, heap, group->tree_count, w->codes); return;
    case 6: PLANE(heap_codes6)(slots, heap, group->tree_count, w->codes); return;
    default: break;
    }
    if (model->wide_operations) {
        PLANE(run_wide)(slots, model->wide_operations + group->first_step, group->operation_count);
    } else {
        PLANE(run)(slots, model->operations + group->first_step, group->operation_count);
    }
    const scoreline_tree *tree = model->trees + group->first_tree;
    for (uint32_t i = 0; i < group->tree_count; i++, tree++) {
        if (group->code_bits <= 4) PLANE(slot_codes)(slots, tree, 0, 4, w->codes[i]);
        else if (group->code_bits <= 6) PLANE(slot_codes)(slots, tree, 0, 6, w->codes[i]);
        else PLANE(slot_codes)(slots, tree, 0, 8, w->codes[i]);
        if (group->code_bits > 8) PLANE(slot_codes)(slots, tree, 8, 8, w->high_codes[i]);
    }
}

static void PLANE(fill_constants)(const Workspace *w) {
    char *slots = w->slots;
    SLOT(0) = (Plane){0};
    SLOT(1) = ~(Plane){0};
}

#undef PLANE_NAME_
#undef PLANE_NAME_OF
#undef PLANE
#undef Plane
#undef PLANE_ROWS
#undef SLOT
#undef PLANE_BYTES
