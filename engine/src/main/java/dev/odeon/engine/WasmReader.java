package dev.odeon.engine;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the primitives of the binary format (WebAssembly core specification §5.2) from a part of a
 * module. Whatever the bytes are, the only exception is {@link ModuleException}, naming the byte,
 * and nothing is allocated by a length that the bytes only claim.
 */
final class WasmReader {
  private final byte[] bytes;
  private final int end;
  private int position;

  WasmReader(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  int position() {
    return position;
  }

  int end() {
    return end;
  }

  boolean hasMore() {
    return position < end;
  }

  /** One byte, 0-255. */
  int u8() {
    if (position >= end) {
      throw malformed("the bytes end too early");
    }
    return bytes[position++] & 0xff;
  }

  /** An unsigned LEB128 number of at most 32 bits. */
  long u32() {
    return unsigned(32);
  }

  /** An unsigned LEB128 number of at most 64 bits, of which the sign is the highest bit. */
  long u64() {
    return unsigned(64);
  }

  /** A signed LEB128 number of at most {@code bits} bits. */
  long signed(int bits) {
    long value = 0;
    for (int shift = 0; shift < bits; shift += 7) {
      int b = u8();
      value |= (long) (b & 0x7f) << shift;
      if ((b & 0x80) == 0) {
        int left = 64 - Math.min(64, shift + 7);
        long extended = value << left >> left;
        checkSigned(b, bits - shift);
        return extended;
      }
    }
    throw malformed("an integer is too long");
  }

  /** The number of elements of a vector, each of which takes at least {@code bytesEach} bytes. */
  int count(int bytesEach) {
    long count = u32();
    if (count * bytesEach > end - position) {
      throw malformed("a vector of %d elements does not fit".formatted(count));
    }
    return (int) count;
  }

  /** An index into some index space; what it must be below is checked where it is used. */
  int index() {
    long index = u32();
    if (index > Integer.MAX_VALUE) {
      throw malformed("index %d is too large".formatted(index));
    }
    return (int) index;
  }

  /** A UTF-8 name. */
  String name() {
    int size = count(1);
    try {
      String name =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, position, size))
              .toString();
      position += size;
      return name;
    } catch (CharacterCodingException e) {
      throw malformed("a name is not UTF-8");
    }
  }

  void skip(int size) {
    if (size > end - position) {
      throw malformed("the bytes end too early");
    }
    position += size;
  }

  /** A reader of the next {@code size} bytes, which are skipped here. */
  WasmReader part(int size) {
    int start = position;
    skip(size);
    return new WasmReader(bytes, start, position);
  }

  /** A reader of the same bytes from {@code start} to {@code to}. */
  WasmReader at(int start, int to) {
    return new WasmReader(bytes, start, to);
  }

  ModuleException malformed(String what) {
    return new ModuleException("malformed module: " + what, "byte " + position);
  }

  private long unsigned(int bits) {
    long value = 0;
    for (int shift = 0; shift < bits; shift += 7) {
      int b = u8();
      value |= (long) (b & 0x7f) << shift;
      if ((b & 0x80) == 0) {
        if (shift + 7 > bits && b >>> (bits - shift) != 0) {
          throw malformed("an integer is too large");
        }
        return value;
      }
    }
    throw malformed("an integer is too long");
  }

  private void checkSigned(int last, int bitsLeft) {
    if (bitsLeft < 7) {
      // The bits past the width must all be copies of the sign.
      int high = (last & 0x7f) >> (bitsLeft - 1);
      if (high != 0 && high != 0x7f >> (bitsLeft - 1)) {
        throw malformed("an integer is too large");
      }
    }
  }
}
