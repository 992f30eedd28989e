// rot13: its input with each letter a-z and A-Z moved on by thirteen places.

#include "plugin.h"

static u8 moved(u8 c, u8 first) { return (u8)(first + (c - first + 13) % 26); }

EXPORT(process) int process(u8 *input, u32 size) {
  for (u32 i = 0; i < size; i++) {
    u8 c = input[i];
    if (c >= 'a' && c <= 'z') {
      input[i] = moved(c, 'a');
    } else if (c >= 'A' && c <= 'Z') {
      input[i] = moved(c, 'A');
    }
  }
  host_output(input, size);
  return 0;
}
