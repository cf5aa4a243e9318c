// Leaves' bytes by shuffles within 16-byte lanes: AVX2, or AVX-512 where LEAF_LANES is 4.

typedef uint8_t Bytes __attribute__((vector_size(16 * LEAF_LANES), may_alias));

#if LEAF_LANES == 2
#define LEAF(name) _mm256_##name
#define LEAF_VECTOR __m256i
typedef __m256i LeafMask;
/// Moves a bit to the highest place of its byte.
#define LEAF_MASK(codes, bit) _mm256_slli_epi16(codes, 7 - (bit))
#define LEAF_CHOOSE(mask, a, b) _mm256_blendv_epi8(a, b, mask)
#define LEAF_TABLE(bytes) _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i *)(bytes)))
#else
#define LEAF(name) _mm512_##name
#define LEAF_VECTOR __m512i
typedef __mmask64 LeafMask;
#define LEAF_MASK(codes, bit) _mm512_test_epi8_mask(codes, _mm512_set1_epi8(1 << (bit)))
#define LEAF_CHOOSE(mask, a, b) _mm512_mask_blend_epi8(mask, a, b)
#define LEAF_TABLE(bytes) _mm512_broadcast_i32x4(_mm_load_si128((const __m128i *)(bytes)))
#endif

typedef struct {
    LEAF_VECTOR codes;
    LeafMask bit4;
    LeafMask bit5;
} LeafCodes;

INLINE LeafCodes leaf_codes(const uint8_t *bytes) {
    LEAF_VECTOR codes = *(const LEAF_VECTOR *)bytes;
    return (LeafCodes){codes, LEAF_MASK(codes, 4), LEAF_MASK(codes, 5)};
}

/// One byte of the leaves of many rows, from a table of 1 << `bits` of them, 4 ≤ `bits` ≤ 6.
INLINE Bytes leaf_bytes(const uint8_t *table, LeafCodes codes, int bits) {
    LEAF_VECTOR result = LEAF(shuffle_epi8)(LEAF_TABLE(table), codes.codes);
    if (bits > 4) {
        LEAF_VECTOR next = LEAF(shuffle_epi8)(LEAF_TABLE(table + 16), codes.codes);
        result = LEAF_CHOOSE(codes.bit4, result, next);
    }
    if (bits > 5) {
        LEAF_VECTOR low = LEAF(shuffle_epi8)(LEAF_TABLE(table + 32), codes.codes);
        LEAF_VECTOR high = LEAF(shuffle_epi8)(LEAF_TABLE(table + 48), codes.codes);
        result = LEAF_CHOOSE(codes.bit5, result, LEAF_CHOOSE(codes.bit4, low, high));
    }
    return (Bytes)result;
}

#define UNPACK_LOW_8(a, b) ((Bytes)LEAF(unpacklo_epi8)((LEAF_VECTOR)(a), (LEAF_VECTOR)(b)))
#define UNPACK_HIGH_8(a, b) ((Bytes)LEAF(unpackhi_epi8)((LEAF_VECTOR)(a), (LEAF_VECTOR)(b)))
#define UNPACK_LOW_16(a, b) ((Bytes)LEAF(unpacklo_epi16)((LEAF_VECTOR)(a), (LEAF_VECTOR)(b)))
#define UNPACK_HIGH_16(a, b) ((Bytes)LEAF(unpackhi_epi16)((LEAF_VECTOR)(a), (LEAF_VECTOR)(b)))
#define UNPACK_LOW_32(a, b) ((Bytes)LEAF(unpacklo_epi32)((LEAF_VECTOR)(a), (LEAF_VECTOR)(b)))
#define UNPACK_HIGH_32(a, b) ((Bytes)LEAF(unpackhi_epi32)((LEAF_VECTOR)(a), (LEAF_VECTOR)(b)))
