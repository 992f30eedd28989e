package dev.odeon.engine;

/**
 * How many operands the instructions take and leave that are not about control or calls, and what
 * they have to do with NaNs.
 */
final class OperandEffects {
  private OperandEffects() {}

  static int takes(int opcode) {
    if (opcode >= 0x45 && opcode <= 0xc4) {
      return unary(opcode) ? 1 : 2;
    }
    if (opcode >= 0x28 && opcode <= 0x35) {
      return 1; // loads
    }
    if (opcode >= 0x36 && opcode <= 0x3e) {
      return 2; // stores
    }
    return switch (opcode) {
      case 0x1a, 0x22, 0x24, 0x25, 0x40, 0xd1, 0xd4 -> 1;
      case InstructionReader.BR_ON_NULL, InstructionReader.BR_ON_NON_NULL -> 1;
      case InstructionReader.THROW_REF -> 1;
      case 0x26 -> 2;
      case 0x1b, 0x1c -> 3;
      default -> opcode >= InstructionReader.PREFIXED ? prefixed(opcode) : 0;
    };
  }

  private static int prefixed(int opcode) {
    return switch (opcode - InstructionReader.PREFIXED) {
      case 8, 10, 11, 12, 14, 17 -> 3;
      case 9, 13, 16 -> 0;
      case 15 -> 2;
      default -> 1; // saturating truncations
    };
  }

  static int leaves(int opcode) {
    if (opcode >= 0x28 && opcode <= 0x35 || opcode >= 0x41 && opcode <= 0xc4) {
      return 1;
    }
    return switch (opcode) {
      case 0x1b, 0x1c, 0x23, 0x25, 0x3f, 0x40, 0xd0, 0xd1, 0xd4 -> 1;
      default -> {
        int sub = opcode - InstructionReader.PREFIXED;
        yield sub >= 0 && sub <= 7 || sub == 15 || sub == 16 ? 1 : 0;
      }
    };
  }

  private static boolean unary(int opcode) {
    return opcode == 0x45
        || opcode == 0x50
        || opcode >= 0x67 && opcode <= 0x69
        || opcode >= 0x79 && opcode <= 0x7b
        || opcode >= 0x8b && opcode <= 0x91
        || opcode >= 0x99 && opcode <= 0x9f
        || opcode >= 0xa7;
  }

  /**
   * Which NaN an instruction can make whose bits the machine chooses: {@link OperandStack#NAN_32},
   * {@link OperandStack#NAN_64}, or {@link OperandStack#CLEAN} for none.
   */
  static int makesNan(int opcode) {
    if (opcode >= 0x8d && opcode <= 0x97 || opcode == 0xb6) {
      return OperandStack.NAN_32; // ceil floor trunc nearest sqrt add sub mul div min max, demote
    }
    if (opcode >= 0x9b && opcode <= 0xa5 || opcode == 0xbb) {
      return OperandStack.NAN_64; // the same, promote
    }
    return OperandStack.CLEAN;
  }

  /** Whether an instruction does the same with any NaN. */
  static boolean blindToNans(int opcode) {
    return makesNan(opcode) != OperandStack.CLEAN
        || opcode == 0x1a // drop
        || opcode >= 0x5b && opcode <= 0x66 // comparisons
        || opcode >= 0xa8 && opcode <= 0xab // truncations to i32
        || opcode >= 0xae && opcode <= 0xb1 // to i64
        || opcode >= InstructionReader.PREFIXED && opcode <= InstructionReader.PREFIXED + 7;
  }

  /** Whether what follows cannot be reached, of the instructions that stay as they are. */
  static boolean ends(int opcode) {
    return opcode == InstructionReader.UNREACHABLE
        || opcode == InstructionReader.THROW
        || opcode == InstructionReader.THROW_REF;
  }
}
