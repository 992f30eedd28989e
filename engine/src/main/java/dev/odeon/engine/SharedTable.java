package dev.odeon.engine;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.WasmRuntimeException;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.types.TableLimits;
import run.endive.wasm.types.ValType;

/**
 * The elements of a table of an ensemble: {@link Entity.Function}s, or things of the host. Members
 * see it through {@link TableView}s.
 */
final class SharedTable {
  private final ValType type;
  private final long elementsMax;
  private final Allowance allowance;
  private final Meter meter;
  private @Nullable Object[] elements;
  private int size;
  private int sets;

  /**
   * A table of its first size.
   *
   * @throws ModuleException if the run may not have that many elements
   */
  SharedTable(
      ValType type,
      TableLimits limits,
      @Nullable Object initial,
      Allowance allowance,
      Meter meter) {
    if (!allowance.takeElements((int) limits.min())) {
      throw new ModuleException(
          String.format(
              Locale.ROOT,
              "the table begins with %,d elements, more than are allowed",
              limits.min()),
          "table section");
    }
    this.type = type;
    this.elementsMax = limits.max();
    this.allowance = allowance;
    this.meter = meter;
    this.size = (int) limits.min();
    this.elements = new Object[size];
    Arrays.fill(elements, initial);
  }

  ValType type() {
    return type;
  }

  int size() {
    return size;
  }

  long elementsMax() {
    return elementsMax;
  }

  /** The element that a call or table.get means. */
  @Nullable Object get(int index) {
    if (index < 0 || index >= size) {
      throw new WasmEngineException("undefined element");
    }
    return elements[index];
  }

  void set(int index, @Nullable Object element) {
    if (index < 0 || index >= size) {
      throw new WasmRuntimeException("out of bounds table access");
    }
    if (++sets % LimitedTable.LOOK_EVERY == 0) {
      allowance.checkStop();
    }
    elements[index] = element;
  }

  /** Adds {@code more} elements and answers the size before; -1 if that may not be. */
  int grow(int more, @Nullable Object element) {
    StackProbe.require();
    int before = size;
    Allowance.Mark mark = allowance.mark();
    if (more < 0 || more > elementsMax - before || !allowance.takeElements(more)) {
      return -1;
    }
    try {
      meter.registers().spendElements(more);
      extend(before + more, element);
    } catch (RuntimeException | Error e) {
      allowance.backTo(mark);
      throw e;
    }
    return before;
  }

  private void extend(int wanted, @Nullable Object element) {
    if (wanted > elements.length) {
      @Nullable Object[] longer = new Object[Math.max(wanted, 2 * size)];
      Slices.copy(elements, longer, size, allowance);
      elements = longer;
    }
    Slices.fill(elements, size, wanted, element, allowance);
    size = wanted;
  }
}
