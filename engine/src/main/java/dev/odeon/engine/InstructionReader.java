package dev.odeon.engine;

import java.util.List;

/**
 * Walks the instructions of code that the library found valid, and says of each what it takes and
 * leaves on the operand stack. Opcodes: WebAssembly core specification §5.4.
 */
final class InstructionReader {
  static final int UNREACHABLE = 0x00;
  static final int BLOCK = 0x02;
  static final int LOOP = 0x03;
  static final int IF = 0x04;
  static final int ELSE = 0x05;
  static final int THROW = 0x08;
  static final int THROW_REF = 0x0a;
  static final int END = 0x0b;
  static final int BR = 0x0c;
  static final int BR_IF = 0x0d;
  static final int BR_TABLE = 0x0e;
  static final int RETURN = 0x0f;
  static final int CALL = 0x10;
  static final int CALL_INDIRECT = 0x11;
  static final int RETURN_CALL = 0x12;
  static final int RETURN_CALL_INDIRECT = 0x13;
  static final int CALL_REF = 0x14;
  static final int RETURN_CALL_REF = 0x15;
  static final int TRY_TABLE = 0x1f;
  static final int LOCAL_GET = 0x20;
  static final int LOCAL_SET = 0x21;
  static final int LOCAL_TEE = 0x22;
  static final int I32_CONST = 0x41;
  static final int REF_FUNC = 0xd2;
  static final int BR_ON_NULL = 0xd5;
  static final int BR_ON_NON_NULL = 0xd6;

  /** The opcodes after the prefix 0xfc, moved behind all others. */
  static final int PREFIXED = 0x100;

  static final int TABLE_INIT = PREFIXED + 12;
  static final int TABLE_COPY = PREFIXED + 14;
  static final int TABLE_FILL = PREFIXED + 17;

  private static final int EMPTY = -64;

  private final WasmReader in;
  private final List<FunctionType> types;

  private int start;
  private int opcode;
  private int first;
  private int second;
  private int blockType;
  private int blockTypeStart;
  private int blockTypeEnd;
  private int parameters;
  private int results;
  private int[] labels = {};
  private boolean catchesReferences;

  InstructionReader(WasmReader in, List<FunctionType> types) {
    this.in = in;
    this.types = types;
  }

  boolean hasMore() {
    return in.hasMore();
  }

  /** Where the next instruction begins. */
  int position() {
    return in.position();
  }

  /** Where the present one began. */
  int start() {
    return start;
  }

  /** The first immediate that is an index: of a label, a local, a function, a type. */
  int first() {
    return first;
  }

  /** The second one. */
  int second() {
    return second;
  }

  /** The type index of a block; -1 if it has none. */
  int blockType() {
    return blockType;
  }

  int blockTypeStart() {
    return blockTypeStart;
  }

  int blockTypeEnd() {
    return blockTypeEnd;
  }

  /** What a block takes. */
  int parameters() {
    return parameters;
  }

  /** What a block leaves. */
  int results() {
    return results;
  }

  /** The labels of br_table, or those that a try_table's clauses go to. */
  int[] labels() {
    return labels;
  }

  /** Whether a try_table makes references of what it catches. */
  boolean catchesReferences() {
    return catchesReferences;
  }

  /** Reads the next instruction and answers its opcode. */
  int next() {
    start = in.position();
    opcode = in.u8();
    switch (opcode) {
      case BLOCK, LOOP, IF -> readBlockType();
      case BR, BR_IF, BR_ON_NULL, BR_ON_NON_NULL, CALL, RETURN_CALL, CALL_REF, RETURN_CALL_REF ->
          first = in.index();
      case LOCAL_GET, LOCAL_SET, LOCAL_TEE, THROW, REF_FUNC -> first = in.index();
      case 0x23, 0x24, 0x25, 0x26, 0x3f, 0x40 -> in.u32();
      case BR_TABLE -> readLabels();
      case CALL_INDIRECT, RETURN_CALL_INDIRECT -> {
        first = in.index();
        second = in.index();
      }
      case 0x1c -> skipTypes();
      case TRY_TABLE -> readTryTable();
      case I32_CONST, 0x42 -> in.signed(64);
      case 0x43 -> in.skip(4);
      case 0x44 -> in.skip(8);
      case 0xd0 -> in.signed(33);
      case 0xfc -> readPrefixed();
      default -> {
        if (opcode >= 0x28 && opcode <= 0x3e) {
          skipMemoryArgument();
        }
      }
    }
    return opcode;
  }

  private void readBlockType() {
    blockTypeStart = in.position();
    long type = in.at(in.position(), in.end()).signed(33);
    if (type >= 0) {
      blockType = (int) in.signed(33);
      parameters = types.get(blockType).parameters().size();
      results = types.get(blockType).results().size();
    } else {
      blockType = -1;
      parameters = 0;
      results = type == EMPTY ? 0 : 1;
      if (type == EMPTY) {
        in.skip(1);
      } else {
        ValueTypes.read(in, "");
      }
    }
    blockTypeEnd = in.position();
  }

  private void readLabels() {
    labels = new int[in.count(1) + 1];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = in.index();
    }
  }

  private void skipTypes() {
    int count = in.count(1);
    for (int i = 0; i < count; i++) {
      ValueTypes.read(in, "");
    }
  }

  private void readTryTable() {
    readBlockType();
    int catches = in.count(2);
    labels = new int[catches];
    catchesReferences = false;
    for (int i = 0; i < catches; i++) {
      int kind = in.u8();
      catchesReferences |= kind == 1 || kind == 3;
      if (kind < 2) {
        in.u32();
      }
      labels[i] = in.index();
    }
  }

  private void readPrefixed() {
    int sub = in.index();
    opcode = PREFIXED + sub;
    switch (sub) {
      case 9, 11, 13, 15, 16, 17 -> in.u32();
      case 8, 10, 12, 14 -> {
        in.u32();
        in.u32();
      }
      default -> {}
    }
  }

  private void skipMemoryArgument() {
    if ((in.u32() & 0x40) != 0) {
      in.u32();
    }
    in.u64();
  }
}
