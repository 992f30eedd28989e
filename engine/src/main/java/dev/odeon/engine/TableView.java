package dev.odeon.engine;

import org.jspecify.annotations.Nullable;
import run.endive.runtime.Instance;
import run.endive.runtime.TableInstance;
import run.endive.runtime.WasmRuntimeException;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.Table;
import run.endive.wasm.types.TableLimits;
import run.endive.wasm.types.Value;

/**
 * A shared table as one member sees it: with that member's function references, and with the
 * functions of others as {@link Stranger}s whose type is told in that member's type indices. The
 * library compares the index of the type that a caller names with the index that the callee's
 * module has, which says nothing where the two are of different modules.
 */
final class TableView extends TableInstance {
  private final Member member;
  private final SharedTable table;

  TableView(Member member, SharedTable table) {
    super(new Table(table.type(), new TableLimits(0)), Value.REF_NULL_VALUE);
    this.member = member;
    this.table = table;
  }

  SharedTable table() {
    return table;
  }

  @Override
  public int size() {
    return table.size();
  }

  /** What the library compares at linking and when it applies segments: the present size counts. */
  @Override
  public TableLimits limits() {
    return new TableLimits(table.size(), table.elementsMax());
  }

  @Override
  public int grow(int more, int reference, @Nullable Instance instance) {
    return table.grow(more, member.references().function(reference));
  }

  @Override
  public int growWithRef(int more, @Nullable Object thing, @Nullable Instance instance) {
    return table.grow(more, thing);
  }

  @Override
  public int ref(int index) {
    Object element = table.get(index);
    return element instanceof Entity.Function function
        ? member.references().number(function)
        : Value.REF_NULL_VALUE;
  }

  /** The function to call: an index of the member's own functions, else of the stranger's. */
  @Override
  public int requiredRef(int index) {
    Object element = table.get(index);
    if (!(element instanceof Entity.Function function)) {
      throw new WasmEngineException("uninitialized element " + index);
    }
    int number = member.references().number(function);
    if (member.defines(number)) {
      return number;
    }
    if (!member.knows(function.type())) {
      throw new WasmEngineException("indirect call type mismatch");
    }
    return Stranger.FUNCTION;
  }

  @Override
  public @Nullable Object objRef(int index) {
    checkBounds(index);
    return table.get(index);
  }

  @Override
  public void setRef(int index, int reference, @Nullable Instance instance) {
    table.set(index, member.references().function(reference));
  }

  @Override
  public void setObjRef(int index, @Nullable Object thing, @Nullable Instance instance) {
    table.set(index, thing);
  }

  /** Null for a function of the member itself, else the stranger that stands for the function. */
  @Override
  public @Nullable Instance instance(int index) {
    checkBounds(index);
    if (!(table.get(index) instanceof Entity.Function function)
        || member.defines(member.references().number(function))) {
      return null;
    }
    FunctionType type = function.type();
    return member.knows(type) ? member.stranger(function) : null;
  }

  @Override
  public void reset() {
    throw new UnsupportedOperationException("a shared table is not put back");
  }

  private void checkBounds(int index) {
    if (index < 0 || index >= table.size()) {
      throw new WasmRuntimeException("out of bounds table access");
    }
  }
}
