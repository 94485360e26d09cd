#pragma once
#include <zlib.h>

// `inflateInit2` is a macro that Swift cannot import.
static inline int czlib_inflate_init_gzip(z_stream *stream) {
  return inflateInit2(stream, 15 + 16);
}
