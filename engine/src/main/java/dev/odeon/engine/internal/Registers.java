package dev.odeon.engine.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.Memory;
import run.endive.runtime.WasmException;

/**
 * What generated code holds of one memory, and, with the first of an instance, its fuel and stack.
 * Generated code reads and writes the fields; that is what they are public for.
 */
public final class Registers {
  /** A memory that has registers. */
  public interface Owner extends Memory {
    /** Its registers. */
    Registers registers();
  }

  /** Where fuel comes from and the stack ends. */
  public interface Supply {
    /**
     * Settles a slice that is overdrawn and answers the next one.
     *
     * @param overdrawn what the slice has left, negative
     * @throws RuntimeException if the run is to stop, or its fuel is used up
     */
    int next(int overdrawn);

    /** Ends the run because its stack is used up. */
    RuntimeException deepest();

    /** Ends the run because it keeps too many exceptions. */
    RuntimeException fullest();
  }

  /** What the exceptions that are kept may take of the heap, about. */
  private static final long EXCEPTION_BYTES_MAX = 16 << 20;

  /** What one takes beside its values. */
  private static final long EXCEPTION_BYTES = 128;

  /** As many table elements as are moved for one unit of fuel, as a power of two. */
  private static final int ELEMENTS_A_UNIT_LOG = 2;

  /**
   * The memory's content. Longer than the memory, if ever, where the module can grow it: what lies
   * past the size is zero then.
   */
  public byte[] bytes;

  /** The memory's size in bytes. */
  public int size;

  /** What is left of the present slice of fuel; negative if it is overdrawn. */
  public int fuel;

  /** The fewest stack slots that were ever left. */
  public int lowest;

  /** The stack slots that were left when the guest last called an imported function. */
  public int left;

  private final List<WasmException> exceptions = new ArrayList<>();
  private long exceptionBytes;

  private final @Nullable Memory memory;
  private final Supply supply;

  /** Registers of {@code memory}; null for those of an instance without one. */
  public Registers(@Nullable Memory memory, byte[] bytes, Supply supply) {
    this.memory = memory;
    this.bytes = bytes;
    this.size = bytes.length;
    this.supply = supply;
  }

  /** The memory they belong to. */
  public Memory memory() {
    return Objects.requireNonNull(memory);
  }

  /** Takes {@code units} of fuel, and the next slice if this one is gone. */
  public void spend(int units) {
    fuel -= units;
    if (fuel < 0) {
      fuel = supply.next(fuel);
    }
  }

  /**
   * Keeps an exception that the guest caught by reference, to the end of the run, and answers the
   * reference. (The library's reference is the exception's tag: it comes to mean the next exception
   * of that tag.)
   */
  public int keep(WasmException exception) {
    exceptionBytes += EXCEPTION_BYTES + 8L * exception.args().length;
    if (exceptionBytes > EXCEPTION_BYTES_MAX) {
      throw supply.fullest();
    }
    exceptions.add(exception);
    return exceptions.size() - 1;
  }

  /** The exception of that reference; null if it is the null reference. */
  public @Nullable WasmException kept(int reference) {
    return reference < 0 || reference >= exceptions.size() ? null : exceptions.get(reference);
  }

  /** Whether exceptions are kept. */
  public boolean keepsExceptions() {
    return !exceptions.isEmpty();
  }

  /** Forgets them: another run begins. */
  public void forgetExceptions() {
    exceptions.clear();
    exceptionBytes = 0;
  }

  /** Takes the fuel for moving {@code count} table elements, an unsigned number. */
  public void spendElements(int count) {
    spend(count >>> ELEMENTS_A_UNIT_LOG);
  }

  /** Goes on with the next slice of fuel if this one is gone. */
  public void refill() {
    spend(0);
  }

  /**
   * What a function does on entry if the slice is overdrawn or the stack was never so deep.
   *
   * @param slots the stack slots that are left to it; negative if they are too few
   */
  public void deepen(int slots) {
    refill();
    if (slots < lowest) {
      if (slots < 0) {
        throw supply.deepest();
      }
      lowest = slots;
    }
  }
}
