package dev.odeon.engine;

import dev.odeon.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A valid module made from a seed: a few functions of all number types that call each other,
 * directly and through a table, with blocks, loops, branches, memory, globals, bulk operations and
 * exceptions. A loop may never end, and most modules trap somewhere: fuel ends the one, and both
 * are what they are made for.
 */
final class RandomModule {
  private static final int I32 = 0x7f;
  private static final int I64 = 0x7e;
  private static final int F32 = 0x7d;
  private static final int F64 = 0x7c;
  private static final int EMPTY = 0x40;
  private static final int I32_MUL = 0x6c;

  private record Signature(List<Integer> parameters, List<Integer> results) {}

  private final Random random;
  private final List<Integer> types;
  private final List<Signature> signatures = new ArrayList<>();

  // Of the function being written:
  private WasmWriter current = new WasmWriter(0);
  private final List<Integer> locals = new ArrayList<>();
  private final List<Integer> labels = new ArrayList<>();
  private Signature signature = new Signature(List.of(), List.of());
  private int room;

  private final boolean library;

  private RandomModule(long seed, boolean floats, boolean library) {
    this.random = new Random(seed);
    this.library = library;
    this.types = floats ? List.of(I32, I64, F32, F64) : List.of(I32, I64);
  }

  /**
   * The module of {@code seed}, which exports its functions as {@code f0}, {@code f1} and so on.
   *
   * @param floats whether it computes with floats
   */
  static Bytes of(long seed, boolean floats) {
    return Bytes.wrap(new RandomModule(seed, floats, false).module());
  }

  /**
   * The same for the library's interpreter as it is. Its {@code if} looks at all 64 bits of the
   * product of two 32-bit values: each gets a zero added, which takes the lower half. Its stores of
   * 8 bits, and of 32 of a 64-bit value, wrap addresses: others that do the same stand for them.
   */
  static Bytes forLibrary(long seed, boolean floats) {
    return Bytes.wrap(new RandomModule(seed, floats, true).module());
  }

  private byte[] module() {
    int functions = 2 + random.nextInt(4);
    for (int i = 0; i < functions; i++) {
      signatures.add(new Signature(someTypes(4), someTypes(3)));
    }
    WasmWriter module = new WasmWriter(8192).raw(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0}, 0, 8);
    section(module, 1, typeSection());
    WasmWriter indices = new WasmWriter(16).u32(functions);
    WasmWriter exports = new WasmWriter(64).u32(functions);
    WasmWriter elements = new WasmWriter(32).u32(2).u32(0).u8(0x41).s32(1).u8(0x0b).u32(functions);
    for (int i = 0; i < functions; i++) {
      indices.u32(i);
      exports.name("f" + i).u8(0).u32(i);
      elements.u32(i);
    }
    section(module, 3, indices);
    section(module, 4, new WasmWriter(8).u32(1).u8(0x70).u8(0).u32(functions + 2));
    section(module, 5, new WasmWriter(8).u32(1).u8(1).u32(1).u32(3));
    section(module, 13, new WasmWriter(8).u32(1).u8(0).u32(functions));
    section(module, 6, globals());
    section(module, 7, exports);
    elements.u32(1).u8(0).u32(2).u32(0).u32(1); // a passive segment
    section(module, 9, elements);
    section(module, 12, new WasmWriter(2).u32(1));
    WasmWriter code = new WasmWriter(8192).u32(functions);
    for (Signature each : signatures) {
      WasmWriter body = function(each);
      code.u32(body.size()).raw(body);
    }
    section(module, 10, code);
    section(module, 11, new WasmWriter(16).u32(1).u32(1).name("odeon"));
    return module.toByteArray();
  }

  private static void section(WasmWriter module, int id, WasmWriter content) {
    module.u8(id).u32(content.size()).raw(content);
  }

  private WasmWriter typeSection() {
    WasmWriter section = new WasmWriter(64).u32(signatures.size() + 1);
    for (Signature each : signatures) {
      section.u8(0x60);
      types(section, each.parameters);
      types(section, each.results);
    }
    return section.u8(0x60).u32(1).u8(I32).u32(0); // the tag
  }

  private static void types(WasmWriter section, List<Integer> types) {
    section.u32(types.size());
    types.forEach(section::u8);
  }

  private WasmWriter globals() {
    WasmWriter section = new WasmWriter(64).u32(types.size());
    for (int type : types) {
      section.u8(type).u8(1);
      constant(section, type);
      section.u8(0x0b);
    }
    return section;
  }

  private List<Integer> someTypes(int most) {
    List<Integer> some = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      some.add(type());
    }
    return List.copyOf(some);
  }

  private int type() {
    return types.get(random.nextInt(types.size()));
  }

  private WasmWriter function(Signature of) {
    signature = of;
    room = 120;
    WasmWriter body = new WasmWriter(1024);
    locals.clear();
    locals.addAll(of.parameters);
    List<Integer> own = someTypes(12);
    body.u32(own.size());
    own.forEach(type -> body.u32(1).u8(type));
    locals.addAll(own);
    WasmWriter code = code(of.results);
    return body.raw(code);
  }

  private WasmWriter code(List<Integer> results) {
    WasmWriter code = new WasmWriter(1024);
    labels.clear();
    labels.add(-2); // the function's own, of several results: nothing branches there
    current = code;
    statements(3);
    results.forEach(type -> value(type, 4));
    code.u8(0x0b);
    return code;
  }

  private void statements(int depth) {
    for (int i = random.nextInt(6); i > 0; i--) {
      statement(depth);
    }
  }

  private void statement(int depth) {
    room--;
    int kind = room < 0 || depth == 0 ? random.nextInt(4) : random.nextInt(15);
    switch (kind) {
      case 0 -> setLocal(depth);
      case 1 -> {
        int global = random.nextInt(types.size());
        value(types.get(global), depth);
        current.u8(0x24).u32(global);
      }
      case 2 -> store(depth);
      case 3 -> {
        value(type(), depth);
        current.u8(0x1a);
      }
      case 4, 5 -> block(0x02, EMPTY, depth);
      case 6, 7 -> block(0x03, EMPTY, depth);
      case 8 -> {
        value(I32, depth - 1);
        block(0x04, EMPTY, depth);
      }
      case 9, 10 -> branch(depth);
      case 11 -> bulk(depth);
      case 12 -> tryTable(depth);
      case 13 -> {
        if (random.nextInt(4) == 0) {
          value(I32, depth - 1);
          current.u8(0x04).u8(EMPTY);
          leave();
          current.u8(0x0b);
        }
      }
      default -> {
        value(I32, depth - 1);
        current.u8(0x1a).u8(0x01);
      }
    }
  }

  /** Code after which nothing is reached. */
  private void leave() {
    switch (random.nextInt(3)) {
      case 0 -> current.u8(0x00);
      case 1 -> {
        signature.results.forEach(type -> constant(current, type));
        current.u8(0x0f);
      }
      default -> {
        value(I32, 0);
        current.u8(0x08).u32(0);
      }
    }
  }

  private void setLocal(int depth) {
    if (!locals.isEmpty()) {
      int local = random.nextInt(locals.size());
      value(locals.get(local), depth);
      current.u8(0x21).u32(local);
    }
  }

  private void block(int opcode, int type, int depth) {
    current.u8(opcode).u8(type);
    labels.add(opcode == 0x03 ? EMPTY : type);
    statements(depth - 1);
    if (type != EMPTY) {
      value(type, depth - 1);
    }
    if (opcode == 0x04 && (type != EMPTY || random.nextBoolean())) {
      current.u8(0x05);
      statements(depth - 1);
      if (type != EMPTY) {
        value(type, depth - 1);
      }
    }
    labels.removeLast();
    current.u8(0x0b);
  }

  /** A conditional branch to a label without values, or a table of them, if there is one. */
  private void branch(int depth) {
    List<Integer> fitting = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      if (labels.get(labels.size() - 1 - i) == EMPTY) {
        fitting.add(i);
      }
    }
    if (fitting.isEmpty()) {
      return;
    }
    value(I32, depth - 1);
    if (random.nextInt(3) > 0) {
      current.u8(0x0d).u32(fitting.get(random.nextInt(fitting.size())));
      return;
    }
    current.u8(0x04).u8(EMPTY);
    value(I32, depth - 1);
    current.u8(0x0e).u32(2);
    for (int i = 0; i < 3; i++) {
      current.u32(fitting.get(random.nextInt(fitting.size())) + 1);
    }
    current.u8(0x0b);
  }

  private void tryTable(int depth) {
    current.u8(0x02).u8(I32).u8(0x1f).u8(EMPTY).u32(1).u8(0).u32(0).u32(0);
    labels.add(-2);
    labels.add(EMPTY);
    statements(depth - 1);
    labels.removeLast();
    labels.removeLast();
    current.u8(0x0b);
    constant(current, I32);
    current.u8(0x0b).u8(0x24).u32(0);
  }

  private void bulk(int depth) {
    switch (random.nextInt(9)) {
      case 0 -> {
        small(depth);
        value(I32, 1);
        small(depth);
        current.u8(0xfc).u32(11).u8(0);
      }
      case 1 -> {
        small(depth);
        small(depth);
        small(depth);
        current.u8(0xfc).u32(10).u8(0).u8(0);
      }
      case 2 -> {
        small(depth);
        current.u8(0x41).s32(random.nextInt(7));
        current.u8(0x41).s32(random.nextInt(7));
        current.u8(0xfc).u32(8).u32(0).u8(0);
      }
      case 3 -> {
        current.u8(0x41).s32(random.nextInt(3));
        current.u8(0xd0).u8(0x70);
        current.u8(0x41).s32(random.nextInt(4));
        current.u8(0xfc).u32(17).u32(0);
      }
      case 4 -> {
        for (int i = 0; i < 3; i++) {
          current.u8(0x41).s32(random.nextInt(3));
        }
        current.u8(0xfc).u32(12).u32(1).u32(0);
      }
      case 5 -> current.u8(0xfc).u32(9).u32(0);
      case 6 -> current.u8(0xfc).u32(13).u32(1);
      case 7 -> {
        current.u8(0xd2).u32(random.nextInt(signatures.size()));
        current.u8(0x41).s32(random.nextInt(3));
        current.u8(0xfc).u32(15).u32(0).u8(0x1a);
      }
      default -> current.u8(0x41).s32(random.nextInt(3)).u8(0x40).u8(0).u8(0x1a);
    }
  }

  /** An address, mostly one that exists. */
  private void small(int depth) {
    value(I32, Math.max(0, depth - 1));
    if (random.nextInt(12) > 0) {
      current.u8(0x41).s32(0x7fff).u8(0x71);
    }
  }

  private void store(int depth) {
    int type = type();
    small(depth);
    value(type, depth);
    int opcode =
        switch (type) {
          case I32 -> new int[] {0x36, 0x3a, 0x3b}[random.nextInt(3)];
          case I64 -> new int[] {0x37, 0x3c, 0x3d, 0x3e}[random.nextInt(4)];
          case F32 -> 0x38;
          default -> 0x39;
        };
    if (library) {
      switch (opcode) {
        case 0x3a -> current.u8(0xfe).u32(0x19); // i32.atomic.store8
        case 0x3c -> current.u8(0xfe).u32(0x1b); // i64.atomic.store8
        case 0x3e -> current.u8(0xa7).u8(0x36); // i32.wrap_i64, i32.store
        default -> current.u8(opcode);
      }
    } else {
      current.u8(opcode);
    }
    current.u32(0).u32(random.nextInt(3) == 0 ? random.nextInt(70_000) : 0);
  }

  private void value(int type, int depth) {
    room--;
    if (depth <= 0 || room < 0) {
      leaf(type);
      return;
    }
    switch (random.nextInt(12)) {
      case 0, 1 -> leaf(type);
      case 2 -> {
        value(type, depth - 1);
        value(type, depth - 1);
        value(I32, depth - 1);
        current.u8(0x1b);
      }
      case 3 -> block(0x02, type, depth - 1);
      case 4 -> {
        value(I32, depth - 1);
        block(0x04, type, depth - 1);
      }
      case 5 -> call(type, depth);
      case 6 -> load(type, depth);
      case 7 -> tee(type, depth);
      case 8 -> convert(type, depth);
      default -> operate(type, depth);
    }
  }

  private void leaf(int type) {
    List<Integer> fitting = new ArrayList<>();
    for (int i = 0; i < locals.size(); i++) {
      if (locals.get(i) == type) {
        fitting.add(i);
      }
    }
    int kind = random.nextInt(4);
    if (kind < 2 && !fitting.isEmpty()) {
      current.u8(0x20).u32(fitting.get(random.nextInt(fitting.size())));
    } else if (kind == 2) {
      current.u8(0x23).u32(types.indexOf(type));
    } else {
      constant(current, type);
    }
  }

  private void constant(WasmWriter to, int type) {
    switch (type) {
      case I32 -> to.u8(0x41).s32(random.nextBoolean() ? random.nextInt(9) : random.nextInt());
      case I64 -> to.u8(0x42).s64(random.nextBoolean() ? random.nextInt(9) : random.nextLong());
      case F32 -> {
        int bits =
            random.nextBoolean() ? Float.floatToIntBits(random.nextInt(9)) : random.nextInt();
        to.u8(0x43);
        for (int i = 0; i < 4; i++) {
          to.u8(bits >> 8 * i);
        }
      }
      default -> {
        long bits =
            random.nextBoolean() ? Double.doubleToLongBits(random.nextInt(9)) : random.nextLong();
        to.u8(0x44);
        for (int i = 0; i < 8; i++) {
          to.u8((int) (bits >> 8 * i));
        }
      }
    }
  }

  private void call(int type, int depth) {
    int callee = random.nextInt(signatures.size());
    Signature of = signatures.get(callee);
    of.parameters.forEach(each -> value(each, depth - 2));
    if (random.nextBoolean()) {
      current.u8(0x10).u32(callee);
    } else {
      current.u8(0x41).s32(random.nextInt(8) == 0 ? 0 : callee + 1).u8(0x11).u32(callee).u32(0);
    }
    of.results.forEach(_ -> current.u8(0x1a));
    leaf(type);
  }

  private void load(int type, int depth) {
    small(depth);
    int opcode =
        switch (type) {
          case I32 -> new int[] {0x28, 0x2c, 0x2d, 0x2e, 0x2f}[random.nextInt(5)];
          case I64 -> new int[] {0x29, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35}[random.nextInt(7)];
          case F32 -> 0x2a;
          default -> 0x2b;
        };
    current.u8(opcode).u32(0).u32(random.nextInt(3) == 0 ? random.nextInt(70_000) : 0);
  }

  private void tee(int type, int depth) {
    value(type, depth - 1);
    int local = locals.indexOf(type);
    if (local >= 0) {
      current.u8(0x22).u32(local);
    }
  }

  private void convert(int type, int depth) {
    boolean floats = types.size() == 4;
    int from = type();
    value(from, depth - 1);
    int opcode =
        switch (type) {
          case I32 ->
              switch (from) {
                case I32 -> 0x45 + 0x22; // clz
                case I64 -> 0xa7;
                case F32 -> 0xbc;
                default -> 0xab;
              };
          case I64 ->
              switch (from) {
                case I32 -> random.nextBoolean() ? 0xac : 0xad;
                case I64 -> 0x79;
                case F32 -> 0xae;
                default -> 0xbd;
              };
          case F32 ->
              switch (from) {
                case I32 -> random.nextBoolean() ? 0xb2 : 0xbe;
                case I64 -> 0xb5;
                case F32 -> 0x8c;
                default -> 0xb6;
              };
          default ->
              switch (from) {
                case I32 -> 0xb8;
                case I64 -> random.nextBoolean() ? 0xb9 : 0xbf;
                case F32 -> 0xbb;
                default -> 0x99;
              };
        };
    if (floats || opcode < 0xae) {
      current.u8(opcode);
    } else {
      throw new IllegalStateException("a float where there are none");
    }
  }

  private void operate(int type, int depth) {
    int compared = type();
    if (type == I32 && random.nextInt(3) == 0) {
      value(compared, depth - 1);
      value(compared, depth - 1);
      current.u8(
          switch (compared) {
            case I32 -> 0x46 + random.nextInt(10);
            case I64 -> 0x51 + random.nextInt(10);
            case F32 -> 0x5b + random.nextInt(6);
            default -> 0x61 + random.nextInt(6);
          });
      return;
    }
    if (random.nextInt(4) == 0) {
      value(type, depth - 1);
      current.u8(
          switch (type) {
            case I32 -> 0x67 + random.nextInt(3);
            case I64 -> 0x79 + random.nextInt(3);
            case F32 -> 0x8b + random.nextInt(7);
            default -> 0x99 + random.nextInt(7);
          });
      return;
    }
    value(type, depth - 1);
    value(type, depth - 1);
    int opcode =
        switch (type) {
          case I32 -> 0x6a + random.nextInt(15);
          case I64 -> 0x7c + random.nextInt(15);
          case F32 -> 0x92 + random.nextInt(7);
          default -> 0xa0 + random.nextInt(7);
        };
    current.u8(opcode);
    if (library && opcode == I32_MUL) {
      current.u8(0x41).s32(0).u8(0x6a);
    }
  }
}
