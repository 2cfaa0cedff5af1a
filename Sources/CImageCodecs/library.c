#include "library.h"

#include <dlfcn.h>
#include <stdio.h>

void *ci_open(const char *name, ci_message *message) {
  void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char *cause = dlerror();
    snprintf(message->text, sizeof message->text, "%s", cause ? cause : name);
  }
  return library;
}

int ci_find(void *library, const char *name, void **function, ci_message *message) {
  *function = dlsym(library, name);
  if (!*function) snprintf(message->text, sizeof message->text, "it has no function %s", name);
  return *function != NULL;
}

int ci_can_load(const char *name) {
  void *library = dlopen(name, RTLD_LAZY | RTLD_LOCAL);
  if (library) dlclose(library);
  return library != NULL;
}

void ci_multiply_out(uint8_t *row, size_t width, int is_inverted) {
  for (size_t x = 0; x < width; x++) {
    const int black = is_inverted ? row[4 * x + 3] : 255 - row[4 * x + 3];
    for (size_t channel = 0; channel < 3; channel++) {
      const int ink = row[4 * x + channel];
      row[3 * x + channel] = (uint8_t)(((is_inverted ? ink : 255 - ink) * black + 127) / 255);
    }
  }
}
