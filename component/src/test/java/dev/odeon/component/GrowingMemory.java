package dev.odeon.component;

import dev.odeon.base.Bytes;
import dev.odeon.base.LinearMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A guest's memory and allocator in Java: every allocation may move the bytes, as growing does. */
final class GrowingMemory implements LinearMemory, Realloc {
  private byte[] bytes;
  private int top = 64;

  GrowingMemory(int size) {
    bytes = new byte[size];
  }

  /**
   * Gives the next free place, after growing to exactly as much as is needed, so that one byte too
   * many is outside.
   */
  @Override
  public int realloc(int oldPointer, int oldSize, int alignment, int newSize) {
    int at = (top + alignment - 1) & -alignment;
    top = at + newSize;
    if (top > bytes.length) {
      bytes = Arrays.copyOf(bytes, top);
    }
    return at;
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public byte i8(long offset) {
    return at(offset, 1).get();
  }

  @Override
  public short i16(long offset) {
    return at(offset, 2).getShort();
  }

  @Override
  public int i32(long offset) {
    return at(offset, 4).getInt();
  }

  @Override
  public long i64(long offset) {
    return at(offset, 8).getLong();
  }

  @Override
  public void i8(long offset, byte value) {
    at(offset, 1).put(value);
  }

  @Override
  public void i16(long offset, short value) {
    at(offset, 2).putShort(value);
  }

  @Override
  public void i32(long offset, int value) {
    at(offset, 4).putInt(value);
  }

  @Override
  public void i64(long offset, long value) {
    at(offset, 8).putLong(value);
  }

  @Override
  public Bytes read(long offset, long count) {
    at(offset, count);
    return Bytes.copyOf(bytes, (int) offset, (int) count);
  }

  @Override
  public void write(long offset, Bytes content) {
    at(offset, content.size());
    content.copyTo(bytes, (int) offset);
  }

  private ByteBuffer at(long offset, long count) {
    if (offset < 0 || count < 0 || offset + count > bytes.length) {
      throw new OutOfBoundsException(offset, count, bytes.length);
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position((int) offset);
  }
}
