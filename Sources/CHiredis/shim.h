#pragma once
#include <hiredis/hiredis.h>

// errstr is a char[128], which Swift imports as a tuple of 128 elements.
static inline const char *chiredis_context_error(const redisContext *context) { return context->errstr; }
static inline const char *chiredis_reader_error(const redisReader *reader) { return reader->errstr; }
