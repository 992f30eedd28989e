package dev.odeon.engine;

import org.jspecify.annotations.Nullable;
import run.endive.runtime.Instance;
import run.endive.runtime.TableInstance;
import run.endive.runtime.WasmRuntimeException;
import run.endive.wasm.types.Table;
import run.endive.wasm.types.TableLimits;
import run.endive.wasm.types.Value;

/**
 * A table that asks before it grows and knows whether it was changed since it was last restored. It
 * has limits of its own: the library keeps a grown size in the module, where the next instance
 * would find it.
 */
final class LimitedTable extends TableInstance {
  private final Allowance allowance;

  /** Whether it may differ from the image it was last put back to; a new one was never put back. */
  private boolean changed = true;

  private LimitedTable(Table own, int initial, Allowance allowance) {
    super(own, initial);
    this.allowance = allowance;
  }

  /** A table of its first size, all elements {@code initial}. */
  static LimitedTable of(Table declared, int initial, Allowance allowance) {
    TableLimits limits = declared.limits();
    if (!allowance.takeElements((int) limits.min())) {
      throw new IllegalStateException("a table of %d does not fit".formatted(limits.min()));
    }
    TableLimits own = new TableLimits(limits.min(), limits.max());
    return new LimitedTable(
        new Table(declared.elementType(), own, declared.initialize()), initial, allowance);
  }

  /** The elements, as function indices. */
  int[] references() {
    int[] references = new int[size()];
    for (int i = 0; i < references.length; i++) {
      references[i] = ref(i);
    }
    return references;
  }

  /**
   * Makes the elements {@code references}, functions of {@code owner}; false if it has grown larger
   * than that.
   */
  boolean restore(int[] references, Instance owner) {
    if (size() > references.length) {
      return false;
    }
    if (size() < references.length) {
      super.grow(references.length - size(), Value.REF_NULL_VALUE, null);
      changed = true;
    }
    if (changed) {
      for (int i = 0; i < references.length; i++) {
        super.setRef(i, references[i], references[i] == Value.REF_NULL_VALUE ? null : owner);
      }
      changed = false;
    }
    return true;
  }

  @Override
  public int grow(int more, int value, @Nullable Instance instance) {
    return mayGrow(more) ? super.grow(more, value, instance) : -1;
  }

  @Override
  public int growWithRef(int more, @Nullable Object value, @Nullable Instance instance) {
    return mayGrow(more) ? super.growWithRef(more, value, instance) : -1;
  }

  @Override
  public void setRef(int index, int value, @Nullable Instance instance) {
    changed = true;
    super.setRef(index, value, instance);
  }

  @Override
  public void setObjRef(int index, @Nullable Object value, @Nullable Instance instance) {
    changed = true;
    super.setObjRef(index, value, instance);
  }

  /** The library's copy between tables can come here with an index that overflowed. */
  @Override
  public Instance instance(int index) {
    if (index < 0 || index >= size()) {
      throw new WasmRuntimeException("out of bounds table access");
    }
    return super.instance(index);
  }

  private boolean mayGrow(int more) {
    StackProbe.require();
    if (more < 0 || more > limits().max() - size() || !allowance.takeElements(more)) {
      return false;
    }
    changed |= more > 0;
    return true;
  }
}
