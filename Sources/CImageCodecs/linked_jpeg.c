#include "library.h"

#ifdef COMPOUND_IMAGE_FOLDERS

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
// After jpeglib.h, whose types it uses.
#include <jerror.h>

struct errors {
  struct jpeg_error_mgr manager;
  jmp_buf jump;
  ci_message *message;
};

static void fail(j_common_ptr jpeg) {
  struct errors *errors = (struct errors *)jpeg->err;
  char text[JMSG_LENGTH_MAX];
  jpeg->err->format_message(jpeg, text);
  snprintf(errors->message->text, sizeof errors->message->text, "%s", text);
  longjmp(errors->jump, 1);
}

/// Whether stray bytes are such that nothing is lost: before the first scan, or before the image's end
/// where no restart marker can be missing. Elsewhere they are what could not be decoded.
static int are_harmless(j_decompress_ptr jpeg, int marker) {
  return jpeg->input_scan_number == 0 || (marker == 0xD9 && jpeg->restart_interval == 0);
}

/// libjpeg warns of lost data and goes on with grey: here that is a failure. Unusual version numbers
/// lose nothing.
static void warn(j_common_ptr jpeg, int level) {
  if (level >= 0) return;
  switch (jpeg->err->msg_code) {
    case JWRN_JFIF_MAJOR:
    case JWRN_ADOBE_XFORM:
      return;
    case JWRN_EXTRANEOUS_DATA:
      if (are_harmless((j_decompress_ptr)jpeg, jpeg->err->msg_parm.i[1])) return;
      fail(jpeg);
      break;
    default:
      fail(jpeg);
  }
}

static void count_scans(j_common_ptr jpeg) {
  if (((j_decompress_ptr)jpeg)->input_scan_number <= ci_greatest_scans) return;
  struct errors *errors = (struct errors *)jpeg->err;
  snprintf(errors->message->text, sizeof errors->message->text, "it has more than %d scans",
           ci_greatest_scans);
  longjmp(errors->jump, 1);
}

static void say_nothing(j_common_ptr jpeg) {
  (void)jpeg;
}

static void read_rows(struct jpeg_decompress_struct *jpeg, uint8_t *wide, size_t width,
                      uint8_t *pixels) {
  while (jpeg->output_scanline < jpeg->output_height) {
    uint8_t *row = pixels + (size_t)jpeg->output_scanline * 3 * width;
    JSAMPROW target = wide ? wide : row;
    jpeg_read_scanlines(jpeg, &target, 1);
    if (wide) {
      ci_multiply_out(wide, width, jpeg->saw_Adobe_marker);
      memcpy(row, wide, 3 * width);
    }
  }
}

int ci_decode_linked_jpeg(const uint8_t *bytes, size_t count, int denominator, size_t width,
                          size_t height, uint8_t *pixels, ci_message *message) {
  struct jpeg_decompress_struct jpeg = {0};
  struct jpeg_progress_mgr progress = {.progress_monitor = count_scans};
  struct errors errors;
  // Volatile: set after setjmp, freed after longjmp.
  uint8_t *volatile wide = NULL;
  jpeg.err = jpeg_std_error(&errors.manager);
  errors.manager.error_exit = fail;
  errors.manager.emit_message = warn;
  errors.manager.output_message = say_nothing;
  errors.message = message;
  if (setjmp(errors.jump)) {
    jpeg_destroy_decompress(&jpeg);
    free(wide);
    return 0;
  }
  jpeg_create_decompress(&jpeg);
  jpeg.progress = &progress;
  // A progressive file keeps all its coefficients: about as much as the pixels of a large image.
  jpeg.mem->max_memory_to_use = 512L << 20;
  jpeg_mem_src(&jpeg, bytes, count);
  jpeg_read_header(&jpeg, TRUE);
  const int has_black = jpeg.jpeg_color_space == JCS_CMYK || jpeg.jpeg_color_space == JCS_YCCK;
  jpeg.out_color_space = has_black ? JCS_CMYK : JCS_RGB;
  jpeg.scale_num = 1;
  jpeg.scale_denom = (unsigned)denominator;
  jpeg.dct_method = JDCT_ISLOW;
  jpeg_calc_output_dimensions(&jpeg);
  int is_expected = jpeg.output_width == width && jpeg.output_height == height;
  if (is_expected) {
    if (has_black) wide = malloc(4 * width);
    if (!has_black || wide) {
      jpeg_start_decompress(&jpeg);
      read_rows(&jpeg, wide, width, pixels);
      jpeg_finish_decompress(&jpeg);
    } else {
      is_expected = 0;
    }
  }
  if (!is_expected) snprintf(message->text, sizeof message->text, "its size has changed");
  jpeg_destroy_decompress(&jpeg);
  free(wide);
  return is_expected;
}

#endif
