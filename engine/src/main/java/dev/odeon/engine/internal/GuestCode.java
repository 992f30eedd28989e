package dev.odeon.engine.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.TrapException;
import run.endive.runtime.WasmException;

/**
 * The operations on memories that generated code calls in place of the library's: those on numbers
 * only where a function would be too large with them inline.
 */
public final class GuestCode {
  /** 16-bit numbers in a memory. */
  public static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  /** 32-bit numbers in a memory. */
  public static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** 64-bit numbers in a memory. */
  public static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** 32-bit floats in a memory. */
  public static final VarHandle FLOATS =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

  /** 64-bit floats in a memory. */
  public static final VarHandle DOUBLES =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

  private GuestCode() {}

  /** The registers of {@code memory}. */
  public static Registers registers(Memory memory) {
    return ((Registers.Owner) memory).registers();
  }

  /** Makes a reference of an exception that was caught. */
  public static int keep(Instance instance, WasmException exception) {
    return ((Registers.Owner) instance.memory()).registers().keep(exception);
  }

  /** The exception behind a reference. */
  public static WasmException kept(Instance instance, int reference) {
    WasmException exception = ((Registers.Owner) instance.memory()).registers().kept(reference);
    if (exception == null) {
      throw new TrapException("null exception reference");
    }
    return exception;
  }

  /** {@code value}, or the canonical NaN. */
  public static float canonical(float value) {
    return Float.isNaN(value) ? Float.NaN : value;
  }

  /** {@code value}, or the canonical NaN. */
  public static double canonical(double value) {
    return Double.isNaN(value) ? Double.NaN : value;
  }

  /** A load. */
  public static byte memoryReadByte(int base, int offset, Registers memory) {
    return memory.bytes[at(base, offset, 1, memory)];
  }

  /** A store. */
  public static void memoryWriteByte(int base, byte value, int offset, Registers memory) {
    memory.bytes[at(base, offset, 1, memory)] = value;
  }

  /** A load. */
  public static short memoryReadShort(int base, int offset, Registers memory) {
    return (short) SHORTS.get(memory.bytes, at(base, offset, 2, memory));
  }

  /** A store. */
  public static void memoryWriteShort(int base, short value, int offset, Registers memory) {
    SHORTS.set(memory.bytes, at(base, offset, 2, memory), value);
  }

  /** A load. */
  public static int memoryReadInt(int base, int offset, Registers memory) {
    return (int) INTS.get(memory.bytes, at(base, offset, 4, memory));
  }

  /** A store. */
  public static void memoryWriteInt(int base, int value, int offset, Registers memory) {
    INTS.set(memory.bytes, at(base, offset, 4, memory), value);
  }

  /** A load. */
  public static long memoryReadLong(int base, int offset, Registers memory) {
    return (long) LONGS.get(memory.bytes, at(base, offset, 8, memory));
  }

  /** A store. */
  public static void memoryWriteLong(int base, long value, int offset, Registers memory) {
    LONGS.set(memory.bytes, at(base, offset, 8, memory), value);
  }

  /** A load. */
  public static float memoryReadFloat(int base, int offset, Registers memory) {
    return (float) FLOATS.get(memory.bytes, at(base, offset, 4, memory));
  }

  /** A store. */
  public static void memoryWriteFloat(int base, float value, int offset, Registers memory) {
    FLOATS.set(memory.bytes, at(base, offset, 4, memory), value);
  }

  /** A load. */
  public static double memoryReadDouble(int base, int offset, Registers memory) {
    return (double) DOUBLES.get(memory.bytes, at(base, offset, 8, memory));
  }

  /** A store. */
  public static void memoryWriteDouble(int base, double value, int offset, Registers memory) {
    DOUBLES.set(memory.bytes, at(base, offset, 8, memory), value);
  }

  /** The index of the first of {@code count} bytes, all of which exist. */
  private static int at(int base, int offset, int count, Registers memory) {
    return Objects.checkIndex(base >> 31 | base + offset, memory.size - count + 1);
  }

  /** {@code memory.copy} within one memory. */
  public static void memoryCopy(int to, int from, int count, Registers memory) {
    memory.memory().copy(to, from, count);
  }

  /** {@code memory.copy} from one memory to another. */
  public static void memoryCopy(int to, int from, int count, Registers target, Registers source) {
    if (target == source) {
      memoryCopy(to, from, count, target);
    } else {
      Objects.checkFromIndexSize(from, count, source.size);
      target.memory().write(to, source.bytes, from, count);
    }
  }

  /** {@code memory.fill}. */
  public static void memoryFill(int at, byte value, int count, Registers memory) {
    memory.memory().fill(value, at, at + count);
  }

  /** {@code memory.init}. */
  public static void memoryInit(int to, int from, int count, int segment, Registers memory) {
    memory.memory().initPassiveSegment(segment, to, from, count);
  }

  /** {@code memory.grow}. */
  public static int memoryGrow(int pages, Registers memory) {
    return memory.memory().grow(pages);
  }

  /** {@code memory.size}. */
  public static int memoryPages(Registers memory) {
    return memory.memory().pages();
  }
}
