#include "library.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// TurboJPEG's interface, as far as it is used: the same from release 2.0 on. (libjpeg's is made of
// structures whose layout depends on how it was built.)
enum {
  pixel_rgb = 0,
  pixel_cmyk = 11,
  accurate_dct = 4096,
  error_is_warning = 0,
};

#define TURBOJPEG_FUNCTIONS(F)                                                            \
  F(void *, InitDecompress, (void))                                                       \
  F(int, Destroy, (void *))                                                               \
  F(int, DecompressHeader3,                                                               \
    (void *, const unsigned char *, unsigned long, int *, int *, int *, int *))           \
  F(int, Decompress2,                                                                     \
    (void *, const unsigned char *, unsigned long, unsigned char *, int, int, int, int, int)) \
  F(char *, GetErrorStr2, (void *))                                                       \
  F(int, GetErrorCode, (void *))

#define MEMBER(result, name, parameters) result(*name) parameters;
struct ci_turbojpeg {
  TURBOJPEG_FUNCTIONS(MEMBER)
};

// A function's address as POSIX has dlsym give it.
#define FIND(result, name, parameters) \
  if (!ci_find(library, "tj" #name, (void **)&jpeg->name, message)) goto missing;

const ci_turbojpeg *ci_load_turbojpeg(const char *name, ci_message *message) {
  void *library = ci_open(name, message);
  if (!library) return NULL;
  struct ci_turbojpeg *jpeg = malloc(sizeof *jpeg);
  if (!jpeg) {
    snprintf(message->text, sizeof message->text, "there is no memory");
    return NULL;
  }
  TURBOJPEG_FUNCTIONS(FIND)
  return jpeg;
missing:
  free(jpeg);
  return NULL;
}

/// A file as TurboJPEG is to see it, and what TurboJPEG does not tell.
struct prepared {
  uint8_t *bytes;
  size_t count;
  int scans, components, has_restarts;
  /// Adobe's marker; NULL where there is none.
  uint8_t *adobe;
};

// Markers: ITU-T T.81, table B.1.
enum {
  stuffing = 0,
  temporary = 1,
  restart_0 = 0xD0,
  restart_7 = 0xD7,
  end = 0xD9,
  scan = 0xDA,
  restart_interval = 0xDD,
};

static int is_bare(uint8_t marker) {
  return marker == stuffing || marker == temporary ||
         (marker >= restart_0 && marker <= restart_7);
}

/// Sets out what a segment of the header says, and what of it would make TurboJPEG warn.
///
/// libjpeg warns of versions and transforms that it does not know, goes on with the usual ones, and
/// TurboJPEG shows only the first of several warnings: of these, none is to hide one of lost data.
static void note(struct prepared *prepared, uint8_t *segment, size_t length) {
  const uint8_t marker = segment[1];
  // Frames: SOF0 to SOF15 without the tables DHT, JPG and DAC among their numbers.
  if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
    if (length >= 10) prepared->components = segment[9];
  } else if (marker == restart_interval) {
    prepared->has_restarts = length < 6 || segment[4] != 0 || segment[5] != 0;
  } else if (marker == 0xE0 && length >= 16 && memcmp(segment + 4, "JFIF", 5) == 0) {
    segment[9] = 1;
  } else if (marker == 0xEE && length >= 16 && memcmp(segment + 4, "Adobe", 5) == 0) {
    prepared->adobe = segment;
  }
}

/// Puts the usual transform, YCCK or YCbCr, in the place of one that Adobe has not defined.
static void settle_transform(struct prepared *prepared) {
  const uint8_t usual = prepared->components == 4 ? 2 : 1;
  uint8_t *adobe = prepared->adobe;
  if (adobe && adobe[15] != 0 && adobe[15] != usual) adobe[15] = usual;
}

/// Copies the segments before the first scan, without stray bytes between them; returns where in
/// `bytes` they end.
static size_t copy_header(struct prepared *prepared, const uint8_t *bytes, size_t count) {
  size_t position = 2;
  memcpy(prepared->bytes, bytes, 2);
  prepared->count = 2;
  while (position + 4 <= count) {
    if (bytes[position] != 0xFF || bytes[position + 1] == 0xFF || is_bare(bytes[position + 1])) {
      position += 1;
      continue;
    }
    if (bytes[position + 1] == scan || bytes[position + 1] == end) break;
    size_t length = 2 + ((size_t)bytes[position + 2] << 8 | bytes[position + 3]);
    // What says that it is shorter than its own length is for libjpeg to judge.
    if (length < 4) length = 4;
    if (length > count - position) break;
    uint8_t *segment = prepared->bytes + prepared->count;
    memcpy(segment, bytes + position, length);
    note(prepared, segment, length);
    prepared->count += length;
    position += length;
  }
  settle_transform(prepared);
  return position;
}

/// Counts the scans from here on.
static void look_through(struct prepared *prepared, const uint8_t *bytes, size_t count) {
  size_t position = 0;
  while (position + 4 <= count && prepared->scans <= ci_greatest_scans) {
    const uint8_t marker = bytes[position + 1];
    if (bytes[position] != 0xFF || marker == 0xFF || is_bare(marker)) {
      position += 1;
      continue;
    }
    if (marker == end) break;
    if (marker == scan) prepared->scans += 1;
    if (marker == restart_interval) prepared->has_restarts = 1;
    position += 2 + ((size_t)bytes[position + 2] << 8 | bytes[position + 3]);
  }
}

/// The file with a header that gives no harmless warnings; 0 where there is no memory.
static int prepare(struct prepared *prepared, const uint8_t *bytes, size_t count) {
  prepared->bytes = count >= 2 ? malloc(count) : NULL;
  if (!prepared->bytes) return 0;
  const size_t rest = copy_header(prepared, bytes, count);
  memcpy(prepared->bytes + prepared->count, bytes + rest, count - rest);
  prepared->count += count - rest;
  look_through(prepared, bytes + rest, count - rest);
  return 1;
}

/// Whether TurboJPEG's warning is one of stray bytes before the image's end: nothing is lost, and
/// nothing comes after it that could be, where no restart marker can be missing.
static int is_harmless(const ci_turbojpeg *jpeg, void *decoder, const struct prepared *file) {
  const char *text = jpeg->GetErrorStr2(decoder);
  return !file->has_restarts && jpeg->GetErrorCode(decoder) == error_is_warning &&
         strstr(text, "extraneous bytes before marker 0xd9") != NULL;
}

static int decode(const ci_turbojpeg *jpeg, void *decoder, const struct prepared *file,
                  int denominator, size_t width, size_t height, uint8_t *pixels,
                  ci_message *message) {
  int found_width = -1, found_height = -1, sampling = -1, space = -1;
  // It fails for unusual subsampling, too, which can be decoded; sizes are set before.
  const int has_header =
      jpeg->DecompressHeader3(decoder, file->bytes, (unsigned long)file->count, &found_width,
                              &found_height, &sampling, &space) == 0;
  if (!has_header && found_width < 1) {
    snprintf(message->text, sizeof message->text, "%s", jpeg->GetErrorStr2(decoder));
    return 0;
  }
  const size_t shown_width = ((size_t)found_width + denominator - 1) / denominator;
  const size_t shown_height = ((size_t)found_height + denominator - 1) / denominator;
  if (shown_width != width || shown_height != height) {
    snprintf(message->text, sizeof message->text, "its size has changed");
    return 0;
  }
  const int has_black = file->components == 4;
  uint8_t *target = pixels;
  if (has_black) target = malloc(4 * width * height);
  if (!target) {
    snprintf(message->text, sizeof message->text, "there is no memory for its pixels");
    return 0;
  }
  const int is_decoded =
      jpeg->Decompress2(decoder, file->bytes, (unsigned long)file->count, target, (int)width, 0,
                        (int)height, has_black ? pixel_cmyk : pixel_rgb, accurate_dct) == 0 ||
      is_harmless(jpeg, decoder, file);
  if (!is_decoded)
    snprintf(message->text, sizeof message->text, "%s", jpeg->GetErrorStr2(decoder));
  if (has_black) {
    for (size_t row = 0; is_decoded && row < height; row++) {
      ci_multiply_out(target + 4 * width * row, width, file->adobe != NULL);
      memcpy(pixels + 3 * width * row, target + 4 * width * row, 3 * width);
    }
    free(target);
  }
  return is_decoded;
}

int ci_decode_jpeg(const ci_turbojpeg *jpeg, const uint8_t *bytes, size_t count, int denominator,
                   size_t width, size_t height, uint8_t *pixels, ci_message *message) {
  struct prepared file = {0};
  if (!prepare(&file, bytes, count)) {
    snprintf(message->text, sizeof message->text, "there is no memory for it, or it is empty");
    return 0;
  }
  int is_decoded = 0;
  void *decoder = NULL;
  if (file.scans > ci_greatest_scans) {
    snprintf(message->text, sizeof message->text, "it has more than %d scans", ci_greatest_scans);
  } else if ((decoder = jpeg->InitDecompress())) {
    is_decoded = decode(jpeg, decoder, &file, denominator, width, height, pixels, message);
    jpeg->Destroy(decoder);
  } else {
    snprintf(message->text, sizeof message->text, "libturbojpeg cannot be set up");
  }
  free(file.bytes);
  return is_decoded;
}
