package dev.odeon.engine;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a scan of a module's bytes found.
 *
 * @param types the function types
 * @param functions the types of all functions, imported ones first
 * @param memoryCount how many memories it imports or defines
 * @param memories the memories it defines
 * @param tables the tables it defines
 * @param start the index of the start function; -1 if there is none
 * @param floats whether it has arithmetic that can make a NaN whose bits the machine chooses
 * @param grows whether it grows a memory, or has one of another module, which may
 * @param instructions the length of all function bodies together, in instructions
 * @param names function names from the name section, by index
 * @param core the same module without custom sections and start section: what the library is given
 */
record ModuleShape(
    List<Import> imports,
    List<Export> exports,
    List<FunctionType> types,
    List<FunctionType> functions,
    int memoryCount,
    List<Extern.Memory> memories,
    List<Extern.Table> tables,
    int start,
    boolean floats,
    boolean grows,
    int instructions,
    Map<Integer, String> names,
    byte[] core) {

  ModuleShape {
    imports = List.copyOf(imports);
    exports = List.copyOf(exports);
    types = List.copyOf(types);
    functions = List.copyOf(functions);
    memories = List.copyOf(memories);
    tables = List.copyOf(tables);
    names = Map.copyOf(names);
  }

  /** How many functions it imports. */
  int importedFunctions() {
    return (int) imports.stream().filter(each -> each.extern() instanceof Extern.Function).count();
  }

  /**
   * What people call the function of {@code index}: its name if the module tells, else that of its
   * export, else its index.
   */
  String functionName(int index) {
    String name = name(index);
    return name == null ? "function " + index : name;
  }

  /** The function of {@code index} as it is told of the stack. */
  GuestFrame frame(int index) {
    String name = name(index);
    return new GuestFrame(index, name == null ? importName(index) : name);
  }

  private @Nullable String name(int index) {
    String name = names.get(index);
    return name == null ? exportName(index) : name;
  }

  private @Nullable String exportName(int index) {
    return exports.stream()
        .filter(each -> each.extern() instanceof Extern.Function && each.index() == index)
        .map(Export::name)
        .map(OneLine::of)
        .findFirst()
        .orElse(null);
  }

  private @Nullable String importName(int index) {
    return imports.stream()
        .filter(each -> each.extern() instanceof Extern.Function)
        .skip(index)
        .map(Import::path)
        .map(OneLine::of)
        .findFirst()
        .orElse(null);
  }
}
