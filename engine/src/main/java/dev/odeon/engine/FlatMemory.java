package dev.odeon.engine;

import dev.odeon.engine.internal.GuestCode;
import dev.odeon.engine.internal.Registers;
import java.util.Arrays;
import run.endive.runtime.ConstantEvaluators;
import run.endive.runtime.WasmRuntimeException;
import run.endive.wasm.types.ActiveDataSegment;
import run.endive.wasm.types.DataSegment;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.PassiveDataSegment;

/**
 * A guest's memory as one array (the library's default pages it, which hides the bounds check from
 * the optimizer). Once it grew, the array may be larger than the memory: growing doubles it, so
 * that a guest that grows page by page does not copy everything each time. What lies past the size
 * is zero and out of bounds. Owned by the thread of the run. Bulk operations go in slices of 1 MiB
 * and look between them whether the run is to stop.
 */
final class FlatMemory implements Registers.Owner {
  /** A page in bytes. */
  static final int PAGE = PAGE_SIZE;

  /** So many segments are looked at between two looks at the time. */
  private static final int LOOK_EVERY = 256;

  private static final int SLICE = 1 << 20;

  /** An array up to this size is kept for the next run even if that begins smaller. */
  private static final int KEPT_MAX = 1 << 20;

  private final MemoryLimits declared;
  private final Allowance allowance;
  private final Meter meter;
  private final Registers registers;
  private DataSegment[] segments = {};

  private FlatMemory(MemoryLimits declared, Allowance allowance, Meter meter) {
    this.declared = declared;
    this.allowance = allowance;
    this.meter = meter;
    this.registers = new Registers(this, new byte[declared.initialPages() * PAGE], meter);
  }

  /** A memory of its first size, all zero. */
  static FlatMemory of(MemoryLimits declared, Allowance allowance, Meter meter) {
    long size = (long) declared.initialPages() * PAGE;
    if (declared.initialPages() > RUNTIME_MAX_PAGES || !allowance.takeMemory(size)) {
      throw new IllegalStateException("a memory of %,d bytes does not fit".formatted(size));
    }
    allowance.hold(size);
    return new FlatMemory(declared, allowance, meter);
  }

  @Override
  public Registers registers() {
    return registers;
  }

  /** The content. The array is replaced when the memory grows. */
  byte[] bytes() {
    return registers.bytes;
  }

  /** The size in bytes. */
  int size() {
    return registers.size;
  }

  /** Whether the data segment of {@code index} was dropped. */
  boolean dropped(int index) {
    return segments[index] == PassiveDataSegment.EMPTY;
  }

  /** Makes {@code segment} the data segment of {@code index}. */
  void segment(int index, DataSegment segment) {
    segments[index] = segment;
  }

  /** The data segments that init and drop mean. */
  DataSegment[] segments() {
    return segments;
  }

  /** Makes {@code all} the data segments that init and drop mean: who shares it takes turns. */
  void segments(DataSegment[] all) {
    segments = all;
  }

  /**
   * Makes size and content those of {@code image}.
   *
   * @return the size of the array, which the caller settles with the allowance
   */
  int restore(Image.MemoryImage image) {
    int wanted = image.pages() * PAGE;
    byte[] bytes = registers.bytes;
    int most = allowance.exact() ? wanted : Math.max(wanted, KEPT_MAX);
    if (bytes.length < wanted || bytes.length > most) {
      bytes = new byte[wanted];
    } else if (size() > wanted) {
      Arrays.fill(bytes, wanted, size(), (byte) 0);
    }
    registers.bytes = bytes;
    registers.size = wanted;
    image.writeTo(bytes);
    return bytes.length;
  }

  @Override
  public int pages() {
    return size() / PAGE;
  }

  @Override
  public int grow(int more) {
    int before = pages();
    if (more < 0 || more > maximumPages() - before) {
      return -1;
    }
    StackProbe.require();
    if (!allowance.takeMemory((long) more * PAGE)) {
      return -1;
    }
    meter.spend(CostTable.pages(more));
    int wanted = (before + more) * PAGE;
    int length = registers.bytes.length;
    if (wanted > length) {
      int capacity = allowance.capacity(length, wanted, (long) maximumPages() * PAGE);
      registers.bytes = Arrays.copyOf(registers.bytes, capacity);
    }
    registers.size = wanted;
    return before;
  }

  @Override
  public int initialPages() {
    return declared.initialPages();
  }

  @Override
  public int maximumPages() {
    return Math.min(declared.maximumPages(), RUNTIME_MAX_PAGES);
  }

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  public void initialize(run.endive.runtime.Instance instance, DataSegment[] all) {
    initialize(instance, all, 0);
  }

  /**
   * Writes the active segments of this memory, which are dropped then as the specification says, so
   * that init finds them empty.
   */
  @Override
  public void initialize(run.endive.runtime.Instance instance, DataSegment[] all, int memory) {
    segments = all;
    for (int i = 0; i < all.length; i++) {
      if (i % LOOK_EVERY == 0) {
        allowance.checkStop();
      }
      if (all[i] instanceof ActiveDataSegment active && active.index() == memory) {
        int at =
            (int) ConstantEvaluators.computeConstantValue(instance, active.offsetInstructions())[0];
        check(at, active.data().length, size());
        put(at, active.data(), 0, active.data().length);
        all[i] = PassiveDataSegment.EMPTY;
      }
    }
  }

  @Override
  public void initPassiveSegment(int segment, int to, int from, int count) {
    byte[] data = segments[segment].data();
    check(from, count, data.length);
    write(to, data, from, count);
  }

  @Override
  public void drop(int segment) {
    segments[segment] = PassiveDataSegment.EMPTY;
  }

  @Override
  public void zero() {
    Arrays.fill(registers.bytes, 0, size(), (byte) 0);
  }

  @Override
  public void write(int at, byte[] data, int from, int count) {
    check(at, count, size());
    meter.spend(CostTable.bytes(count));
    put(at, data, from, count);
  }

  private void put(int at, byte[] data, int from, int count) {
    for (int done = 0; done < count; done += SLICE) {
      allowance.checkStop();
      System.arraycopy(
          data, from + done, registers.bytes, at + done, Math.min(SLICE, count - done));
    }
  }

  @Override
  public byte[] readBytes(int at, int count) {
    check(at, count, size());
    return Arrays.copyOfRange(registers.bytes, at, at + count);
  }

  @Override
  public void fill(byte value, int from, int to) {
    if (from < 0 || to < from || to > size()) {
      throw outOfBounds(from, (long) to - from);
    }
    meter.spend(CostTable.bytes(to - from));
    for (int at = from; at < to; at += SLICE) {
      allowance.checkStop();
      Arrays.fill(registers.bytes, at, Math.min(at + SLICE, to), value);
    }
  }

  /**
   * As if by way of a copy: where the ranges overlap, the slices go in the direction that reads
   * each byte before it is written.
   */
  @Override
  public void copy(int to, int from, int count) {
    check(from, count, size());
    check(to, count, size());
    meter.spend(CostTable.bytes(count));
    for (int done = 0; done < count; done += SLICE) {
      allowance.checkStop();
      int slice = Math.min(SLICE, count - done);
      int offset = to <= from ? done : count - done - slice;
      System.arraycopy(registers.bytes, from + offset, registers.bytes, to + offset, slice);
    }
  }

  @Override
  public byte read(int at) {
    if (at < 0 || at > size() - 1) {
      throw outOfBounds(at, 1);
    }
    return registers.bytes[at];
  }

  @Override
  public short readShort(int at) {
    if (at < 0 || at > size() - 2) {
      throw outOfBounds(at, 2);
    }
    return (short) GuestCode.SHORTS.get(registers.bytes, at);
  }

  @Override
  public long readU16(int at) {
    return readShort(at) & 0xffff;
  }

  @Override
  public int readInt(int at) {
    if (at < 0 || at > size() - 4) {
      throw outOfBounds(at, 4);
    }
    return (int) GuestCode.INTS.get(registers.bytes, at);
  }

  @Override
  public long readLong(int at) {
    if (at < 0 || at > size() - 8) {
      throw outOfBounds(at, 8);
    }
    return (long) GuestCode.LONGS.get(registers.bytes, at);
  }

  @Override
  public float readFloat(int at) {
    if (at < 0 || at > size() - 4) {
      throw outOfBounds(at, 4);
    }
    return (float) GuestCode.FLOATS.get(registers.bytes, at);
  }

  @Override
  public long readF32(int at) {
    return readInt(at);
  }

  @Override
  public double readDouble(int at) {
    if (at < 0 || at > size() - 8) {
      throw outOfBounds(at, 8);
    }
    return (double) GuestCode.DOUBLES.get(registers.bytes, at);
  }

  @Override
  public long readF64(int at) {
    return readLong(at);
  }

  @Override
  public void writeByte(int at, byte value) {
    if (at < 0 || at > size() - 1) {
      throw outOfBounds(at, 1);
    }
    registers.bytes[at] = value;
  }

  @Override
  public void writeShort(int at, short value) {
    if (at < 0 || at > size() - 2) {
      throw outOfBounds(at, 2);
    }
    GuestCode.SHORTS.set(registers.bytes, at, value);
  }

  @Override
  public void writeI32(int at, int value) {
    if (at < 0 || at > size() - 4) {
      throw outOfBounds(at, 4);
    }
    GuestCode.INTS.set(registers.bytes, at, value);
  }

  @Override
  public void writeLong(int at, long value) {
    if (at < 0 || at > size() - 8) {
      throw outOfBounds(at, 8);
    }
    GuestCode.LONGS.set(registers.bytes, at, value);
  }

  @Override
  public void writeF32(int at, float value) {
    if (at < 0 || at > size() - 4) {
      throw outOfBounds(at, 4);
    }
    GuestCode.FLOATS.set(registers.bytes, at, value);
  }

  @Override
  public void writeF64(int at, double value) {
    if (at < 0 || at > size() - 8) {
      throw outOfBounds(at, 8);
    }
    GuestCode.DOUBLES.set(registers.bytes, at, value);
  }

  @Override
  @SuppressWarnings("removal")
  public Object lock(int at) {
    throw new UnsupportedOperationException(
        "atomic instructions are refused when a module is read");
  }

  @Override
  @SuppressWarnings("removal")
  public int waitOn(int at, int expected, long timeout) {
    throw new UnsupportedOperationException(
        "atomic instructions are refused when a module is read");
  }

  @Override
  @SuppressWarnings("removal")
  public int waitOn(int at, long expected, long timeout) {
    throw new UnsupportedOperationException(
        "atomic instructions are refused when a module is read");
  }

  @Override
  @SuppressWarnings("removal")
  public int notify(int at, int threads) {
    throw new UnsupportedOperationException(
        "atomic instructions are refused when a module is read");
  }

  private void check(int at, int count, int limit) {
    if (at < 0 || count < 0 || at > limit - count) {
      throw outOfBounds(at, count);
    }
  }

  private WasmRuntimeException outOfBounds(int at, long count) {
    return new WasmRuntimeException(
        "out of bounds memory access: %d bytes at %d of %d".formatted(count, at, size()));
  }
}
