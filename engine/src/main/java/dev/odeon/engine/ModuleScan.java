package dev.odeon.engine;

import dev.odeon.base.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads a module's sections (WebAssembly core specification §5.5) without validating their meaning:
 * what it imports, exports and needs. It refuses malformed framing, unsupported proposals and what
 * is over a {@link ModuleLimit} by name before the library sees the bytes, and bounds everything
 * whose size the bytes only claim.
 */
final class ModuleScan {
  private static final int CUSTOM = 0;
  private static final int START = 8;

  /**
   * Section ids in the order in which they must come; the tag section (13) stands before globals,
   * data count (12) before code.
   */
  private static final List<Integer> ORDER = List.of(1, 2, 3, 4, 5, 13, 6, 7, START, 9, 12, 10, 11);

  private static final int HEADER_SIZE = 8;

  private final byte[] bytes;
  private final List<FunctionType> types = new ArrayList<>();
  private final List<Import> imports = new ArrayList<>();
  private final List<Export> exports = new ArrayList<>();
  private final List<FunctionType> functions = new ArrayList<>();
  private final List<Extern> memories = new ArrayList<>();
  private final List<Extern> tables = new ArrayList<>();
  private final List<Extern> globals = new ArrayList<>();
  private final List<Extern> tags = new ArrayList<>();
  private Map<Integer, String> names = Map.of();
  private int importedFunctions;
  private int bodies;
  private int start = -1;
  private boolean floats;
  private boolean grows;
  private int instructions;
  private long typeValues;
  private long elements;
  private long allLocals;
  private long handlers;

  private record Section(int id, int start, int end) {}

  private ModuleScan(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * What {@code module} is made of.
   *
   * @throws ModuleException if it is malformed or needs something that is refused by name
   */
  static ModuleShape scan(Bytes module) {
    return new ModuleScan(module.toArray()).scan();
  }

  private ModuleShape scan() {
    checkHeader();
    ByteArrayOutputStream core = new ByteArrayOutputStream(bytes.length);
    core.write(bytes, 0, HEADER_SIZE);
    List<Section> sections = sections(core);
    for (Section section : sections) {
      WasmReader in = new WasmReader(bytes, section.start, section.end);
      read(section.id, in);
      if (in.hasMore()) {
        throw in.malformed("section %d is longer than its content".formatted(section.id));
      }
    }
    checkTypeChecks();
    if (bodies != functions.size() - importedFunctions) {
      throw new ModuleException(
          "malformed module: %d functions are declared and %d have a body"
              .formatted(functions.size() - importedFunctions, bodies),
          "code section");
    }
    return new ModuleShape(
        imports,
        exports,
        types,
        functions,
        memories.size(),
        defined(memories, Extern.Memory.class),
        defined(tables, Extern.Table.class),
        start,
        floats,
        grows,
        instructions,
        names,
        core.toByteArray());
  }

  /** What has no section of its own to be checked in. */
  private void checkTypeChecks() {
    long imported = importedFunctions;
    ModuleLimit.TYPE_CHECKS.check(
        (types.size() + typeValues) * functions.size() + 2L * types.size() * imported * imported,
        "type section");
  }

  private void checkHeader() {
    WasmReader in = new WasmReader(bytes, 0, bytes.length);
    if (in.u8() != 0 || in.u8() != 'a' || in.u8() != 's' || in.u8() != 'm') {
      throw new ModuleException(
          "not a WebAssembly module: it does not begin with \\0asm", "byte 0");
    }
    int version = in.u8() | in.u8() << 8;
    int layer = in.u8() | in.u8() << 8;
    if (layer == 1) {
      throw new ModuleException("this is a component: only core modules are supported", "byte 6");
    }
    if (version != 1 || layer != 0) {
      throw new ModuleException("binary version %d is not supported".formatted(version), "byte 4");
    }
  }

  /**
   * The sections to read; copies those that the library is to see to {@code core}, and reads the
   * names.
   */
  private List<Section> sections(ByteArrayOutputStream core) {
    List<Section> sections = new ArrayList<>();
    WasmReader in = new WasmReader(bytes, HEADER_SIZE, bytes.length);
    int rank = -1;
    int custom = 0;
    while (in.hasMore()) {
      int from = in.position();
      int id = in.u8();
      WasmReader content = in.part(in.count(1));
      if (id == CUSTOM) {
        ModuleLimit.CUSTOM_SECTIONS.check(++custom, "byte " + from);
        readCustom(content);
        continue;
      }
      int next = ORDER.indexOf(id);
      if (next < 0) {
        throw content.malformed("section %d does not exist".formatted(id));
      }
      if (next <= rank) {
        throw content.malformed("section %d comes too late or twice".formatted(id));
      }
      rank = next;
      sections.add(new Section(id, content.position(), content.end()));
      if (id != START) {
        core.write(bytes, from, in.position() - from);
      }
    }
    return sections;
  }

  private void readCustom(WasmReader content) {
    if (name(content, "custom section").equals("name")) {
      names = FunctionNames.read(content);
    }
  }

  private void read(int id, WasmReader in) {
    switch (id) {
      case 1 -> readTypes(in);
      case 2 -> readImports(in);
      case 3 -> readFunctions(in);
      case 4 -> readTables(in);
      case 5 -> readMemories(in);
      case 6 -> readGlobals(in);
      case 7 -> readExports(in);
      case START -> start = startFunction(in);
      case 9 -> readElements(in);
      case 10 -> readCode(in);
      case 11 -> readData(in);
      case 12 -> in.u32();
      case 13 -> readTags(in);
      default -> throw in.malformed("section %d does not exist".formatted(id));
    }
  }

  private void readTypes(WasmReader in) {
    int count = count(in, ModuleLimit.TYPES, "type section");
    for (int i = 0; i < count; i++) {
      int form = in.u8();
      if (form == 0x4e || form == 0x4f || form == 0x50 || form == 0x5e || form == 0x5f) {
        throw ValueTypes.collected("type " + i);
      }
      if (form != 0x60) {
        throw in.malformed("type form 0x%02x does not exist".formatted(form));
      }
      types.add(new FunctionType(valueTypes(in, "type " + i), valueTypes(in, "type " + i)));
    }
  }

  /** The number of elements of a section, which is refused before any of them is read. */
  private static int count(WasmReader in, ModuleLimit limit, String place) {
    int count = in.count(1);
    limit.check(count, place);
    return count;
  }

  private static String name(WasmReader in, String place) {
    ModuleLimit.NAME_BYTES.check(in.at(in.position(), in.end()).count(1), place);
    return in.name();
  }

  private List<ValueType> valueTypes(WasmReader in, String place) {
    int count = count(in, ModuleLimit.TYPE_VALUES, place);
    typeValues += count;
    ModuleLimit.ALL_TYPE_VALUES.check(typeValues, place);
    List<ValueType> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(ValueTypes.read(in, place));
    }
    return list;
  }

  private void readImports(WasmReader in) {
    int count = count(in, ModuleLimit.IMPORTS, "import section");
    for (int i = 0; i < count; i++) {
      String module = name(in, "import " + i);
      String name = name(in, "import " + i);
      String place = "import " + i + ", " + module + "." + name;
      if (name.isEmpty()) {
        throw new ModuleException("imports with an empty name are not supported", place);
      }
      Extern extern =
          switch (in.u8()) {
            case 0 -> new Extern.Function(type(in));
            case 1 -> table(in, place);
            case 2 -> memory(in, place);
            case 3 -> global(in, place);
            case 4 -> tag(in);
            default -> throw in.malformed("import kind does not exist");
          };
      imports.add(new Import(module, name, extern));
      add(extern);
    }
    importedFunctions = functions.size();
  }

  private void add(Extern extern) {
    switch (extern) {
      case Extern.Function(FunctionType type) -> functions.add(type);
      case Extern.Memory memory -> {
        memories.add(memory);
        // Whose it is may grow it, and more at a time than it is asked for.
        grows = true;
      }
      case Extern.Table table -> tables.add(table);
      case Extern.Global global -> globals.add(global);
      case Extern.Tag tag -> tags.add(tag);
    }
  }

  private FunctionType type(WasmReader in) {
    int index = in.index();
    if (index >= types.size()) {
      throw new ModuleException("type %d does not exist".formatted(index), "byte " + in.position());
    }
    return types.get(index);
  }

  private void readFunctions(WasmReader in) {
    int count = in.count(1);
    ModuleLimit.FUNCTIONS.check((long) functions.size() + count, "function section");
    for (int i = 0; i < count; i++) {
      functions.add(type(in));
    }
  }

  private void readTables(WasmReader in) {
    int count = in.count(2);
    ModuleLimit.TABLES.check((long) tables.size() + count, "table section");
    for (int i = 0; i < count; i++) {
      String place = "table " + tables.size();
      WasmReader ahead = in.at(in.position(), in.end());
      boolean initialized = ahead.u8() == 0x40;
      if (initialized) {
        in.skip(1);
        if (in.u8() != 0) {
          throw in.malformed("a table's reserved byte is not 0");
        }
      }
      tables.add(table(in, place));
      if (initialized) {
        constant(in, place);
      }
    }
  }

  private static Extern.Table table(WasmReader in, String place) {
    ValueTypes.read(in, place);
    int flags = limitFlags(in, place, "tables");
    long min = in.u32();
    return new Extern.Table(min, max(in, flags));
  }

  private void readMemories(WasmReader in) {
    int count = in.count(2);
    ModuleLimit.MEMORIES.check((long) memories.size() + count, "memory section");
    for (int i = 0; i < count; i++) {
      memories.add(memory(in, "memory " + memories.size()));
    }
  }

  private static Extern.Memory memory(WasmReader in, String place) {
    int flags = limitFlags(in, place, "memories");
    long min = in.u32();
    return new Extern.Memory(min, max(in, flags));
  }

  private static int limitFlags(WasmReader in, String place, String what) {
    int flags = in.u8();
    if ((flags & 2) != 0) {
      throw new ModuleException("threads are not supported: shared " + what, place);
    }
    if ((flags & 4) != 0) {
      throw new ModuleException("memory64 is not supported: 64-bit " + what, place);
    }
    if (flags > 1) {
      throw in.malformed("limits 0x%02x do not exist".formatted(flags));
    }
    return flags;
  }

  private static OptionalLong max(WasmReader in, int flags) {
    return flags == 1 ? OptionalLong.of(in.u32()) : OptionalLong.empty();
  }

  private void readGlobals(WasmReader in) {
    int count = in.count(3);
    ModuleLimit.GLOBALS.check((long) globals.size() + count, "global section");
    for (int i = 0; i < count; i++) {
      String place = "global " + globals.size();
      globals.add(global(in, place));
      constant(in, place);
    }
  }

  private static Extern.Global global(WasmReader in, String place) {
    ValueType type = ValueTypes.read(in, place);
    int mutable = in.u8();
    if (mutable > 1) {
      throw in.malformed("mutability %d does not exist".formatted(mutable));
    }
    return new Extern.Global(type, mutable == 1);
  }

  private void readTags(WasmReader in) {
    int count = in.count(2);
    ModuleLimit.TAGS.check((long) tags.size() + count, "tag section");
    for (int i = 0; i < count; i++) {
      tags.add(tag(in));
    }
  }

  private Extern.Tag tag(WasmReader in) {
    if (in.u8() != 0) {
      throw in.malformed("a tag's reserved byte is not 0");
    }
    return new Extern.Tag(type(in));
  }

  private void readExports(WasmReader in) {
    int count = count(in, ModuleLimit.EXPORTS, "export section");
    List<Extern> callables = functions.stream().<Extern>map(Extern.Function::new).toList();
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < count; i++) {
      String name = name(in, "export " + i);
      if (!taken.add(name)) {
        throw new ModuleException(
            "invalid module: two exports have the name '%s'".formatted(name), "export " + i);
      }
      int kind = in.u8();
      int index = in.index();
      exports.add(new Export(name, exported(in, callables, kind, index), index));
    }
  }

  private Extern exported(WasmReader in, List<Extern> callables, int kind, int index) {
    List<Extern> space =
        switch (kind) {
          case 0 -> callables;
          case 1 -> tables;
          case 2 -> memories;
          case 3 -> globals;
          case 4 -> tags;
          default -> throw in.malformed("export kind %d does not exist".formatted(kind));
        };
    if (index >= space.size()) {
      throw new ModuleException(
          "export %d does not exist".formatted(index), "byte " + in.position());
    }
    return space.get(index);
  }

  private int startFunction(WasmReader in) {
    int index = in.index();
    if (index >= functions.size()
        || !functions.get(index).equals(new FunctionType(List.of(), List.of()))) {
      throw new ModuleException(
          "invalid module: the start function must take and answer nothing", "function " + index);
    }
    return index;
  }

  private void readElements(WasmReader in) {
    int count = count(in, ModuleLimit.ELEMENT_SEGMENTS, "element section");
    for (int i = 0; i < count; i++) {
      readElement(in, "element segment " + i);
    }
  }

  /**
   * The flags: 1 not active, 2 declarative or with a table index, 4 expressions instead of function
   * indices.
   */
  private void readElement(WasmReader in, String place) {
    int flags = in.index();
    if (flags > 7) {
      throw in.malformed("element segment flags %d do not exist".formatted(flags));
    }
    if ((flags & 1) == 0) {
      if ((flags & 2) != 0) {
        in.u32();
      }
      constant(in, place);
    }
    boolean expressions = (flags & 4) != 0;
    if ((flags & 3) != 0) {
      if (expressions) {
        ValueTypes.read(in, place);
      } else if (in.u8() != 0) {
        throw in.malformed("element kind does not exist");
      }
    }
    int count = in.count(1);
    elements += count;
    ModuleLimit.ELEMENTS.check(elements, place);
    for (int i = 0; i < count; i++) {
      if (expressions) {
        constant(in, place);
      } else {
        in.u32();
      }
    }
  }

  private void readData(WasmReader in) {
    int count = count(in, ModuleLimit.DATA_SEGMENTS, "data section");
    for (int i = 0; i < count; i++) {
      int flags = in.index();
      if (flags > 2) {
        throw in.malformed("data segment flags %d do not exist".formatted(flags));
      }
      if (flags == 2) {
        in.u32();
      }
      if (flags != 1) {
        constant(in, "data segment " + i);
      }
      in.skip(in.count(1));
    }
  }

  private void readCode(WasmReader in) {
    bodies = in.count(2);
    ModuleLimit.FUNCTIONS.check((long) importedFunctions + bodies, "code section");
    for (int i = 0; i < bodies; i++) {
      String place = place(importedFunctions + i);
      WasmReader body = in.part(count(in, ModuleLimit.FUNCTION_BYTES, place));
      long locals = locals(body, place);
      allLocals += locals;
      ModuleLimit.ALL_LOCALS.check(allLocals, place);
      CodeScan code = new CodeScan(body, place);
      code.body();
      ModuleLimit.STACK_MAP_VALUES.check(
          (locals + parameters(importedFunctions + i)) * code.labels(), place);
      handlers += code.handlers();
      ModuleLimit.ALL_HANDLERS.check(handlers, place);
      floats |= code.floats();
      grows |= code.grows();
      instructions += code.instructions();
    }
  }

  /** How many parameters a function has; none if it is not declared. */
  private int parameters(int function) {
    return function < functions.size() ? functions.get(function).parameters().size() : 0;
  }

  private String place(int function) {
    String name = names.get(function);
    return name == null ? "function " + function : "function " + function + " " + name;
  }

  private static long locals(WasmReader body, String place) {
    int groups = body.count(2);
    long locals = 0;
    for (int i = 0; i < groups; i++) {
      locals += body.u32();
      ModuleLimit.LOCALS.check(locals, place);
      ValueTypes.read(body, place);
    }
    return locals;
  }

  private void constant(WasmReader in, String place) {
    new CodeScan(in, place).constant();
  }

  private <T extends Extern> List<T> defined(List<Extern> all, Class<T> kind) {
    long imported = imports.stream().filter(each -> kind.isInstance(each.extern())).count();
    return all.stream().skip(imported).map(kind::cast).toList();
  }
}
