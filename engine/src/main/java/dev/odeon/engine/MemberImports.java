package dev.odeon.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import run.endive.runtime.GlobalInstance;
import run.endive.runtime.ImportFunction;
import run.endive.runtime.ImportGlobal;
import run.endive.runtime.ImportMemory;
import run.endive.runtime.ImportTable;
import run.endive.runtime.ImportTag;
import run.endive.runtime.ImportValues;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.GlobalImport;
import run.endive.wasm.types.MutabilityType;
import run.endive.wasm.types.TableImport;
import run.endive.wasm.types.TagImport;
import run.endive.wasm.types.ValType;

/**
 * What a member imports, in the order of its import section, kind by kind: checked against the
 * types that the section names (WebAssembly core specification §4.5.3).
 */
record MemberImports(
    WasmModule wasm,
    List<Entity.Function> functions,
    List<Entity.Memory> memories,
    List<Entity.Table> tables,
    List<Entity.Global> globals,
    List<Entity.Tag> tags) {

  /**
   * Chooses the imports of {@code module}.
   *
   * @throws ModuleException naming the first one that is not offered or does not fit
   */
  static MemberImports of(CompiledModule module, Function<Import, Optional<Entity>> offered) {
    WasmModule wasm = module.code().module();
    MemberImports imports =
        new MemberImports(
            wasm,
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    // The library's order differs: kind by kind it is the same.
    Map<String, Deque<run.endive.wasm.types.Import>> declared = new HashMap<>();
    wasm.importSection().stream()
        .filter(each -> !each.module().equals(ReservedImport.MODULE))
        .forEach(each -> declared.computeIfAbsent(kind(each), _ -> new ArrayDeque<>()).add(each));
    for (Import each : module.imports()) {
      Entity entity =
          offered
              .apply(each)
              .orElseThrow(() ->
                  new ModuleException(
                      "the module imports what is not offered here", "import " + each.path()));
      imports.add(
          each, declared.getOrDefault(each.extern().kind(), new ArrayDeque<>()).remove(), entity);
    }
    return imports;
  }

  private static String kind(run.endive.wasm.types.Import declared) {
    return declared.importType().name().toLowerCase(Locale.ROOT);
  }

  private void add(Import wanted, run.endive.wasm.types.Import declared, Entity entity) {
    switch (entity) {
      case Entity.Function function when declared instanceof FunctionImport type ->
          addFunction(wanted, type, function);
      case Entity.Memory memory when wanted.extern() instanceof Extern.Memory type ->
          addMemory(wanted, type, memory);
      case Entity.Table table when declared instanceof TableImport type ->
          addTable(wanted, type, table);
      case Entity.Global global when declared instanceof GlobalImport type ->
          addGlobal(wanted, type, global);
      case Entity.Tag tag when declared instanceof TagImport type -> addTag(wanted, type, tag);
      default -> throw incompatible(wanted, "it is not a " + wanted.extern().kind());
    }
  }

  private void addFunction(Import wanted, FunctionImport declared, Entity.Function function) {
    FunctionType type = wasm.typeSection().getType(declared.typeIndex());
    type.params().forEach(each -> checkPassable(wanted, each));
    type.returns().forEach(each -> checkPassable(wanted, each));
    if (!type.equals(function.type())) {
      throw incompatible(wanted, "it is a function of another type");
    }
    functions.add(function);
  }

  private void addMemory(Import wanted, Extern.Memory declared, Entity.Memory memory) {
    checkLimits(
        wanted,
        declared.pagesMin(),
        declared.pagesMax(),
        memory.memory().pages(),
        memory.pagesMax());
    memories.add(memory);
  }

  private void addTable(Import wanted, TableImport declared, Entity.Table table) {
    checkPassable(wanted, declared.entryType());
    if (!declared.entryType().equals(table.table().type())) {
      throw incompatible(wanted, "it is a table of other elements");
    }
    Extern.Table type = (Extern.Table) wanted.extern();
    checkLimits(
        wanted, type.elementsMin(), type.elementsMax(), table.table().size(), table.elementsMax());
    tables.add(table);
  }

  private void addGlobal(Import wanted, GlobalImport declared, Entity.Global global) {
    checkPassable(wanted, declared.type());
    GlobalInstance instance = global.global();
    boolean same =
        declared.mutabilityType() == MutabilityType.Var
            ? declared.type().equals(instance.getType())
            : ValType.matches(instance.getType(), declared.type());
    if (!same || declared.mutabilityType() != instance.getMutabilityType()) {
      throw incompatible(wanted, "it is a global of another type");
    }
    globals.add(global);
  }

  private void addTag(Import wanted, TagImport declared, Entity.Tag tag) {
    FunctionType type = wasm.typeSection().getType(declared.tagType().typeIdx());
    type.params().forEach(each -> checkPassable(wanted, each));
    if (!type.equals(tag.tag().type())) {
      throw incompatible(wanted, "it is a tag of another type");
    }
    tags.add(tag);
  }

  /**
   * A size is at least what is wanted, and the bound, if one is wanted, no wider; a bound that is
   * absent is wider than any.
   */
  private static void checkLimits(
      Import wanted, long min, OptionalLong max, long size, OptionalLong bound) {
    if (size < min) {
      throw incompatible(
          wanted, String.format(Locale.ROOT, "its size is %,d, and %,d is wanted", size, min));
    }
    if (max.isPresent() && (bound.isEmpty() || bound.getAsLong() > max.getAsLong())) {
      throw incompatible(
          wanted, String.format(Locale.ROOT, "it may grow past %,d", max.getAsLong()));
    }
  }

  /** References to a module's own types, and to exceptions, mean nothing to another module here. */
  private static void checkPassable(Import wanted, ValType type) {
    boolean abstractReference = type.isObjectRef() || type.typeIdx() == ValType.FuncRef.typeIdx();
    if (type.isReference() && !abstractReference) {
      throw new ModuleException(
          "importing references of type %s is not supported".formatted(type),
          "import " + wanted.path());
    }
  }

  private static ModuleException incompatible(Import wanted, String why) {
    return new ModuleException("incompatible import: " + why, "import " + wanted.path());
  }

  /** The same for the library, as {@code member} sees it. */
  ImportValues values(Member member) {
    ImportValues.Builder values = ImportValues.builder();
    int function = 0;
    int memory = 0;
    int table = 0;
    int global = 0;
    int tag = 0;
    for (int i = 0; i < wasm.importSection().importCount(); i++) {
      run.endive.wasm.types.Import each = wasm.importSection().getImport(i);
      String room = each.module();
      String name = each.name();
      switch (each.importType()) {
        case FUNCTION -> {
          int index = function++;
          values.addFunction(
              index < functions.size()
                  ? imported(room, name, functions.get(index), member)
                  : reserved(room, name, index - functions.size(), (FunctionImport) each, member));
        }
        case MEMORY ->
            values.addMemory(new ImportMemory(room, name, memories.get(memory++).memory()));
        case TABLE -> {
          TableView view = new TableView(member, tables.get(table++).table());
          values.addTable(new ImportTable(room, name, view));
        }
        case GLOBAL ->
            values.addGlobal(new ImportGlobal(room, name, seen(globals.get(global++), member)));
        case TAG -> values.addTag(new ImportTag(room, name, tags.get(tag++).tag()));
      }
    }
    return values.build();
  }

  private static ImportFunction imported(
      String room, String name, Entity.Function entity, Member member) {
    return new ImportFunction(room, name, entity.type(), new Passage(member, entity));
  }

  private ImportFunction reserved(
      String room, String name, int index, FunctionImport declared, Member member) {
    return new ImportFunction(
        room,
        name,
        wasm.typeSection().getType(declared.typeIndex()),
        new MeteringCall(ReservedImport.values()[index], member.meter()));
  }

  private static GlobalInstance seen(Entity.Global global, Member member) {
    ValType type = global.global().getType();
    boolean reinterpreted = type.isReference() && !type.isObjectRef();
    return reinterpreted ? new GlobalView(member, global) : global.global();
  }
}
