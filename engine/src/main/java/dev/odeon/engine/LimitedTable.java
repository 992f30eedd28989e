package dev.odeon.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.Instance;
import run.endive.runtime.TableInstance;
import run.endive.runtime.WasmRuntimeException;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.types.Table;
import run.endive.wasm.types.TableLimits;
import run.endive.wasm.types.Value;

/**
 * A table that asks before it grows, and grows by doubling. The library's own, of which only the
 * type is used, copies two arrays at each step and writes the grown size into the module, where the
 * next instance would find it.
 *
 * <p>An element is the index of a function of the one instance that has the table, or null.
 * References to things of the host are always null, as no host function can hand one in.
 */
final class LimitedTable extends TableInstance {
  /** So many elements are set between two looks at the time: segments may have many. */
  static final int LOOK_EVERY = 1 << 12;

  /** An array up to this size is kept for the next run even if that begins smaller. */
  private static final int KEPT_MAX = 4096;

  private final TableLimits limits;
  private final Allowance allowance;
  private final Meter meter;
  private int[] references;
  private int size;
  private int sets;

  /** Whether it may differ from the image it was last put back to; a new one was never put back. */
  private boolean changed = true;

  private LimitedTable(Table declared, int initial, Allowance allowance, Meter meter) {
    super(new Table(declared.elementType(), new TableLimits(0)), initial);
    this.limits = declared.limits();
    this.allowance = allowance;
    this.meter = meter;
    this.size = (int) limits.min();
    this.references = new int[size];
    Arrays.fill(references, initial);
  }

  /** A table of its first size, all elements {@code initial}. */
  static LimitedTable of(Table declared, int initial, Allowance allowance, Meter meter) {
    allowance.checkStop();
    if (!allowance.takeElements((int) declared.limits().min())) {
      throw new IllegalStateException(
          "a table of %d does not fit".formatted(declared.limits().min()));
    }
    return new LimitedTable(declared, initial, allowance, meter);
  }

  /** A copy of the elements. */
  int[] references() {
    return Arrays.copyOf(references, size);
  }

  /** Makes size and elements those of {@code image}; the caller settles them with the allowance. */
  void restore(int[] image) {
    if (changed) {
      if (references.length < image.length
          || references.length > Math.max(image.length, KEPT_MAX)) {
        references = image.clone();
      } else {
        Slices.copy(image, references, image.length, allowance);
      }
      size = image.length;
      changed = false;
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public TableLimits limits() {
    return limits;
  }

  @Override
  public int grow(int more, int value, @Nullable Instance instance) {
    StackProbe.require();
    int before = size;
    Allowance.Mark mark = allowance.mark();
    if (more < 0 || more > limits.max() - before || !allowance.takeElements(more)) {
      return -1;
    }
    changed |= more > 0;
    try {
      meter.registers().spendElements(more);
      extend(before + more, value);
    } catch (RuntimeException | Error e) {
      allowance.backTo(mark);
      throw e;
    }
    return before;
  }

  private void extend(int wanted, int value) {
    if (wanted > references.length) {
      int[] longer = new int[Math.max(wanted, 2 * size)];
      Slices.copy(references, longer, size, allowance);
      references = longer;
    }
    Slices.fill(references, size, wanted, value, allowance);
    size = wanted;
  }

  @Override
  public int growWithRef(int more, @Nullable Object value, @Nullable Instance instance) {
    return grow(more, checkedNull(value), instance);
  }

  @Override
  public int ref(int index) {
    if (index < 0 || index >= size) {
      throw new WasmEngineException("undefined element");
    }
    return references[index];
  }

  @Override
  public @Nullable Object objRef(int index) {
    checkBounds(index);
    return null;
  }

  @Override
  public void setRef(int index, int value, @Nullable Instance instance) {
    checkBounds(index);
    if (++sets % LOOK_EVERY == 0) {
      allowance.checkStop();
    }
    references[index] = value;
    changed = true;
  }

  @Override
  public void setObjRef(int index, @Nullable Object value, @Nullable Instance instance) {
    setRef(index, checkedNull(value), instance);
  }

  /**
   * Null, which the library takes for the instance at hand. Its copy between tables can come here
   * with an overflown index.
   */
  @Override
  public @Nullable Instance instance(int index) {
    checkBounds(index);
    return null;
  }

  @Override
  public void reset() {
    throw new UnsupportedOperationException("tables are put back to an image, not to nothing");
  }

  private void checkBounds(int index) {
    if (index < 0 || index >= size) {
      throw new WasmRuntimeException("out of bounds table access");
    }
  }

  private static int checkedNull(@Nullable Object value) {
    if (value != null) {
      throw new WasmEngineException("a reference to something of the host in a table");
    }
    return Value.REF_NULL_VALUE;
  }
}
