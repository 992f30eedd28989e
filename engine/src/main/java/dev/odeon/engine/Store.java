package dev.odeon.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Machine;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.DataSegment;
import run.endive.wasm.types.Element;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.PassiveDataSegment;

/**
 * The library's side of one instance: everything in it that guest code can change, and how to put
 * it back.
 */
final class Store {
  private final CompiledModule module;
  private final Allowance allowance;
  private final run.endive.runtime.Instance core;
  private final Machine machine;
  private final List<FlatMemory> memories = new ArrayList<>();
  private final List<LimitedTable> tables = new ArrayList<>();
  private final DataSegment[] data;
  private final Element[] elements;

  /**
   * Builds the structures within the limits of {@code call}, without running or initializing
   * anything.
   */
  Store(CompiledModule module, Instance owner, Call call) {
    this.module = module;
    this.allowance = new Allowance(module.engine());
    allowance.run(call);
    WasmModule wasm = module.code().module();
    this.data = wasm.dataSection().dataSegments();
    this.elements = wasm.elementSection().elements();
    try {
      this.core =
          run.endive.runtime.Instance.builder(wasm)
              .withInitialize(false)
              .withStart(false)
              .withMachineFactory(module.code().machines())
              .withMemoryFactory(limits -> added(memories, FlatMemory.of(limits, allowance)))
              .withTableFactory(
                  (table, initial) -> added(tables, LimitedTable.of(table, initial, allowance)))
              .withImportValues(imports(wasm, owner))
              .build();
    } catch (RuntimeException | Error e) {
      allowance.close();
      throw e;
    }
    this.machine = core.getMachine();
  }

  void begin(Call call) {
    allowance.run(call);
  }

  /** Gives all memory back. The instance is not used again. */
  void close() {
    allowance.close();
  }

  void initialize() {
    core.initialize(false);
  }

  long[] call(int function, long[] arguments) {
    return machine.call(function, arguments);
  }

  /** The memory that the host means when it names none; null if there is none. */
  @Nullable FlatMemory mainMemory() {
    return memories.isEmpty() ? null : memories.get(module.mainMemory());
  }

  /** The present state, made under the limits of {@code call}. */
  Image capture(Call call) {
    return new Image(
        memories.stream()
            .map(memory -> Image.MemoryImage.of(memory.bytes(), memory.size()))
            .toList(),
        IntStream.range(0, core.globalCount()).mapToLong(i -> core.global(i).getValue()).toArray(),
        tables.stream().map(LimitedTable::references).toList(),
        droppedData(),
        droppedElements(),
        allowance.memoryBytes(),
        allowance.elements(),
        call.limits(),
        call.refused());
  }

  /** Makes the state that of {@code image}. */
  void restore(Image image) {
    for (int i = 0; i < tables.size(); i++) {
      tables.get(i).restore(image.tables().get(i));
    }
    long arrays = 0;
    for (int i = 0; i < memories.size(); i++) {
      arrays += memories.get(i).restore(image.memories().get(i));
      restoreData(memories.get(i), image.droppedData());
    }
    allowance.settle(image, arrays);
    for (int i = 0; i < image.globals().length; i++) {
      core.global(i).setValue(image.globals()[i]);
    }
    for (int i = 0; i < elements.length; i++) {
      core.setElement(i, image.droppedElements()[i] ? null : elements[i]);
    }
  }

  private void restoreData(FlatMemory memory, boolean[] dropped) {
    for (int i = 0; i < data.length; i++) {
      memory.segment(i, dropped[i] ? PassiveDataSegment.EMPTY : data[i]);
    }
  }

  private boolean[] droppedData() {
    boolean[] dropped = new boolean[data.length];
    for (int i = 0; i < data.length; i++) {
      dropped[i] = !memories.isEmpty() && memories.getFirst().dropped(i);
    }
    return dropped;
  }

  private boolean[] droppedElements() {
    boolean[] dropped = new boolean[elements.length];
    for (int i = 0; i < elements.length; i++) {
      dropped[i] = core.element(i) == null;
    }
    return dropped;
  }

  private static ImportValues imports(WasmModule wasm, Instance owner) {
    List<ImportFunction> functions = new ArrayList<>();
    for (int i = 0; i < wasm.importSection().importCount(); i++) {
      if (wasm.importSection().getImport(i) instanceof FunctionImport declared) {
        int index = functions.size();
        functions.add(
            new HostFunction(
                declared.module(),
                declared.name(),
                wasm.typeSection().getType(declared.typeIndex()),
                (_, arguments) -> owner.callHost(index, arguments)));
      }
    }
    return ImportValues.builder().withFunctions(functions).build();
  }

  private static <T> T added(List<T> list, T one) {
    list.add(one);
    return one;
  }
}
