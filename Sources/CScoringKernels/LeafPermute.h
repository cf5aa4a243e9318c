// Leaves' bytes by permutations of 64 bytes: AVX-512 with VBMI.

typedef uint8_t Bytes __attribute__((vector_size(64), may_alias));

typedef struct {
    __m512i codes;
    __mmask64 bit7;
} LeafCodes;

INLINE LeafCodes leaf_codes(const uint8_t *bytes) {
    __m512i codes = _mm512_load_si512(bytes);
    return (LeafCodes){codes, _mm512_movepi8_mask(codes)};
}

/// One byte of the leaves of many rows, from a table of 1 << `bits` of them, 6 ≤ `bits` ≤ 8.
INLINE Bytes leaf_bytes(const uint8_t *table, LeafCodes codes, int bits) {
    __m512i t0 = _mm512_load_si512(table);
    if (bits <= 6) return (Bytes)_mm512_permutexvar_epi8(codes.codes, t0);
    __m512i low = _mm512_permutex2var_epi8(t0, codes.codes, _mm512_load_si512(table + 64));
    if (bits == 7) return (Bytes)low;
    __m512i high = _mm512_permutex2var_epi8(
        _mm512_load_si512(table + 128), codes.codes, _mm512_load_si512(table + 192));
    return (Bytes)_mm512_mask_blend_epi8(codes.bit7, low, high);
}

#define UNPACK_LOW_8(a, b) ((Bytes)_mm512_unpacklo_epi8((__m512i)(a), (__m512i)(b)))
#define UNPACK_HIGH_8(a, b) ((Bytes)_mm512_unpackhi_epi8((__m512i)(a), (__m512i)(b)))
#define UNPACK_LOW_16(a, b) ((Bytes)_mm512_unpacklo_epi16((__m512i)(a), (__m512i)(b)))
#define UNPACK_HIGH_16(a, b) ((Bytes)_mm512_unpackhi_epi16((__m512i)(a), (__m512i)(b)))
#define UNPACK_LOW_32(a, b) ((Bytes)_mm512_unpacklo_epi32((__m512i)(a), (__m512i)(b)))
#define UNPACK_HIGH_32(a, b) ((Bytes)_mm512_unpackhi_epi32((__m512i)(a), (__m512i)(b)))
