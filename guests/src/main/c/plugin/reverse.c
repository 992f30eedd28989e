// reverse: the lines of its input, last first. A command of WASI: standard input to standard output.
// Exits with 3 when there is no input.

#include <stdio.h>
#include <stdlib.h>

int main(void) {
  size_t size = 0, room = 1 << 12;
  char *text = malloc(room);
  for (size_t got; text != NULL && (got = fread(text + size, 1, room - size, stdin)) > 0;) {
    size += got;
    if (size == room) {
      text = realloc(text, room *= 2);
    }
  }
  if (text == NULL) {
    fputs("reverse: out of memory\n", stderr);
    return 1;
  }
  if (size == 0) {
    return 3;
  }
  for (size_t end = size; end > 0;) {
    size_t stop = text[end - 1] == '\n' ? end - 1 : end;
    size_t from = stop;
    while (from > 0 && text[from - 1] != '\n') {
      from--;
    }
    fwrite(text + from, 1, stop - from, stdout);
    putchar('\n');
    end = from;
  }
  return 0;
}
