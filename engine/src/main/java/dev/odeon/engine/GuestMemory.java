package dev.odeon.engine;

import dev.odeon.base.Bytes;
import dev.odeon.base.LinearMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A guest's memory as the host sees it. It asks for the array at each access: growing replaces it.
 */
final class GuestMemory implements LinearMemory {
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final FlatMemory memory;

  /** A view of {@code memory}. */
  GuestMemory(FlatMemory memory) {
    this.memory = memory;
  }

  @Override
  public long size() {
    return memory.size();
  }

  @Override
  public byte i8(long offset) {
    int at = at(offset, 1);
    return bytes()[at];
  }

  @Override
  public short i16(long offset) {
    int at = at(offset, 2);
    return (short) SHORTS.get(bytes(), at);
  }

  @Override
  public int i32(long offset) {
    int at = at(offset, 4);
    return (int) INTS.get(bytes(), at);
  }

  @Override
  public long i64(long offset) {
    int at = at(offset, 8);
    return (long) LONGS.get(bytes(), at);
  }

  @Override
  public void i8(long offset, byte value) {
    int at = at(offset, 1);
    bytes()[at] = value;
  }

  @Override
  public void i16(long offset, short value) {
    int at = at(offset, 2);
    SHORTS.set(bytes(), at, value);
  }

  @Override
  public void i32(long offset, int value) {
    int at = at(offset, 4);
    INTS.set(bytes(), at, value);
  }

  @Override
  public void i64(long offset, long value) {
    int at = at(offset, 8);
    LONGS.set(bytes(), at, value);
  }

  @Override
  public Bytes read(long offset, long count) {
    int at = at(offset, count);
    return Bytes.copyOf(bytes(), at, (int) count);
  }

  @Override
  public void write(long offset, Bytes source) {
    int at = at(offset, source.size());
    source.copyTo(bytes(), at);
  }

  private byte[] bytes() {
    return memory.bytes();
  }

  /** The offset as an index, {@code count} bytes from which exist. */
  private int at(long offset, long count) {
    long size = size();
    if (offset < 0 || count < 0 || count > size || offset > size - count) {
      throw new OutOfBoundsException(offset, count, size);
    }
    return (int) offset;
  }
}
