// Integer arithmetic on memory: SHA-256 (FIPS 180-4) of n mebibytes of a pattern; answers the first
// four bytes of the digest.

typedef unsigned char u8;
typedef unsigned int u32;

static u8 data[1 << 20];

#include "../sha256.h"

__attribute__((export_name("run"))) int run(int mebibytes) {
  sha256_begin();
  for (int i = 0; i < 1 << 20; i++) {
    data[i] = (u8)(i * 31 + (i >> 8));
  }
  for (int n = 0; n < mebibytes; n++) {
    for (int at = 0; at < 1 << 20; at += 64) {
      block(data + at);
    }
  }
  u8 last[64] = {0x80};
  unsigned long long bits = (unsigned long long)mebibytes << 23;
  for (int i = 0; i < 8; i++) {
    last[63 - i] = (u8)(bits >> 8 * i);
  }
  block(last);
  return (int)state[0];
}
