#include "library.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef COMPOUND_IMAGE_FOLDERS
#include <png.h>
_Static_assert(PNG_HANDLE_CHUNK_NEVER == 1 && PNG_CRC_ERROR_QUIT == 1 && PNG_CRC_QUIET_USE == 4,
               "libpng's constants are those below");
#endif

// libpng's interface, as far as it is used: functions on structures that it alone looks into, the same
// in every release of 1.6. Its simplified interface would be less to declare, but changes pixels by the
// gamma that a file states, and lays transparent ones on a background.
struct png_struct_def;
struct png_info_def;

enum { handle_chunk_never = 1, crc_error_quit = 1, crc_quiet_use = 4 };

typedef void (*png_report)(struct png_struct_def *, const char *);
typedef void (*png_reader)(struct png_struct_def *, uint8_t *, size_t);

#define PNG struct png_struct_def *
#define INFO struct png_info_def *
#define PNG_FUNCTIONS(F)                                                              \
  F(const char *, get_libpng_ver, (const struct png_struct_def *))                    \
  F(PNG, create_read_struct, (const char *, void *, png_report, png_report))          \
  F(INFO, create_info_struct, (const struct png_struct_def *))                        \
  F(void, destroy_read_struct, (PNG *, INFO *, INFO *))                               \
  F(void, set_keep_unknown_chunks, (PNG, int, const uint8_t *, int))                  \
  F(void, set_chunk_malloc_max, (PNG, size_t))                                        \
  F(void, set_crc_action, (PNG, int, int))                                            \
  F(void, set_read_fn, (PNG, void *, png_reader))                                     \
  F(void, read_info, (PNG, INFO))                                                     \
  F(uint32_t, get_image_width, (const struct png_struct_def *, const struct png_info_def *))  \
  F(uint32_t, get_image_height, (const struct png_struct_def *, const struct png_info_def *)) \
  F(void, set_expand, (PNG))                                                          \
  F(void, set_scale_16, (PNG))                                                        \
  F(void, set_strip_alpha, (PNG))                                                     \
  F(void, set_gray_to_rgb, (PNG))                                                     \
  F(int, set_interlace_handling, (PNG))                                               \
  F(void, read_update_info, (PNG, INFO))                                              \
  F(size_t, get_rowbytes, (const struct png_struct_def *, const struct png_info_def *))       \
  F(void, read_row, (PNG, uint8_t *, uint8_t *))                                      \
  F(void, read_end, (PNG, INFO))

#define MEMBER(result, name, parameters) result(*name) parameters;
struct ci_png {
  PNG_FUNCTIONS(MEMBER)
};

// A function's address as POSIX has dlsym give it.
#define FIND(result, name, parameters) \
  if (!ci_find(library, "png_" #name, (void **)&png->name, message)) goto missing;

const ci_png *ci_load_png(const char *name, ci_message *message) {
  void *library = ci_open(name, message);
  if (!library) return NULL;
  struct ci_png *png = malloc(sizeof *png);
  if (!png) {
    snprintf(message->text, sizeof message->text, "there is no memory");
    return NULL;
  }
  PNG_FUNCTIONS(FIND)
  return png;
missing:
  free(png);
  return NULL;
}

#ifdef COMPOUND_IMAGE_FOLDERS
// Here the compiler compares the prototypes above with those of libpng's header.
#define LINK(result, name, parameters) .name = png_##name,
const ci_png *ci_linked_png(void) {
  static const struct ci_png linked = {PNG_FUNCTIONS(LINK)};
  return &linked;
}
#endif

/// One image being read.
struct reading {
  const ci_png *library;
  const uint8_t *bytes;
  size_t count, position;
  ci_message *message;
  jmp_buf jump;
  struct png_struct_def *png;
  struct png_info_def *info;
};

static void fail(struct reading *reading, const char *text) {
  snprintf(reading->message->text, sizeof reading->message->text, "%s", text);
  longjmp(reading->jump, 1);
}

// libpng calls back with a structure of which only its own functions can tell whose it is, and these
// differ from library to library.
static _Thread_local struct reading *current;

static void report_error(struct png_struct_def *png, const char *text) {
  (void)png;
  fail(current, text);
}

static void ignore(struct png_struct_def *png, const char *text) {
  (void)png, (void)text;
}

static void read_bytes(struct png_struct_def *png, uint8_t *target, size_t length) {
  (void)png;
  struct reading *reading = current;
  if (length > reading->count - reading->position) fail(reading, "the file ends too early");
  memcpy(target, reading->bytes + reading->position, length);
  reading->position += length;
}

static void read_rows(struct reading *reading, size_t width, size_t height, uint8_t *pixels) {
  const ci_png *png = reading->library;
  png->read_info(reading->png, reading->info);
  if (png->get_image_width(reading->png, reading->info) != width ||
      png->get_image_height(reading->png, reading->info) != height)
    fail(reading, "the size in its header has changed");
  png->set_expand(reading->png);
  png->set_scale_16(reading->png);
  png->set_strip_alpha(reading->png);
  png->set_gray_to_rgb(reading->png);
  const int passes = png->set_interlace_handling(reading->png);
  png->read_update_info(reading->png, reading->info);
  if (png->get_rowbytes(reading->png, reading->info) != 3 * width)
    fail(reading, "its rows have an unexpected length");
  for (int pass = 0; pass < passes; pass++)
    for (size_t row = 0; row < height; row++)
      png->read_row(reading->png, pixels + row * 3 * width, NULL);
  png->read_end(reading->png, NULL);
}

/// What it changes lies in *reading, and so outlives a jump.
static int read_image(struct reading *reading, size_t width, size_t height, uint8_t *pixels) {
  const ci_png *png = reading->library;
  if (setjmp(reading->jump)) return 0;
  reading->png =
      png->create_read_struct(png->get_libpng_ver(NULL), NULL, report_error, ignore);
  reading->info = reading->png ? png->create_info_struct(reading->png) : NULL;
  if (!reading->info) fail(reading, "libpng cannot be set up");
  // Texts and profiles are of no use here, and a small file can claim large ones.
  png->set_keep_unknown_chunks(reading->png, handle_chunk_never, NULL, 0);
  png->set_chunk_malloc_max(reading->png, 1 << 20);
  png->set_crc_action(reading->png, crc_error_quit, crc_quiet_use);
  png->set_read_fn(reading->png, NULL, read_bytes);
  read_rows(reading, width, height, pixels);
  return 1;
}

int ci_decode_png(const ci_png *png, const uint8_t *bytes, size_t count, size_t width,
                  size_t height, uint8_t *pixels, ci_message *message) {
  struct reading reading = {.library = png, .bytes = bytes, .count = count, .message = message};
  current = &reading;
  const int is_read = read_image(&reading, width, height, pixels);
  if (reading.png)
    png->destroy_read_struct(&reading.png, reading.info ? &reading.info : NULL, NULL);
  current = NULL;
  return is_read;
}
