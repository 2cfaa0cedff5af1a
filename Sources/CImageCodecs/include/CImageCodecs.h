// Decodes PNG and JPEG images with the system's libraries.
//
// By default libpng and libturbojpeg are looked for when a program runs, through prototypes of our own,
// so that neither building nor starting it needs them; built with the trait ImageFolders, libpng and
// libjpeg are linked. In C because these libraries report errors by longjmp, which Swift cannot catch.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// What went wrong: one line, ended by a zero.
typedef struct ci_message {
  char text[200];
} ci_message;

/// The functions of libpng; never changed and never freed.
typedef struct ci_png ci_png;

/// The functions of libturbojpeg; never changed and never freed.
typedef struct ci_turbojpeg ci_turbojpeg;

/// Loads libpng 1.6.
///
/// - name: A file's name, which is looked for where the system keeps libraries, or a path.
/// - Returns NULL with a message where there is no such library, or it lacks a function.
const ci_png *ci_load_png(const char *name, ci_message *message);

/// Loads libturbojpeg, 2.0 or later; the rest as ci_load_png.
const ci_turbojpeg *ci_load_turbojpeg(const char *name, ci_message *message);

/// Whether a library of this name can be loaded, whatever its functions.
int ci_can_load(const char *name);

/// The functions of the libpng that is linked; defined only with the trait ImageFolders.
const ci_png *ci_linked_png(void);

/// Decodes a PNG image of known size into 8-bit red, green, blue.
///
/// Fewer bits and palettes are expanded, 16 bits scaled down, grey is repeated; alpha and gamma are
/// left out of account. Checksums are checked.
///
/// - bytes: The whole file.
/// - pixels: `[height, width, 3]`, all of it written on success.
/// - Returns 1 on success, 0 with a message otherwise.
int ci_decode_png(const ci_png *png, const uint8_t *bytes, size_t count, size_t width,
                  size_t height, uint8_t *pixels, ci_message *message);

/// Decodes a JPEG image into 8-bit red, green, blue, at 1/denominator of its size.
///
/// Grey is repeated; CMYK is multiplied out, inverted where Adobe's marker says so. Truncated and
/// damaged files are failures, not grey pixels.
///
/// - denominator: 1, 2, 4 or 8; sides are rounded up. Other than 1 only for sides of 8 and more.
/// - width, height: The size that this gives.
/// - pixels: `[height, width, 3]`, all of it written on success.
/// - Returns 1 on success, 0 with a message otherwise.
int ci_decode_jpeg(const ci_turbojpeg *jpeg, const uint8_t *bytes, size_t count, int denominator,
                   size_t width, size_t height, uint8_t *pixels, ci_message *message);

/// The same with the libjpeg that is linked; defined only with the trait ImageFolders.
int ci_decode_linked_jpeg(const uint8_t *bytes, size_t count, int denominator, size_t width,
                          size_t height, uint8_t *pixels, ci_message *message);
