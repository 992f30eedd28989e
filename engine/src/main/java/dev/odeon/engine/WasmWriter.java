package dev.odeon.engine;

import java.util.Arrays;

/** Writes the primitives of the binary format (WebAssembly core specification §5.2). */
final class WasmWriter {
  private static final int PATCH_SIZE = 5;

  private byte[] bytes;
  private int size;

  WasmWriter(int capacity) {
    this.bytes = new byte[Math.max(capacity, 16)];
  }

  int size() {
    return size;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  WasmWriter u8(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
    return this;
  }

  WasmWriter u32(long value) {
    reserve(5);
    long rest = value;
    while (rest >= 0x80) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
    return this;
  }

  WasmWriter s32(int value) {
    return s64(value);
  }

  WasmWriter s64(long value) {
    reserve(10);
    long rest = value;
    while (rest < -64 || rest > 63) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>= 7;
    }
    bytes[size++] = (byte) (rest & 0x7f);
    return this;
  }

  WasmWriter name(String ascii) {
    u32(ascii.length());
    ascii.chars().forEach(this::u8);
    return this;
  }

  WasmWriter raw(byte[] source, int from, int to) {
    reserve(to - from);
    System.arraycopy(source, from, bytes, size, to - from);
    size += to - from;
    return this;
  }

  WasmWriter raw(WasmWriter other) {
    return raw(other.bytes, 0, other.size);
  }

  /** Leaves room for a non-negative signed number, and answers where. */
  int patch() {
    int at = size;
    reserve(PATCH_SIZE);
    size += PATCH_SIZE;
    return at;
  }

  /** Fills the room at {@code at}. */
  void patch(int at, int value) {
    for (int i = 0; i < PATCH_SIZE; i++) {
      boolean last = i == PATCH_SIZE - 1;
      bytes[at + i] = (byte) (value >>> 7 * i & 0x7f | (last ? 0 : 0x80));
    }
  }

  private void reserve(int more) {
    if (more > bytes.length - size) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
    }
  }
}
