package dev.odeon.engine;

import org.jspecify.annotations.Nullable;
import run.endive.runtime.CallResult;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.ImportSection;
import run.endive.wasm.types.TypeSection;

/**
 * Stands for one function of another member where the library wants an instance: it has that
 * function only, and the type section of the member that looks at it.
 */
final class Stranger implements Machine {
  /** The index of its function. */
  static final int FUNCTION = 0;

  private static final String NAME = "function";

  private final Passage passage;

  private Stranger(Passage passage) {
    this.passage = passage;
  }

  /** A stranger in which {@code passage} has the type of index {@code type} in {@code types}. */
  static Instance of(Passage passage, TypeSection types, int type) {
    WasmModule module =
        WasmModule.builder()
            .setTypeSection(types)
            .setImportSection(
                ImportSection.builder().addImport(new FunctionImport(NAME, NAME, type)).build())
            .withValidation(false)
            .build();
    return Instance.builder(module)
        .withInitialize(false)
        .withStart(false)
        .withMachineFactory(_ -> new Stranger(passage))
        .withImportValues(
            ImportValues.builder()
                .addFunction(new HostFunction(NAME, NAME, types.getType(type), passage))
                .build())
        .build();
  }

  @Override
  public long[] call(int function, long[] arguments) {
    return passage.callIndirectly(arguments, null).longs();
  }

  @Override
  public CallResult callWithRefs(int function, long[] arguments, @Nullable Object[] things) {
    return passage.callIndirectly(arguments, things);
  }
}
