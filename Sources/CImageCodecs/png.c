#include "CImageCodecs.h"

#ifdef COMPOUND_IMAGE_FOLDERS

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct source {
  const uint8_t *bytes;
  size_t count, position;
  ci_message *message;
};

static void fail(png_structp png, png_const_charp text) {
  struct source *source = png_get_error_ptr(png);
  snprintf(source->message->text, sizeof source->message->text, "%s", text);
  png_longjmp(png, 1);
}

static void ignore(png_structp png, png_const_charp text) {
  (void)png, (void)text;
}

static void read_bytes(png_structp png, png_bytep target, size_t length) {
  struct source *source = png_get_io_ptr(png);
  if (length > source->count - source->position) png_error(png, "the file ends too early");
  memcpy(target, source->bytes + source->position, length);
  source->position += length;
}

static void read_rows(png_structp png, png_infop info, size_t width, size_t height,
                      uint8_t *pixels) {
  png_read_info(png, info);
  if (png_get_image_width(png, info) != width || png_get_image_height(png, info) != height)
    png_error(png, "the size in its header has changed");
  png_set_expand(png);
  png_set_scale_16(png);
  png_set_strip_alpha(png);
  png_set_gray_to_rgb(png);
  const int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_rowbytes(png, info) != 3 * width) png_error(png, "its rows have an unexpected length");
  for (int pass = 0; pass < passes; pass++)
    for (size_t row = 0; row < height; row++) png_read_row(png, pixels + row * 3 * width, NULL);
  png_read_end(png, NULL);
}

int ci_decode_png(const uint8_t *bytes, size_t count, size_t width, size_t height, uint8_t *pixels,
                  ci_message *message) {
  struct source source = {bytes, count, 0, message};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, fail, ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) {
    png_destroy_read_struct(&png, NULL, NULL);
    snprintf(message->text, sizeof message->text, "libpng cannot be set up");
    return 0;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    return 0;
  }
  // Texts and profiles are of no use here, and a small file can claim large ones.
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
  png_set_chunk_malloc_max(png, 1 << 20);
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_QUIET_USE);
  png_set_read_fn(png, &source, read_bytes);
  read_rows(png, info, width, height, pixels);
  png_destroy_read_struct(&png, &info, NULL);
  return 1;
}

#endif
