package dev.odeon.engine;

import dev.odeon.engine.internal.Registers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.CallResult;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.DataSegment;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.Table;
import run.endive.wasm.types.TypeSection;
import run.endive.wasm.types.ValType;

/** One module's instance in an {@link Ensemble}. Owned by the thread that has the ensemble. */
public final class Member {
  private final CompiledModule module;
  private final Meter meter;
  private final TypeSection types;
  private final FunctionSpace space;
  private final MemberImports imports;

  /** How many functions the library sees imported, those that metering added among them. */
  private final int importedFunctions;

  /** By what the library calls them; made when they are asked for. */
  private final Entity.@Nullable Function[] functions;

  private final List<Entity.Memory> memories;
  private final List<Entity.Table> tables;
  private final References references;
  private final Instance core;
  private final Machine machine;
  private final Map<FunctionType, Integer> typeIndices = new HashMap<>();
  private final Map<Entity.Function, Instance> strangers = new IdentityHashMap<>();

  /** Its data segments, those dropped among them; the memories know only whose turn it is. */
  private DataSegment[] data;

  /**
   * An instance in the state before its segments are applied.
   *
   * @throws ModuleException if an import is not offered or of another type
   */
  Member(
      CompiledModule module,
      Allowance allowance,
      Meter meter,
      Function<Import, Optional<Entity>> offered) {
    this.module = module;
    this.meter = meter;
    meter.count(module);
    this.space = module.code().space();
    WasmModule wasm = module.code().module();
    this.types = wasm.typeSection();
    for (int i = 0; i < types.subTypeCount(); i++) {
      typeIndices.putIfAbsent(types.getType(i), i);
    }
    this.data = wasm.dataSection().dataSegments();
    this.importedFunctions = wasm.importSection().count(ExternalType.FUNCTION);
    int all = importedFunctions + wasm.functionSection().functionCount();
    this.functions = new Entity.Function[all];
    this.references = new References(this, all);
    this.imports = MemberImports.of(module, offered);
    for (int i = 0; i < imports.functions().size(); i++) {
      functions[i] = imports.functions().get(i);
    }
    this.memories = new ArrayList<>(imports.memories());
    this.tables = new ArrayList<>(imports.tables());
    try {
      this.core =
          Instance.builder(wasm)
              .withInitialize(false)
              .withStart(false)
              .withMachineFactory(module.code().machines())
              .withMemoryFactory(limits -> added(FlatMemory.of(limits, allowance, meter)))
              .withTableFactory((table, initial) -> added(shared(table, initial, allowance)))
              .withImportValues(imports.values(this))
              .build();
    } catch (WasmEngineException e) {
      throw new ModuleException(
          "cannot be linked: "
              + Objects.requireNonNullElse(e.getMessage(), "an import does not fit"),
          "");
    }
    this.machine = core.getMachine();
  }

  private FlatMemory added(FlatMemory memory) {
    List<Extern.Memory> declared = module.memories();
    int index = memories.size() - imports.memories().size();
    // A module without a memory has an empty one that it did not ask for.
    memories.add(
        new Entity.Memory(
            memory,
            index < declared.size() ? declared.get(index).pagesMax() : OptionalLong.empty()));
    return memory;
  }

  private SharedTable shared(Table declared, int initial, Allowance allowance) {
    boolean ofFunctions = !declared.elementType().isObjectRef();
    return new SharedTable(
        declared.elementType(),
        declared.limits(),
        ofFunctions ? references.function(initial) : null,
        allowance,
        meter);
  }

  private TableView added(SharedTable table) {
    int index = tables.size() - imports.tables().size();
    tables.add(new Entity.Table(table, module.shape().tables().get(index).elementsMax()));
    return new TableView(this, table);
  }

  /** The module it is made of. */
  public CompiledModule module() {
    return module;
  }

  /** What the module exports under that name. */
  public Optional<Entity> export(String name) {
    return module.export(name).map(this::entity);
  }

  private Entity entity(Export export) {
    int index = export.index();
    return switch (export.extern()) {
      case Extern.Function _ -> function(space.core(index));
      case Extern.Memory _ -> memories.get(index);
      case Extern.Table _ -> tables.get(index);
      case Extern.Global _ ->
          index < imports.globals().size()
              ? imports.globals().get(index)
              : new Entity.Global(this, core.global(index));
      case Extern.Tag _ ->
          index < imports.tags().size()
              ? imports.tags().get(index)
              : new Entity.Tag(core.tag(index));
    };
  }

  /** Applies the segments and runs the start function: guest code. */
  void initialize() {
    occupy();
    core.initialize(false);
    data = memories.getFirst().memory().segments();
    int start = module.shape().start();
    if (start >= 0) {
      Entity.Function function = function(space.core(start));
      function.member().occupy();
      function.member().run(function, HostFunction.NOTHING, null);
    }
  }

  /**
   * Takes over what is shared: the memories have this member's data segments from now on, and fuel
   * and stack are in its registers.
   */
  void occupy() {
    for (Entity.Memory memory : memories) {
      memory.memory().segments(data);
    }
    meter.moveTo(memories.getFirst().memory().registers());
  }

  /** Runs a function of this member, which has its turn: guest code. */
  CallResult run(Entity.Function function, long[] arguments, @Nullable Object @Nullable [] things) {
    Registers registers = meter.registers();
    int left = registers.left;
    long[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = left;
    try {
      return run(function.index(), function.type(), all, things);
    } finally {
      registers.left = left;
    }
  }

  private CallResult run(
      int index, FunctionType type, long[] arguments, @Nullable Object @Nullable [] things) {
    if (type.hasObjectRefParams() || type.hasObjectRefReturns()) {
      @Nullable Object[] given = things == null ? new Object[0] : things;
      return machine.callWithRefs(index, arguments, Arrays.copyOf(given, arguments.length));
    }
    long[] results = machine.call(index, arguments);
    return CallResult.of(results == null ? HostFunction.NOTHING : results, null);
  }

  Meter meter() {
    return meter;
  }

  References references() {
    return references;
  }

  /** Whether the library calls a function of this module, not an imported one, {@code index}. */
  boolean defines(int index) {
    return index >= importedFunctions && index < functions.length;
  }

  /** The function that the library calls {@code index}. */
  Entity.Function function(int index) {
    Entity.Function known = functions[index];
    if (known == null) {
      WasmModule wasm = module.code().module();
      int type = wasm.functionSection().getFunctionType(index - importedFunctions);
      known = new Entity.Function(this, index, plain(types.getType(type)));
      functions[index] = known;
    }
    return known;
  }

  /** A type of the library's without the parameter that metering adds. */
  private static FunctionType plain(FunctionType type) {
    int parameters = type.params().size();
    return FunctionType.of(type.params().subList(0, parameters - 1), type.returns());
  }

  /** The other way round. */
  private static FunctionType metered(FunctionType type) {
    List<ValType> parameters = new ArrayList<>(type.params());
    parameters.add(ValType.I32);
    return FunctionType.of(parameters, type.returns());
  }

  /** Whether the module has that type, without which it can call no function of it. */
  boolean knows(FunctionType type) {
    return typeIndices.containsKey(metered(type));
  }

  /** What stands for a function of another member in the library's eyes. */
  Instance stranger(Entity.Function function) {
    return strangers.computeIfAbsent(
        function,
        each -> {
          Integer type = typeIndices.get(metered(each.type()));
          if (type == null) {
            throw new IllegalArgumentException("the module has no type " + each.type());
          }
          return Stranger.of(new Passage(this, each), types, type);
        });
  }
}
