package dev.odeon.engine;

import java.util.BitSet;

/**
 * Walks instructions without validating them: finds what this engine refuses by name or by a {@link
 * ModuleLimit}, and whether arithmetic can make a NaN (semantics §9). Opcodes: WebAssembly core
 * specification §5.4, with tail calls, exceptions, multiple memories and function references.
 */
final class CodeScan {
  /** The library takes a block's type index with one of these values for a value type. */
  private static final int CONFUSED_MIN = 0x40;

  private static final int CONFUSED_MAX = 0x7f;

  /** The block type without parameters and results, 0x40, read as a signed number. */
  private static final int EMPTY = -64;

  /** What as many labels take of the heap, one instruction does. */
  private static final int LABELS_AN_INSTRUCTION = 4;

  private final WasmReader in;
  private final String place;
  private boolean floats;
  private boolean grows;
  private int instructions;
  private long labels;
  private int handlers;

  /** The blocks that are open: whether each is a try_table. */
  private final BitSet tries = new BitSet();

  private int depth;
  private int tryDepth;

  CodeScan(WasmReader in, String place) {
    this.in = in;
    this.place = place;
  }

  /** Walks to the end of the reader: a function's body. */
  void body() {
    int last = -1;
    while (in.hasMore()) {
      last = instruction();
    }
    if (last != 0x0b) {
      throw in.malformed("a function does not end with end");
    }
  }

  /** Walks to the next {@code end}: a constant expression. */
  void constant() {
    while (instruction() != 0x0b) {
      // Constant expressions have no blocks: the first end is theirs.
      ModuleLimit.CONSTANT_INSTRUCTIONS.check(instructions, place);
    }
  }

  /** Whether an instruction was met that can make a NaN whose bits the machine chooses. */
  boolean floats() {
    return floats;
  }

  /** Whether an instruction was met that grows a memory. */
  boolean grows() {
    return grows;
  }

  /** How many instructions were walked, tables of labels counted as several. */
  int instructions() {
    return instructions;
  }

  /** How many blocks and branches were walked, each of which may need a stack map. */
  long labels() {
    return labels;
  }

  /** How many {@code try_table} instructions and catch clauses were walked. */
  int handlers() {
    return handlers;
  }

  /** Skips one instruction with its immediates and answers its opcode. */
  private int instruction() {
    instructions++;
    int opcode = in.u8();
    switch (opcode) {
      case 0x00, 0x01, 0x0a, 0x0f, 0x1a, 0x1b, 0xd1, 0xd4 -> {}
      case 0x05 -> labels++;
      case 0x0b -> close();
      case 0x02, 0x03, 0x04 -> {
        open(false);
        blockType();
      }
      case 0x06, 0x07, 0x09, 0x18, 0x19 -> throw refused("legacy exceptions are not supported");
      case 0x0c, 0x0d -> {
        labels++;
        in.u32();
      }
      case 0x08, 0x10, 0x12, 0x14, 0x15, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26 -> in.u32();
      case 0xd5, 0xd6 -> {
        labels++;
        in.u32();
      }
      case 0xd2, 0x3f -> in.u32();
      case 0x40 -> {
        in.u32();
        grows = true;
      }
      case 0x0e -> branchTable();
      case 0x11, 0x13 -> indices(2);
      case 0x1c -> selectTypes();
      case 0x1f -> tryTable();
      case 0x41 -> in.signed(32);
      case 0x42 -> in.signed(64);
      case 0x43 -> in.skip(4);
      case 0x44 -> in.skip(8);
      case 0xd0 -> heapType();
      case 0xd3, 0xfb -> throw refused("garbage-collected types are not supported");
      case 0xfc -> prefixed();
      case 0xfd -> throw refused("SIMD is not supported");
      case 0xfe -> throw refused("threads are not supported");
      default -> plain(opcode);
    }
    return opcode;
  }

  private void plain(int opcode) {
    if (opcode >= 0x28 && opcode <= 0x3e) {
      memoryArgument();
    } else if (opcode >= 0x45 && opcode <= 0xc4) {
      floats |= makesNan(opcode);
    } else {
      throw in.malformed("opcode 0x%02x does not exist".formatted(opcode));
    }
  }

  private static boolean makesNan(int opcode) {
    return opcode >= 0x8d
            && opcode <= 0x97 // f32: ceil floor trunc nearest sqrt add sub mul div min max
        || opcode >= 0x9b && opcode <= 0xa5 // f64: the same
        || opcode == 0xb6 // f32.demote_f64
        || opcode == 0xbb; // f64.promote_f32
  }

  private void blockType() {
    WasmReader ahead = in.at(in.position(), in.end());
    long type = ahead.signed(33);
    if (type == EMPTY && ahead.position() == in.position() + 1) {
      in.skip(1);
    } else if (type < 0) {
      ValueTypes.read(in, place);
    } else if (type >= CONFUSED_MIN && type <= CONFUSED_MAX) {
      throw new ModuleException(
          "a block with type index %d is not supported: 64 to 127 are taken for value types"
              .formatted(type),
          where());
    } else {
      in.skip(ahead.position() - in.position());
    }
  }

  private void open(boolean handles) {
    labels++;
    ModuleLimit.NESTING.check(depth + 1L, place);
    tries.set(depth++, handles);
    if (handles) {
      ModuleLimit.HANDLER_NESTING.check(++tryDepth, place);
    }
  }

  /** The last end closes the function, and more of them are for the validation to find. */
  private void close() {
    if (depth > 0 && tries.get(--depth)) {
      tryDepth--;
    }
  }

  private void branchTable() {
    int count = in.count(1);
    ModuleLimit.LABELS.check(count, place);
    labels += count + 1L;
    instructions += count / LABELS_AN_INSTRUCTION;
    for (int i = 0; i <= count; i++) {
      in.u32();
    }
  }

  private void selectTypes() {
    int count = in.count(1);
    for (int i = 0; i < count; i++) {
      ValueTypes.read(in, place);
    }
  }

  private void tryTable() {
    open(true);
    blockType();
    int count = in.count(2);
    handlers += 1 + count;
    ModuleLimit.HANDLERS.check(handlers, place);
    for (int i = 0; i < count; i++) {
      int kind = in.u8();
      if (kind > 3) {
        throw in.malformed("catch clause %d does not exist".formatted(kind));
      }
      indices(kind < 2 ? 2 : 1);
    }
  }

  private void heapType() {
    ValueTypes.heapType(in, place);
  }

  private void memoryArgument() {
    long flags = in.u32();
    if ((flags & 0x40) != 0) {
      in.u32();
    }
    in.u64();
  }

  private void prefixed() {
    int opcode = in.index();
    switch (opcode) {
      case 0, 1, 2, 3, 4, 5, 6, 7 -> {}
      case 9, 11, 13, 15, 16, 17 -> in.u32();
      case 8, 10, 12, 14 -> indices(2);
      default -> throw in.malformed("opcode 0xfc %d does not exist".formatted(opcode));
    }
  }

  private void indices(int count) {
    for (int i = 0; i < count; i++) {
      in.u32();
    }
  }

  private ModuleException refused(String what) {
    return new ModuleException(what, where());
  }

  private String where() {
    return place + ", byte " + (in.position() - 1);
  }
}
