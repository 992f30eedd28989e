package dev.odeon.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
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
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.TypeSection;

/** One module's instance in an {@link Ensemble}. Owned by the thread that has the ensemble. */
public final class Member {
  private final CompiledModule module;
  private final TypeSection types;
  private final MemberImports imports;
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
    WasmModule wasm = module.code().module();
    this.types = wasm.typeSection();
    for (int i = 0; i < types.subTypeCount(); i++) {
      typeIndices.putIfAbsent(types.getType(i), i);
    }
    this.data = wasm.dataSection().dataSegments();
    this.functions = new Entity.Function[module.shape().functions().size()];
    this.references = new References(this, functions.length);
    this.imports = MemberImports.of(module, offered);
    for (int i = 0; i < imports.functions().size(); i++) {
      functions[i] = imports.functions().get(i);
      references.imported(i, imports.functions().get(i));
    }
    this.memories = new ArrayList<>(imports.memories());
    this.tables = new ArrayList<>(imports.tables());
    List<Extern.Memory> memoryTypes = module.memories();
    List<Extern.Table> tableTypes = module.shape().tables();
    int importedMemories = memories.size();
    int importedTables = tables.size();
    try {
      this.core =
          Instance.builder(wasm)
              .withInitialize(false)
              .withStart(false)
              .withMachineFactory(module.code().machines())
              .withMemoryFactory(limits -> {
                FlatMemory memory = FlatMemory.of(limits, allowance, meter);
                OptionalLong max = memoryTypes.get(memories.size() - importedMemories).pagesMax();
                memories.add(new Entity.Memory(memory, max));
                return memory;
              })
              .withTableFactory((declared, initial) -> {
                boolean ofFunctions = !declared.elementType().isObjectRef();
                SharedTable table =
                    new SharedTable(
                        declared.elementType(),
                        declared.limits(),
                        ofFunctions ? references.function(initial) : null,
                        allowance);
                OptionalLong max = tableTypes.get(tables.size() - importedTables).elementsMax();
                tables.add(new Entity.Table(table, max));
                return new TableView(this, table);
              })
              .withImportValues(imports.values(this))
              .build();
    } catch (WasmEngineException e) {
      throw new ModuleException("cannot be linked: " + e.getMessage(), "");
    }
    this.machine = core.getMachine();
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
      case Extern.Function _ -> function(index);
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
    if (!memories.isEmpty()) {
      data = memories.getFirst().memory().segments();
    }
    int start = module.shape().start();
    if (start >= 0) {
      Entity.Function function = function(start);
      function.member().occupy();
      function.member().run(function, HostFunction.NOTHING, null);
    }
  }

  /** Makes the data segments of the memories, which may be shared, those of this member. */
  void occupy() {
    for (Entity.Memory memory : memories) {
      memory.memory().segments(data);
    }
  }

  /** Runs a function of this member: guest code. */
  CallResult run(Entity.Function function, long[] arguments, @Nullable Object @Nullable [] things) {
    FunctionType type = function.type();
    if (type.hasObjectRefParams() || type.hasObjectRefReturns()) {
      Object[] given = things == null ? new Object[type.params().size()] : things;
      return machine.callWithRefs(function.index(), arguments, given);
    }
    long[] results = machine.call(function.index(), arguments);
    return CallResult.of(results == null ? HostFunction.NOTHING : results, null);
  }

  References references() {
    return references;
  }

  /** Whether {@code index} is that of a function, one's own or imported. */
  boolean has(int index) {
    return index < functions.length;
  }

  /** The function of {@code index}. */
  Entity.Function function(int index) {
    Entity.Function known = functions[index];
    if (known == null) {
      WasmModule wasm = module.code().module();
      int type = wasm.functionSection().getFunctionType(index - imports.functions().size());
      known = new Entity.Function(this, index, types.getType(type));
      functions[index] = known;
    }
    return known;
  }

  /** Whether the module has that type, without which it can call no function of it. */
  boolean knows(FunctionType type) {
    return typeIndices.containsKey(type);
  }

  /** What stands for a function of another member in the library's eyes. */
  Instance stranger(Entity.Function function) {
    return strangers.computeIfAbsent(
        function,
        each -> {
          Integer type = typeIndices.get(each.type());
          if (type == null) {
            throw new IllegalArgumentException("the module has no type " + each.type());
          }
          return Stranger.of(new Passage(this, each), types, type);
        });
  }
}
