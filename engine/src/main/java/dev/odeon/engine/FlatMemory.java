package dev.odeon.engine;

import dev.odeon.engine.internal.GuestCode;
import dev.odeon.engine.internal.Registers;
import java.util.Locale;
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
 * is zero and out of bounds. Owned by the thread of the run. What takes long looks in between
 * whether the run is to stop; the making of an array cannot, see {@link SpareArrays}.
 */
final class FlatMemory implements Registers.Owner {
  /** A page in bytes. */
  static final int PAGE = PAGE_SIZE;

  /** So many segments are looked at between two looks at the time. */
  private static final int LOOK_EVERY = 256;

  /** An array up to this size is kept for the next run even if that begins smaller. */
  private static final int KEPT_MAX = 1 << 20;

  private static final byte[] NOTHING = {};

  private final MemoryLimits declared;
  private final Allowance allowance;
  private final Meter meter;
  private final Registers registers;
  private DataSegment[] segments = {};

  private FlatMemory(MemoryLimits declared, Allowance allowance, Meter meter, byte[] bytes) {
    this.declared = declared;
    this.allowance = allowance;
    this.meter = meter;
    this.registers = new Registers(this, bytes, meter);
  }

  /** A memory of its first size, all zero. */
  static FlatMemory of(MemoryLimits declared, Allowance allowance, Meter meter) {
    long size = (long) declared.initialPages() * PAGE;
    if (declared.initialPages() > RUNTIME_MAX_PAGES || !allowance.takeMemory(size)) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "a memory of %,d bytes does not fit", size));
    }
    allowance.hold(size);
    return new FlatMemory(declared, allowance, meter, allowance.zeros((int) size));
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
      registers.bytes = allowance.zeros(wanted);
      allowance.spare(bytes);
    } else if (size() > wanted) {
      Slices.fill(bytes, wanted, size(), (byte) 0, allowance);
    }
    registers.size = wanted;
    image.writeTo(registers.bytes, allowance);
    return registers.bytes.length;
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
    Allowance.Mark mark = allowance.mark();
    if (!allowance.takeMemory((long) more * PAGE)) {
      return -1;
    }
    try {
      meter.spend(CostTable.pages(more));
      extend((before + more) * PAGE);
    } catch (RuntimeException | Error e) {
      allowance.backTo(mark);
      throw e;
    }
    return before;
  }

  private void extend(int wanted) {
    byte[] old = registers.bytes;
    if (wanted > old.length) {
      registers.bytes = longer(wanted);
      allowance.spare(old);
    }
    registers.size = wanted;
  }

  private byte[] longer(int wanted) {
    byte[] old = registers.bytes;
    byte[] longer =
        allowance.zeros(allowance.capacity(old.length, wanted, (long) maximumPages() * PAGE));
    try {
      Slices.copy(old, 0, longer, 0, size(), allowance);
    } catch (Stop e) {
      allowance.spare(longer);
      throw e;
    }
    return longer;
  }

  /** Gives the array away: whoever still has the memory finds it empty. */
  void close() {
    byte[] bytes = registers.bytes;
    registers.bytes = NOTHING;
    registers.size = 0;
    allowance.spare(bytes);
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
        Slices.copy(active.data(), 0, registers.bytes, at, active.data().length, allowance);
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

  /** It is: the library asks once, before it applies the segments. */
  @Override
  public void zero() {}

  @Override
  public void write(int at, byte[] data, int from, int count) {
    check(at, count, size());
    meter.spend(CostTable.bytes(count));
    Slices.copy(data, from, registers.bytes, at, count, allowance);
  }

  @Override
  public byte[] readBytes(int at, int count) {
    check(at, count, size());
    byte[] read = new byte[count];
    Slices.copy(registers.bytes, at, read, 0, count, allowance);
    return read;
  }

  @Override
  public void fill(byte value, int from, int to) {
    if (from < 0 || to < from || to > size()) {
      throw outOfBounds(from, (long) to - from);
    }
    meter.spend(CostTable.bytes(to - from));
    Slices.fill(registers.bytes, from, to, value, allowance);
  }

  @Override
  public void copy(int to, int from, int count) {
    check(from, count, size());
    check(to, count, size());
    meter.spend(CostTable.bytes(count));
    Slices.copy(registers.bytes, from, registers.bytes, to, count, allowance);
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
  public void atomicWriteByte(int at, byte value) {
    writeByte(at, value);
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
