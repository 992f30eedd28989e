package dev.odeon.engine;

import dev.odeon.base.Bytes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Looks through a module for what not every engine can do. It knows the lengths of all instructions
 * but those of SIMD, threads and garbage collection, of which one is enough.
 */
final class FeatureScan {
  private static final int HEADER_SIZE = 8;
  private static final int END = 0x0b;

  private final Set<Feature> found = EnumSet.noneOf(Feature.class);
  private final List<Boolean> mutableGlobals = new ArrayList<>();
  private int memories;
  private int tables;

  /** The rest cannot be understood, and need not be. */
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1;

    Enough() {
      super("enough", null, false, false);
    }
  }

  private FeatureScan() {}

  static Set<Feature> of(Bytes module) {
    FeatureScan scan = new FeatureScan();
    try {
      scan.sections(module.toArray());
    } catch (ModuleException | Enough _) {
      // What was found until here counts.
    }
    return scan.found;
  }

  private void sections(byte[] bytes) {
    WasmReader in = new WasmReader(bytes, Math.min(HEADER_SIZE, bytes.length), bytes.length);
    while (in.hasMore()) {
      int id = in.u8();
      section(id, in.part(in.count(1)));
    }
  }

  private void section(int id, WasmReader in) {
    switch (id) {
      case 1 -> repeat(in, this::type);
      case 2 -> repeat(in, this::imported);
      case 4 -> repeat(in, this::definedTable);
      case 5 -> repeat(in, this::memory);
      case 6 -> repeat(in, this::definedGlobal);
      case 7 -> repeat(in, this::exported);
      case 9 -> repeat(in, this::elements);
      case 10 -> repeat(in, this::function);
      case 11 -> repeat(in, this::data);
      case 12 -> found.add(Feature.BULK_MEMORY);
      case 13 -> found.add(Feature.EXCEPTIONS);
      default -> {}
    }
  }

  private interface Part {
    void read(WasmReader in);
  }

  private static void repeat(WasmReader in, Part part) {
    int count = in.count(1);
    for (int i = 0; i < count; i++) {
      part.read(in);
    }
  }

  private Enough enough(Feature feature) {
    found.add(feature);
    return new Enough();
  }

  private void type(WasmReader in) {
    if (in.u8() != 0x60) {
      throw enough(Feature.GARBAGE_COLLECTION);
    }
    repeat(in, this::valueType);
    int results = in.count(1);
    for (int i = 0; i < results; i++) {
      valueType(in);
    }
    if (results > 1) {
      found.add(Feature.MULTI_VALUE);
    }
  }

  private void valueType(WasmReader in) {
    int code = in.u8();
    switch (code) {
      case 0x7c, 0x7d, 0x7e, 0x7f, 0x70 -> {}
      case 0x6f -> found.add(Feature.REFERENCE_TYPES);
      case 0x69 -> found.add(Feature.EXCEPTIONS);
      case 0x7b -> found.add(Feature.SIMD);
      case 0x63, 0x64 -> {
        found.add(Feature.FUNCTION_REFERENCES);
        in.signed(33);
      }
      default -> throw enough(Feature.GARBAGE_COLLECTION);
    }
  }

  private void imported(WasmReader in) {
    in.name();
    in.name();
    switch (in.u8()) {
      case 0 -> in.u32();
      case 1 -> table(in);
      case 2 -> memory(in);
      case 3 -> {
        if (global(in)) {
          found.add(Feature.MUTABLE_GLOBALS);
        }
      }
      default -> {
        found.add(Feature.EXCEPTIONS);
        in.u8();
        in.u32();
      }
    }
  }

  private void table(WasmReader in) {
    valueType(in);
    limits(in);
    if (++tables > 1) {
      found.add(Feature.REFERENCE_TYPES);
    }
  }

  private void definedTable(WasmReader in) {
    if (in.at(in.position(), in.end()).u8() == 0x40) {
      found.add(Feature.FUNCTION_REFERENCES);
      in.skip(2);
      table(in);
      constant(in);
    } else {
      table(in);
    }
  }

  private void memory(WasmReader in) {
    limits(in);
    if (++memories > 1) {
      found.add(Feature.MULTI_MEMORY);
    }
  }

  private void limits(WasmReader in) {
    int flags = in.u8();
    if ((flags & 2) != 0) {
      found.add(Feature.THREADS);
    }
    if ((flags & 4) != 0) {
      found.add(Feature.MEMORY64);
    }
    in.u64();
    if ((flags & 1) != 0) {
      in.u64();
    }
  }

  private boolean global(WasmReader in) {
    valueType(in);
    boolean mutable = in.u8() == 1;
    mutableGlobals.add(mutable);
    return mutable;
  }

  private void definedGlobal(WasmReader in) {
    global(in);
    constant(in);
  }

  private void exported(WasmReader in) {
    in.name();
    int kind = in.u8();
    int index = in.index();
    if (kind == 3 && index < mutableGlobals.size() && mutableGlobals.get(index)) {
      found.add(Feature.MUTABLE_GLOBALS);
    }
  }

  private void elements(WasmReader in) {
    int flags = in.index();
    if ((flags & 1) != 0) {
      found.add(Feature.BULK_MEMORY);
    } else {
      if ((flags & 2) != 0) {
        in.u32();
      }
      constant(in);
    }
    boolean expressions = (flags & 4) != 0;
    if (expressions) {
      found.add(Feature.REFERENCE_TYPES);
    }
    if ((flags & 3) != 0) {
      if (expressions) {
        valueType(in);
      } else {
        in.u8();
      }
    }
    repeat(in, expressions ? this::constant : WasmReader::u32);
  }

  private void data(WasmReader in) {
    int flags = in.index();
    if (flags == 1) {
      found.add(Feature.BULK_MEMORY);
    } else {
      if (flags == 2) {
        in.u32();
      }
      constant(in);
    }
    in.skip(in.count(1));
  }

  private void constant(WasmReader in) {
    for (int opcode = instruction(in); opcode != END; opcode = instruction(in)) {
      if (opcode >= 0x45 && opcode <= 0xc4) {
        found.add(Feature.EXTENDED_CONSTANTS);
      }
    }
  }

  private void function(WasmReader in) {
    WasmReader body = in.part(in.count(1));
    repeat(
        body,
        group -> {
          group.u32();
          valueType(group);
        });
    while (body.hasMore()) {
      instruction(body);
    }
  }

  /** Skips one instruction, noting what it is part of, and answers its opcode. */
  private int instruction(WasmReader in) {
    int opcode = in.u8();
    switch (opcode) {
      case 0x02, 0x03, 0x04 -> blockType(in);
      case 0x0c, 0x0d, 0x10, 0x20, 0x21, 0x22, 0x23, 0x24 -> in.u32();
      case 0x3f, 0x40 -> memoryIndex(in);
      case 0x0e -> {
        repeat(in, WasmReader::u32);
        in.u32();
      }
      case 0x11 -> indices(in, 2);
      case 0x12, 0x15 -> noted(in, Feature.TAIL_CALLS, 1);
      case 0x13 -> noted(in, Feature.TAIL_CALLS, 2);
      case 0x14, 0xd5, 0xd6 -> noted(in, Feature.FUNCTION_REFERENCES, 1);
      case 0xd4 -> found.add(Feature.FUNCTION_REFERENCES);
      case 0x08 -> noted(in, Feature.EXCEPTIONS, 1);
      case 0x0a -> found.add(Feature.EXCEPTIONS);
      case 0x1f -> tryTable(in);
      case 0x06, 0x07, 0x09, 0x18, 0x19 -> throw enough(Feature.LEGACY_EXCEPTIONS);
      case 0x1c -> {
        found.add(Feature.REFERENCE_TYPES);
        repeat(in, this::valueType);
      }
      case 0x25, 0x26, 0xd2 -> noted(in, Feature.REFERENCE_TYPES, 1);
      case 0xd0 -> {
        found.add(Feature.REFERENCE_TYPES);
        in.signed(33);
      }
      case 0xd1 -> found.add(Feature.REFERENCE_TYPES);
      case 0x41 -> in.signed(32);
      case 0x42 -> in.signed(64);
      case 0x43 -> in.skip(4);
      case 0x44 -> in.skip(8);
      case 0xc0, 0xc1, 0xc2, 0xc3, 0xc4 -> found.add(Feature.SIGN_EXTENSION);
      case 0xd3, 0xfb -> throw enough(Feature.GARBAGE_COLLECTION);
      case 0xfc -> prefixed(in);
      case 0xfd -> throw enough(Feature.SIMD);
      case 0xfe -> throw enough(Feature.THREADS);
      default -> {
        if (opcode >= 0x28 && opcode <= 0x3e) {
          memoryArgument(in);
        }
      }
    }
    return opcode;
  }

  private void noted(WasmReader in, Feature feature, int indices) {
    found.add(feature);
    indices(in, indices);
  }

  private static void indices(WasmReader in, int count) {
    for (int i = 0; i < count; i++) {
      in.u32();
    }
  }

  private void blockType(WasmReader in) {
    if (in.signed(33) >= 0) {
      found.add(Feature.MULTI_VALUE);
    }
  }

  private void tryTable(WasmReader in) {
    found.add(Feature.EXCEPTIONS);
    in.signed(33);
    repeat(in, clause -> indices(clause, clause.u8() < 2 ? 2 : 1));
  }

  private void memoryIndex(WasmReader in) {
    if (in.u32() > 0) {
      found.add(Feature.MULTI_MEMORY);
    }
  }

  private void memoryArgument(WasmReader in) {
    if ((in.u32() & 0x40) != 0) {
      found.add(Feature.MULTI_MEMORY);
      in.u32();
    }
    in.u64();
  }

  private void prefixed(WasmReader in) {
    int opcode = in.index();
    if (opcode < 8) {
      found.add(Feature.SATURATING_CONVERSIONS);
    } else if (opcode < 18) {
      found.add(opcode < 15 ? Feature.BULK_MEMORY : Feature.REFERENCE_TYPES);
      boolean one = opcode == 9 || opcode == 11 || opcode == 13 || opcode > 14;
      indices(in, one ? 1 : 2);
    } else {
      throw new Enough();
    }
  }
}
