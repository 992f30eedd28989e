/*
 * A command that does one thing of its choice, for tests: the first argument names it.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static long long nanos(clockid_t clock) {
  struct timespec now;
  if (clock_gettime(clock, &now) != 0) {
    return -1;
  }
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* Prints what came of a call, under a name. */
static int told(const char *what, int result) {
  printf("%s: %s\n", what, result >= 0 ? "done" : strerror(errno));
  return result;
}

static int arguments(int count, char **texts) {
  for (int i = 0; i < count; i++) {
    printf("%d=%s\n", i, texts[i]);
  }
  return 0;
}

static int environment(int count, char **names) {
  for (int i = 2; i < count; i++) {
    const char *value = getenv(names[i]);
    printf("%s=%s\n", names[i], value == NULL ? "(none)" : value);
  }
  return 0;
}

/* Copies standard input to standard output and says on standard error how much it was. */
static int copy(void) {
  static char block[4096];
  long long total = 0;
  for (size_t size; (size = fread(block, 1, sizeof block, stdin)) > 0; total += size) {
    fwrite(block, 1, size, stdout);
  }
  fprintf(stderr, "%lld bytes\n", total);
  return 0;
}

static int clocks(void) {
  long long realtime = nanos(CLOCK_REALTIME);
  long long before = nanos(CLOCK_MONOTONIC);
  struct timespec hour = {3600, 0};
  nanosleep(&hour, NULL);
  long long after = nanos(CLOCK_MONOTONIC);
  printf("%lld\n%s\n%s\n", realtime / 1000000000, before < after ? "forward" : "backward",
         after - before >= 3600 * 1000000000LL ? "slept" : "did not sleep");
  return 0;
}

/* Waits a second by looking at the clock. */
static int spin(void) {
  long long start = nanos(CLOCK_MONOTONIC);
  long long looks = 0;
  while (nanos(CLOCK_MONOTONIC) - start < 1000000000LL) {
    looks++;
  }
  printf("%lld\n", looks);
  return 0;
}

static int dice(void) {
  unsigned char bytes[300];
  if (getentropy(bytes, 256) != 0) {
    return 1;
  }
  for (int i = 0; i < 16; i++) {
    printf("%02x", bytes[i]);
  }
  printf("\n");
  return 0;
}

static int list(const char *path) {
  DIR *folder = opendir(path);
  if (folder == NULL) {
    return told(path, -1);
  }
  for (struct dirent *each; (each = readdir(folder)) != NULL;) {
    printf("%s%s ", each->d_name, each->d_type == DT_DIR ? "/" : "");
  }
  printf("\n");
  return closedir(folder);
}

/* Works in a folder and leaves one file there. */
static int work(const char *folder) {
  char text[64] = {0};
  if (told("chdir", chdir(folder)) < 0) {
    return 1;
  }
  told("mkdir", mkdir("made", 0700));
  FILE *file = fopen("made/file", "w+");
  if (file == NULL) {
    told("fopen", -1);
    return 1;
  }
  fputs("hello, world", file);
  fflush(file);
  fseek(file, 7, SEEK_SET);
  fputs("there", file);
  rewind(file);
  printf("read: %s\n", fgets(text, sizeof text, file));
  fclose(file);
  file = fopen("made/file", "a");
  fputs("!", file);
  fclose(file);
  struct stat status;
  told("stat", stat("made/../made/./file", &status));
  printf("size: %lld\n", (long long)status.st_size);
  told("truncate", truncate("made/file", 5));
  told("rmdir", rmdir("made"));
  list("made");
  told("rename", rename("made/file", "kept"));
  told("rmdir", rmdir("made"));
  told("unlink", unlink("made/file"));
  list(".");
  return 0;
}

/* Tries to open each path and prints what it begins with, or why not. */
static int look(int count, char **paths) {
  for (int i = 2; i < count; i++) {
    char text[32] = {0};
    int fd = open(paths[i], O_RDONLY);
    if (fd < 0) {
      told(paths[i], -1);
    } else {
      told(paths[i], (int)read(fd, text, sizeof text - 1));
      printf("%s\n", text);
      close(fd);
    }
  }
  return 0;
}

/* Tries everything that changes something at each path. */
static int change(int count, char **paths) {
  for (int i = 2; i < count; i++) {
    static char other[5000];
    snprintf(other, sizeof other, "%s.other", paths[i]);
    printf("%s\n", paths[i]);
    int fd = open(paths[i], O_WRONLY | O_CREAT, 0600);
    told("create", fd);
    if (fd >= 0) {
      told("write", (int)write(fd, "x", 1));
      close(fd);
    }
    told("mkdir", mkdir(paths[i], 0700));
    told("rename", rename(paths[i], other));
    told("unlink", unlink(other));
    told("rmdir", rmdir(paths[i]));
    told("symlink", symlink("/", paths[i]));
    told("link", link(paths[i], other));
  }
  return 0;
}

/* Opens the same file until it may no more. */
static int hoard(const char *path) {
  int opened = 0;
  while (open(path, O_RDONLY) >= 0) {
    opened++;
  }
  printf("%d, then: %s\n", opened, strerror(errno));
  return 0;
}

/* Writes to a file until it may no more. */
static int fill(const char *path) {
  static char block[65536];
  int fd = open(path, O_WRONLY | O_CREAT, 0600);
  long long total = 0;
  if (fd < 0) {
    return told(path, fd);
  }
  for (ssize_t size; (size = write(fd, block, sizeof block)) > 0;) {
    total += size;
  }
  printf("%lld, then: %s\n", total, strerror(errno));
  told("seek and write", lseek(fd, 1LL << 40, SEEK_SET) < 0 ? -1 : (int)write(fd, block, 1));
  told("ftruncate", ftruncate(fd, 1LL << 40));
  return 0;
}

static int flood(void) {
  static char block[65536];
  for (;;) {
    if (write(1, block, sizeof block) < 0) {
      return 1;
    }
  }
}

int main(int count, char **texts) {
  const char *what = count > 1 ? texts[1] : "";
  const char *argument = count > 2 ? texts[2] : "";
  if (!strcmp(what, "arguments")) return arguments(count, texts);
  if (!strcmp(what, "environment")) return environment(count, texts);
  if (!strcmp(what, "copy")) return copy();
  if (!strcmp(what, "clocks")) return clocks();
  if (!strcmp(what, "spin")) return spin();
  if (!strcmp(what, "dice")) return dice();
  if (!strcmp(what, "exit")) exit(atoi(argument));
  if (!strcmp(what, "abort")) abort();
  if (!strcmp(what, "list")) return list(argument);
  if (!strcmp(what, "work")) return work(argument);
  if (!strcmp(what, "look")) return look(count, texts);
  if (!strcmp(what, "change")) return change(count, texts);
  if (!strcmp(what, "hoard")) return hoard(argument);
  if (!strcmp(what, "fill")) return fill(argument);
  if (!strcmp(what, "flood")) return flood();
  fprintf(stderr, "tour: what is '%s'?\n", what);
  return 2;
}
