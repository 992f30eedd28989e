package dev.odeon.base;

/**
 * A guest's memory as the host sees it: bytes from 0 to {@link #size()}, little-endian. It may grow
 * between two calls, never shrink. Every access outside it throws {@link OutOfBoundsException}; an
 * offset is the unsigned 32-bit pointer as a long.
 */
public interface LinearMemory {
  /** An access outside the memory: the guest's fault, and so a trap. */
  final class OutOfBoundsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** An access of {@code count} bytes at {@code offset} of {@code size}. */
    public OutOfBoundsException(long offset, long count, long size) {
      super(
          "%d bytes at %d are outside a memory of %d".formatted(count, offset, size),
          null,
          false,
          false);
    }
  }

  /** The size in bytes. */
  long size();

  /** The byte at {@code offset}. */
  byte i8(long offset);

  /** The two bytes at {@code offset}. */
  short i16(long offset);

  /** The four bytes at {@code offset}. */
  int i32(long offset);

  /** The eight bytes at {@code offset}. */
  long i64(long offset);

  /** Sets the byte at {@code offset}. */
  void i8(long offset, byte value);

  /** Sets the two bytes at {@code offset}. */
  void i16(long offset, short value);

  /** Sets the four bytes at {@code offset}. */
  void i32(long offset, int value);

  /** Sets the eight bytes at {@code offset}. */
  void i64(long offset, long value);

  /** A copy of {@code count} bytes from {@code offset}. */
  Bytes read(long offset, long count);

  /** Copies {@code content} to {@code offset}. */
  void write(long offset, Bytes content);
}
