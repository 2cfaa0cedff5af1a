// Decodes PNG and JPEG images with the system's libpng and libjpeg.
//
// In C because both libraries report errors by longjmp, which Swift cannot catch. Defined only where
// the package is built with the trait ImageFolders.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// What a decoder says on failure: one line, ended by a zero.
typedef struct ci_message {
  char text[200];
} ci_message;

/// Decodes a PNG image of known size into 8-bit red, green, blue.
///
/// Fewer bits and palettes are expanded, 16 bits scaled down, grey is repeated; alpha and gamma are
/// left out of account. Checksums are checked.
///
/// - bytes: The whole file.
/// - pixels: `[height, width, 3]`, all of it written on success.
/// - Returns 1 on success, 0 with a message otherwise.
int ci_decode_png(const uint8_t *bytes, size_t count, size_t width, size_t height, uint8_t *pixels,
                  ci_message *message);

/// Decodes a JPEG image into 8-bit red, green, blue, at 1/denominator of its size.
///
/// Grey is repeated; CMYK is multiplied out, inverted where Adobe's marker says so. Truncated and
/// damaged files are failures, not grey pixels.
///
/// - denominator: 1, 2, 4 or 8; sides are rounded up.
/// - width, height: The size that this gives.
/// - pixels: `[height, width, 3]`, all of it written on success.
/// - Returns 1 on success, 0 with a message otherwise.
int ci_decode_jpeg(const uint8_t *bytes, size_t count, int denominator, size_t width, size_t height,
                   uint8_t *pixels, ci_message *message);
