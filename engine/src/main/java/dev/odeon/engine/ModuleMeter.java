package dev.odeon.engine;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Rewrites a valid module so that it is metered (semantics §9), without a change of what it does.
 *
 * <p>Every function type gets one more parameter, an i32: the stack slots that are left. The types
 * as they were are appended, for blocks, imports and tags. The functions of {@link ReservedImport}
 * follow the module's own imports. An imported function that is used as a reference gets a function
 * around it that takes the parameter and drops it. A module without a memory gets an empty one,
 * whose registers hold the fuel.
 */
final class ModuleMeter {
  private static final int HEADER_SIZE = 8;
  private static final int[] ORDER = {1, 2, 3, 4, 5, 13, 6, 7, 9, 12, 10, 11};

  private final byte[] bytes;
  private final ModuleShape shape;
  private final IntPredicate interpreted;
  private final Runnable check;
  private final Map<Integer, WasmReader> sections = new HashMap<>();
  private final FunctionSpace functions;

  /** Where the parameters of each type begin, and where the results end. */
  private final List<int[]> typeRanges = new ArrayList<>();

  private final AppendedTypes appended;

  private final BitSet loops = new BitSet();
  private final BitSet compiledOnly = new BitSet();
  private final List<Integer> importTypes = new ArrayList<>();
  private final List<FunctionType> tags = new ArrayList<>();

  /** The imported functions that are used as references, and in which place what is around them. */
  private final Map<Integer, Integer> wrapped = new LinkedHashMap<>();

  private ModuleMeter(ModuleShape shape, IntPredicate interpreted, Runnable check) {
    this.interpreted = interpreted;
    this.check = check;
    this.bytes = shape.core();
    this.shape = shape;
    this.functions = FunctionSpace.of(shape);
    this.appended = new AppendedTypes(shape.types());
    WasmReader in = new WasmReader(bytes, HEADER_SIZE, bytes.length);
    while (in.hasMore()) {
      int id = in.u8();
      sections.put(id, in.part(in.count(1)));
    }
  }

  /**
   * The metered module.
   *
   * @param interpreted which functions the library is to interpret
   * @param check asked before each function; throws to end the work
   */
  static MeteredModule meter(ModuleShape shape, IntPredicate interpreted, Runnable check) {
    ModuleMeter meter = new ModuleMeter(shape, interpreted, check);
    return new MeteredModule(meter.meter(), meter.loops, meter.compiledOnly);
  }

  /** The module's function types. */
  List<FunctionType> types() {
    return shape.types();
  }

  /** The type of a function, without the parameter that metering adds. */
  FunctionType function(int index) {
    return shape.functions().get(index);
  }

  boolean isImport(int function) {
    return functions.isImport(function);
  }

  /** The index that a function has in the metered module. */
  int core(int function) {
    return functions.core(function);
  }

  int core(ReservedImport function) {
    return functions.core(function);
  }

  /** The index of what stands for a function where it is used as a reference. */
  int reference(int function) {
    if (!isImport(function)) {
      return core(function);
    }
    return functions.afterDefined() + wrapped.computeIfAbsent(function, _ -> wrapped.size());
  }

  FunctionType tag(int index) {
    return tags.get(index);
  }

  /** The index of a type as it was, without the parameter that metering adds. */
  int original(int type) {
    return appended.of(type);
  }

  private byte[] meter() {
    readTypes();
    Map<Integer, WasmWriter> done = new HashMap<>();
    done.put(2, imports());
    if (sections.containsKey(13)) {
      done.put(13, tagSection());
    }
    if (sections.containsKey(4)) {
      done.put(4, tables());
    }
    if (sections.containsKey(6)) {
      done.put(6, globals());
    }
    if (sections.containsKey(7)) {
      done.put(7, exports());
    }
    if (sections.containsKey(9)) {
      done.put(9, elements());
    }
    if (shape.memoryCount() == 0) {
      done.put(5, new WasmWriter(4).u32(1).u8(1).u32(0).u32(0));
    }
    WasmWriter bodies = new WasmWriter(bytes.length * 2);
    int defined = bodies(bodies);
    int around = wrappers(bodies);
    if (defined + around > 0) {
      done.put(10, new WasmWriter(bodies.size() + 5).u32(defined + around).raw(bodies));
      done.put(3, functionSection(defined));
    }
    done.put(1, typeSection());
    return assemble(done);
  }

  private byte[] assemble(Map<Integer, WasmWriter> done) {
    WasmWriter out = new WasmWriter(bytes.length * 2);
    out.raw(bytes, 0, HEADER_SIZE);
    for (int id : ORDER) {
      WasmWriter rewritten = done.get(id);
      WasmReader same = sections.get(id);
      if (rewritten != null) {
        out.u8(id).u32(rewritten.size()).raw(rewritten);
      } else if (same != null) {
        out.u8(id).u32(same.end() - same.position()).raw(bytes, same.position(), same.end());
      }
    }
    return out.toByteArray();
  }

  private void readTypes() {
    WasmReader in = section(1);
    int count = in.hasMore() ? in.count(1) : 0;
    for (int i = 0; i < count; i++) {
      in.u8();
      int[] range = new int[4];
      range[0] = skipTypes(in);
      range[1] = in.position();
      range[2] = skipTypes(in);
      range[3] = in.position();
      typeRanges.add(range);
    }
  }

  /** Skips a vector of value types and answers where its elements begin. */
  private static int skipTypes(WasmReader in) {
    int count = in.count(1);
    int start = in.position();
    for (int i = 0; i < count; i++) {
      ValueTypes.read(in, "");
    }
    return start;
  }

  private WasmWriter typeSection() {
    WasmWriter out = new WasmWriter(1024);
    out.u32(typeRanges.size() + appended.all().size());
    for (int i = 0; i < typeRanges.size(); i++) {
      type(out, i, true);
    }
    for (AppendedTypes.Appended each : appended.all()) {
      if (each.original() >= 0) {
        type(out, each.original(), false);
      } else {
        numbers(out, each.type());
      }
    }
    return out;
  }

  private void type(WasmWriter out, int index, boolean metered) {
    int[] range = typeRanges.get(index);
    FunctionType type = shape.types().get(index);
    out.u8(0x60).u32(type.parameters().size() + (metered ? 1 : 0)).raw(bytes, range[0], range[1]);
    if (metered) {
      out.u8(0x7f);
    }
    out.u32(type.results().size()).raw(bytes, range[2], range[3]);
  }

  private static void numbers(WasmWriter out, FunctionType type) {
    out.u8(0x60);
    for (List<ValueType> each : List.of(type.parameters(), type.results())) {
      out.u32(each.size());
      each.forEach(one -> out.u8(0x7f - one.ordinal()));
    }
  }

  private WasmWriter imports() {
    WasmWriter out = new WasmWriter(256);
    WasmWriter others = new WasmWriter(16);
    WasmReader in = section(2);
    int count = in.hasMore() ? in.count(4) : 0;
    out.u32(count + ReservedImport.COUNT);
    for (int i = 0; i < count; i++) {
      in.name();
      in.name();
      int kind = in.u8();
      // The names are not needed any more, and some the library cannot read.
      WasmWriter group = kind == 0 ? out : others;
      group.name("import").name(Integer.toString(i)).u8(kind);
      if (kind == 0) {
        importTypes.add(in.index());
        group.u32(original(importTypes.getLast()));
      } else if (kind == 4) {
        tag(in, group);
      } else {
        int from = in.position();
        skipThing(in, kind);
        group.raw(bytes, from, in.position());
      }
    }
    for (ReservedImport each : ReservedImport.values()) {
      out.name(ReservedImport.MODULE).name(each.name()).u8(0).u32(appended.of(each.type()));
    }
    return out.raw(others);
  }

  private void tag(WasmReader in, WasmWriter out) {
    int type;
    out.u8(in.u8());
    type = in.index();
    out.u32(original(type));
    tags.add(shape.types().get(type));
  }

  /** Skips the type of a table, memory or global. */
  private static void skipThing(WasmReader in, int kind) {
    if (kind != 2) {
      ValueTypes.read(in, "");
    }
    int flags = in.u8();
    if (kind != 3) {
      in.u32();
      if ((flags & 1) != 0) {
        in.u32();
      }
    }
  }

  private WasmWriter tagSection() {
    WasmReader in = section(13);
    int count = in.count(2);
    WasmWriter out = new WasmWriter(16).u32(count);
    for (int i = 0; i < count; i++) {
      tag(in, out);
    }
    return out;
  }

  private WasmWriter tables() {
    WasmReader in = section(4);
    int count = in.count(2);
    WasmWriter out = new WasmWriter(64).u32(count);
    for (int i = 0; i < count; i++) {
      int from = in.position();
      boolean initialized = in.at(from, in.end()).u8() == 0x40;
      if (initialized) {
        in.skip(2);
      }
      skipThing(in, 1);
      out.raw(bytes, from, in.position());
      if (initialized) {
        constant(in, out);
      }
    }
    return out;
  }

  private WasmWriter globals() {
    WasmReader in = section(6);
    int count = in.count(3);
    WasmWriter out = new WasmWriter(in.end() - in.position() + 5).u32(count);
    for (int i = 0; i < count; i++) {
      int from = in.position();
      skipThing(in, 3);
      out.raw(bytes, from, in.position());
      constant(in, out);
    }
    return out;
  }

  private WasmWriter exports() {
    WasmReader in = section(7);
    int count = in.count(3);
    WasmWriter out = new WasmWriter(in.end() - in.position() + 5).u32(count);
    for (int i = 0; i < count; i++) {
      int from = in.position();
      in.name();
      int kind = in.u8();
      out.raw(bytes, from, in.position());
      int index = in.index();
      out.u32(kind == 0 ? core(index) : index);
    }
    return out;
  }

  private WasmWriter elements() {
    WasmReader in = section(9);
    int count = in.count(2);
    WasmWriter out = new WasmWriter((in.end() - in.position()) * 2).u32(count);
    for (int i = 0; i < count; i++) {
      element(in, out);
    }
    return out;
  }

  private void element(WasmReader in, WasmWriter out) {
    int flags = in.index();
    out.u32(flags);
    if ((flags & 1) == 0) {
      if ((flags & 2) != 0) {
        out.u32(in.u32());
      }
      constant(in, out);
    }
    boolean expressions = (flags & 4) != 0;
    if ((flags & 3) != 0) {
      int from = in.position();
      if (expressions) {
        ValueTypes.read(in, "");
      } else {
        in.u8();
      }
      out.raw(bytes, from, in.position());
    }
    int count = in.count(1);
    out.u32(count);
    for (int i = 0; i < count; i++) {
      if (expressions) {
        constant(in, out);
      } else {
        out.u32(reference(in.index()));
      }
    }
  }

  /** Copies a constant expression. */
  private void constant(WasmReader in, WasmWriter out) {
    InstructionReader code = new InstructionReader(in, shape.types());
    int opcode;
    do {
      opcode = code.next();
      if (opcode == InstructionReader.REF_FUNC) {
        out.u8(opcode).u32(reference(code.first()));
      } else {
        out.raw(bytes, code.start(), code.position());
      }
    } while (opcode != InstructionReader.END);
  }

  private int bodies(WasmWriter out) {
    WasmReader in = section(10);
    int count = in.hasMore() ? in.count(2) : 0;
    for (int i = 0; i < count; i++) {
      check.run();
      WasmReader body = in.part(in.count(1));
      int function = functions.imported() + i;
      BodyMeter meter =
          new BodyMeter(this, bytes, body, function(function), interpreted.test(function));
      meter.writeTo(out);
      loops.set(core(function), meter.loops());
      compiledOnly.set(core(function), meter.compiledOnly());
    }
    return count;
  }

  private int wrappers(WasmWriter out) {
    for (int function : wrapped.keySet()) {
      int parameters = function(function).parameters().size();
      WasmWriter body = new WasmWriter(16).u32(0);
      for (int j = 0; j < parameters; j++) {
        body.u8(InstructionReader.LOCAL_GET).u32(j);
      }
      body.u8(InstructionReader.CALL).u32(function).u8(InstructionReader.END);
      byte[] code = body.toByteArray();
      new BodyMeter(this, code, new WasmReader(code, 0, code.length), function(function), false)
          .writeTo(out);
    }
    return wrapped.size();
  }

  private WasmWriter functionSection(int defined) {
    WasmReader in = section(3);
    int count = in.hasMore() ? in.count(1) : 0;
    WasmWriter out = new WasmWriter(in.end() - in.position() + 16);
    out.u32(defined + wrapped.size()).raw(bytes, in.position(), in.end());
    if (count != defined) {
      throw new IllegalStateException("%d types for %d functions".formatted(count, defined));
    }
    wrapped.keySet().forEach(each -> out.u32(importTypes.get(each)));
    return out;
  }

  /** The content of a section; nothing if it is not there. */
  private WasmReader section(int id) {
    WasmReader found = sections.get(id);
    return found == null ? new WasmReader(bytes, 0, 0) : found.at(found.position(), found.end());
  }
}
