// Makes one call to the system fail, or the last one that a process makes.
//
// Loaded before a program (LD_PRELOAD). Calls that write below FAULT_UNDER are counted: opening for
// writing, write, fsync, rename, link, unlink, ftruncate, mkdir, flock. The FAULT_AT-th of them fails with
// FAULT_ERRNO (and all after it, where FAULT_STAYS is set, as a full disk does), writes half of what it
// was given (FAULT_MODE=short), or ends the process (FAULT_MODE=kill). The number of calls goes to FAULT_LOG.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_long calls;

static const char *setting(const char *name) {
  const char *value = getenv(name);
  return value && *value ? value : NULL;
}

static int is_below(const char *path) {
  const char *under = setting("FAULT_UNDER");
  char absolute[2 * PATH_MAX];
  if (!under || !path) return 0;
  if (path[0] != '/') {
    char here[PATH_MAX];
    if (!getcwd(here, sizeof here)) return 0;
    snprintf(absolute, sizeof absolute, "%s/%s", here, path);
    path = absolute;
  }
  return strncmp(path, under, strlen(under)) == 0;
}

static int is_file_below(int descriptor) {
  char link[64], path[PATH_MAX];
  struct stat status;
  if (fstat(descriptor, &status) != 0) return 0;
  if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return is_below(path);
}

enum fate { FINE, FAIL, SHORT };

// What becomes of a call that counts.
static enum fate fate(const char *call, const char *what) {
  long number = atomic_fetch_add(&calls, 1) + 1;
  const char *at = setting("FAULT_AT");
  if (setting("FAULT_TRACE")) dprintf(2, "fault call %ld: %s %s\n", number, call, what ? what : "");
  if (!at) return FINE;
  long wanted = atol(at);
  if (number != wanted && !(number > wanted && setting("FAULT_STAYS"))) return FINE;
  const char *mode = setting("FAULT_MODE");
  if (mode && strcmp(mode, "kill") == 0) kill(getpid(), SIGKILL);
  if (mode && strcmp(mode, "short") == 0) return SHORT;
  if (strcmp(call, "unlink") == 0) dprintf(2, "fault: unlink\n");
  const char *code = setting("FAULT_ERRNO");
  errno = code ? atoi(code) : EIO;
  return FAIL;
}

#define NEXT(name) \
  static typeof(name) *next; \
  if (!next) next = (typeof(name) *)dlsym(RTLD_NEXT, #name)

__attribute__((destructor)) static void note(void) {
  const char *log = setting("FAULT_LOG");
  if (!log) return;
  FILE *file = fopen(log, "w");
  if (!file) return;
  fprintf(file, "%ld\n", atomic_load(&calls));
  fclose(file);
}

static int writes(int flags) { return (flags & O_ACCMODE) != O_RDONLY; }

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    NEXT(name); \
    mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { \
      va_list list; \
      va_start(list, flags); \
      mode = va_arg(list, mode_t); \
      va_end(list); \
    } \
    if (writes(flags) && is_below(path) && fate("open", path) == FAIL) return -1; \
    return next(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

int mkostemp(char *path, int flags) {
  NEXT(mkostemp);
  if (is_below(path) && fate("mkostemp", path) == FAIL) return -1;
  return next(path, flags);
}

int mkstemp(char *path) {
  NEXT(mkstemp);
  if (is_below(path) && fate("mkstemp", path) == FAIL) return -1;
  return next(path);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  NEXT(write);
  if (!is_file_below(descriptor)) return next(descriptor, bytes, count);
  switch (fate("write", NULL)) {
    case FAIL: return -1;
    case SHORT: return next(descriptor, bytes, count > 1 ? count / 2 : count);
    case FINE: break;
  }
  return next(descriptor, bytes, count);
}

int fsync(int descriptor) {
  NEXT(fsync);
  if (is_file_below(descriptor) && fate("fsync", NULL) == FAIL) return -1;
  return next(descriptor);
}

int ftruncate(int descriptor, off_t length) {
  NEXT(ftruncate);
  if (is_file_below(descriptor) && fate("ftruncate", NULL) == FAIL) return -1;
  return next(descriptor, length);
}

int rename(const char *from, const char *to) {
  NEXT(rename);
  if (is_below(to) && fate("rename", to) == FAIL) return -1;
  return next(from, to);
}

int link(const char *from, const char *to) {
  NEXT(link);
  if (is_below(to) && fate("link", to) == FAIL) return -1;
  return next(from, to);
}

int unlink(const char *path) {
  NEXT(unlink);
  if (is_below(path) && fate("unlink", path) == FAIL) return -1;
  return next(path);
}

int mkdir(const char *path, mode_t mode) {
  NEXT(mkdir);
  if (is_below(path) && fate("mkdir", path) == FAIL) return -1;
  return next(path, mode);
}

int flock(int descriptor, int operation) {
  NEXT(flock);
  if (is_file_below(descriptor) && fate("flock", NULL) == FAIL) return -1;
  return next(descriptor, operation);
}

// `fcntl` locks the studies' file.
int fcntl(int descriptor, int command, ...) {
  NEXT(fcntl);
  va_list list;
  va_start(list, command);
  void *argument = va_arg(list, void *);
  va_end(list);
  if ((command == F_SETLK || command == F_SETLKW) && is_file_below(descriptor) &&
      fate("lock", NULL) == FAIL)
    return -1;
  return next(descriptor, command, argument);
}
