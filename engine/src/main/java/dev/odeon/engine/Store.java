package dev.odeon.engine;

import dev.odeon.engine.internal.Registers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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
  private final Meter meter;
  private final run.endive.runtime.Instance core;
  private final Machine machine;

  /** Never empty: a module without one is given one of no pages, for its registers. */
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
    this.allowance = new Allowance(module.engine(), !module.shape().grows());
    this.meter = new Meter(module.engine(), owner);
    meter.count(module);
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
              .withMemoryFactory(limits -> added(memories, FlatMemory.of(limits, allowance, meter)))
              .withTableFactory((table, initial) ->
                  added(tables, LimitedTable.of(table, initial, allowance, meter)))
              .withImportValues(imports(wasm, owner, module.code().space()))
              .build();
    } catch (RuntimeException | Error e) {
      giveBack();
      throw e;
    }
    this.machine = core.getMachine();
    meter.use(memories.getFirst().registers());
    meter.begin(call, 0, 0);
    module.engine().countInstance(1);
  }

  void begin(Call call) {
    allowance.run(call);
  }

  /** Begins a run that is given the state of {@code image} and charged what making it costs. */
  void resume(Call call, Image image) {
    allowance.run(call);
    meter.begin(call, image.fuel(), image.slots());
  }

  /** Puts it back to {@code image} after a run, outside the time of any. */
  void reset(Image image) {
    allowance.run(null);
    restore(image);
  }

  Meter meter() {
    return meter;
  }

  /** What it holds of the memory of all guests, in bytes. */
  long heldBytes() {
    return allowance.heldBytes();
  }

  /** Gives all memory back. The instance is not used again. */
  void close() {
    giveBack();
    module.engine().countInstance(-1);
  }

  private void giveBack() {
    allowance.close();
    memories.forEach(FlatMemory::close);
  }

  void initialize() {
    core.initialize(false);
  }

  /** Calls a function, which is given what stack is left. */
  long[] call(int function, long[] arguments) {
    FunctionSpace space = module.code().space();
    if (space.isImport(function)) {
      return results(machine.call(function, arguments));
    }
    Registers registers = meter.registers();
    int left = registers.left;
    long[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = left;
    try {
      return results(machine.call(space.core(function), all));
    } finally {
      registers.left = left;
    }
  }

  /** The library answers null where a function has no results. */
  private static long[] results(long @Nullable [] answered) {
    return answered == null ? HostFunction.NOTHING : answered;
  }

  /** The memory that the host means when it names none. */
  FlatMemory mainMemory() {
    return memories.get(module.mainMemory());
  }

  /** Grows the main memory: the size before, or -1. */
  long growMemory(long bytes) {
    FlatMemory memory = mainMemory();
    long pages = (bytes + FlatMemory.PAGE - 1) / FlatMemory.PAGE;
    if (pages > allowance.memoryLeft() / FlatMemory.PAGE) {
      return -1;
    }
    long before = memory.size();
    return memory.grow((int) pages) < 0 ? -1 : before;
  }

  /** The present state, made under the limits of {@code call}. */
  Image capture(Call call) {
    return new Image(
        memories.stream()
            .map(memory -> Image.MemoryImage.of(memory.bytes(), memory.size(), allowance))
            .toList(),
        IntStream.range(0, core.globalCount()).mapToLong(i -> core.global(i).getValue()).toArray(),
        tables.stream().map(LimitedTable::references).toList(),
        droppedData(),
        droppedElements(),
        allowance.memoryBytes(),
        allowance.elements(),
        meter.fuelUsed(),
        meter.slotsUsed(),
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

  /** The same, or nothing where the machine lacks the memory: {@link OverloadedException}. */
  void restoreWhole(Image image) {
    allowance.hold(image);
    restore(image);
  }

  private void restoreData(FlatMemory memory, boolean[] dropped) {
    for (int i = 0; i < data.length; i++) {
      memory.segment(i, dropped[i] ? PassiveDataSegment.EMPTY : data[i]);
    }
  }

  private boolean[] droppedData() {
    boolean[] dropped = new boolean[data.length];
    for (int i = 0; i < data.length; i++) {
      dropped[i] = memories.getFirst().dropped(i);
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

  private ImportValues imports(WasmModule wasm, Instance owner, FunctionSpace space) {
    List<ImportFunction> functions = new ArrayList<>();
    for (int i = 0; i < wasm.importSection().importCount(); i++) {
      if (wasm.importSection().getImport(i) instanceof FunctionImport declared) {
        int index = functions.size();
        functions.add(
            new run.endive.runtime.HostFunction(
                declared.module(),
                declared.name(),
                wasm.typeSection().getType(declared.typeIndex()),
                space.reservedAt(index) < 0
                    ? (_, arguments) -> owner.callHost(index, arguments)
                    : new MeteringCall(ReservedImport.values()[space.reservedAt(index)], meter)));
      }
    }
    return ImportValues.builder().withFunctions(functions).build();
  }

  private static <T> T added(List<T> list, T one) {
    list.add(one);
    return one;
  }
}
