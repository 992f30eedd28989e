package dev.odeon.engine;

/**
 * What code costs under {@link Metering#FIRST}, in units of fuel and slots of stack; the page
 * {@code docs/formats/fuel.md} says the same in words. Changing any of it makes another metering.
 */
final class CostTable {
  /** Slots of a frame beside its parameters, locals and operands. */
  static final int FRAME_SLOTS = 8;

  /** Slots of a call of an imported function, for the time that the host calls back. */
  static final int IMPORT_SLOTS = 500;

  /** Code that may be skipped is charged together with what comes before it, up to this much. */
  static final int AHEAD_MAX = 16;

  /** A call of an imported function, on top of the instruction. */
  static final int IMPORT = 2_000;

  /** Throwing an exception, the instruction included. */
  private static final int THROWN = 1_000;

  /** As many bytes as a bulk memory operation moves for one unit, as a power of two. */
  private static final int BULK_BYTES_LOG = 6;

  /** As many locals as are made zero for one unit, as a power of two. */
  private static final int LOCALS_LOG = 3;

  private static final int PAGE = 1_024;

  private CostTable() {}

  /** What an instruction costs beside what depends on its operands. */
  static int of(int opcode) {
    return switch (opcode) {
      case InstructionReader.BLOCK, InstructionReader.LOOP, InstructionReader.TRY_TABLE -> 0;
      case InstructionReader.ELSE, InstructionReader.END -> 0;
      case InstructionReader.THROW, InstructionReader.THROW_REF -> THROWN;
      default -> 1;
    };
  }

  /** Entering a function of that many locals, parameters not counted. */
  static int locals(int count) {
    return count >>> LOCALS_LOG;
  }

  /** Moving {@code count} bytes, as an unsigned number. */
  static int bytes(int count) {
    return count >>> BULK_BYTES_LOG;
  }

  /** Growing a memory by {@code count} pages. */
  static int pages(int count) {
    return count * PAGE;
  }
}
