#pragma once

// AVX-512's intrinsics: the compiler's, or SIMDe's, which do the same on processors without them. Only a test emulates.

#if defined(SCORELINE_EMULATED)
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx512.h>
typedef simde__mmask64 __mmask64;
#else
#include <immintrin.h>
#endif
