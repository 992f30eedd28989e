// hash: the SHA-256 (FIPS 180-4) of its input, as 64 hexadecimal digits.

#include "plugin.h"
#include "../sha256.h"

EXPORT(process) int process(const u8 *input, u32 size) {
  sha256_begin();
  u32 at = 0;
  for (; size - at >= 64; at += 64) {
    block(input + at);
  }
  u8 last[128] = {0};
  u32 rest = size - at;
  for (u32 i = 0; i < rest; i++) {
    last[i] = input[at + i];
  }
  last[rest] = 0x80;
  u32 end = rest < 56 ? 64 : 128;
  unsigned long long bits = (unsigned long long)size << 3;
  for (int i = 0; i < 8; i++) {
    last[end - 1 - i] = (u8)(bits >> 8 * i);
  }
  for (u32 i = 0; i < end; i += 64) {
    block(last + i);
  }
  static const char digits[16] = "0123456789abcdef";
  char text[64];
  for (int i = 0; i < 64; i++) {
    text[i] = digits[state[i / 8] >> (28 - 4 * (i % 8)) & 15];
  }
  host_output(text, 64);
  return 0;
}
