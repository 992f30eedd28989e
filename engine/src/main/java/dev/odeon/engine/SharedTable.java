package dev.odeon.engine;

import java.util.Arrays;
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
          "the table begins with %,d elements, more than are allowed".formatted(limits.min()),
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
    elements[index] = element;
  }

  /** Adds {@code more} elements and answers the size before; -1 if that may not be. */
  int grow(int more, @Nullable Object element) {
    StackProbe.require();
    int before = size;
    if (more < 0 || more > elementsMax - before || !allowance.takeElements(more)) {
      return -1;
    }
    meter.registers().spendElements(more);
    int after = before + more;
    if (after > elements.length) {
      elements = Arrays.copyOf(elements, Math.max(after, 2 * before));
    }
    Arrays.fill(elements, before, after, element);
    size = after;
    return before;
  }
}
