#pragma once
#include <string.h>
#include <zlib.h>

// What zlib offers as a macro, which Swift does not see: a reader of gzip's format alone.
static inline int czlib_start(z_stream *stream) {
    memset(stream, 0, sizeof *stream);
    return inflateInit2(stream, 16 + MAX_WBITS);
}
