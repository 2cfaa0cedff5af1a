// Libraries that are looked for when the program runs, and what decoders share.
#pragma once

#include "CImageCodecs.h"

/// A file's most scans: a small progressive one can claim any number over a large image, and so take
/// hours.
enum { ci_greatest_scans = 200 };

/// Opens a library for good; NULL with a message where it cannot be loaded.
void *ci_open(const char *name, ci_message *message);

/// Puts the address of a function into *function; 0 with a message where the library has none of its
/// name.
int ci_find(void *library, const char *name, void **function, ci_message *message);

/// Turns a row of CMYK into RGB, in place from the front: three bytes never overtake four.
void ci_multiply_out(uint8_t *row, size_t width, int is_inverted);
