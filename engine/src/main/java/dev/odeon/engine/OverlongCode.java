package dev.odeon.engine;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.AnnotatedInstruction;
import run.endive.wasm.types.CodeSection;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.FunctionBody;
import run.endive.wasm.types.OpCode;

/**
 * Keeps functions from the compiler that are certain to be longer than a method of the JVM can be.
 * What writes the class files would find that out as well, but then all classes of the module are
 * generated again, once for each such function; and the time it takes for branches to one label
 * grows with the square of their number (half a minute for 400,000 of them).
 */
final class OverlongCode {
  /** The longest method (JVM specification §4.7.3). */
  private static final int METHOD_BYTES_MAX = 65_535;

  private static final int BRANCH_BYTES = 3;
  private static final int LABEL_BYTES = 4;

  /** A call with the memory and the instance as its last arguments. */
  private static final int CALL_BYTES = 5;

  /**
   * The first local whose number takes two bytes, and the first for which one is not in the opcode.
   */
  private static final int WIDE_LOCAL = 256;

  private static final int SHORT_LOCALS = 4;

  private OverlongCode() {}

  /** The functions of {@code module}, by index, that need not be tried. */
  static Set<Integer> functions(WasmModule module) {
    CodeSection code = module.codeSection();
    int imported = module.importSection().count(ExternalType.FUNCTION);
    return IntStream.range(0, code.functionBodyCount())
        .filter(i -> bytesMin(code.getFunctionBody(i)) > METHOD_BYTES_MAX)
        .mapToObj(i -> imported + i)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The bytes that its method has at least: code that cannot be reached comes to nothing. */
  private static long bytesMin(FunctionBody body) {
    long bytes = 0;
    for (int i = 0; i < body.localTypes().size(); i++) {
      bytes += 1 + localBytes(i);
    }
    int dead = 0;
    for (AnnotatedInstruction each : body.instructions()) {
      if (dead == 0) {
        bytes += bytesMin(each);
        dead = endsFlow(each) ? 1 : 0;
      } else {
        dead += nesting(each);
        if (dead == 1 && each.opcode() == OpCode.ELSE) {
          dead = 0;
        }
      }
    }
    return bytes;
  }

  private static boolean endsFlow(AnnotatedInstruction each) {
    return switch (each.opcode()) {
      case BR,
          BR_TABLE,
          RETURN,
          UNREACHABLE,
          THROW,
          THROW_REF,
          RETURN_CALL,
          RETURN_CALL_INDIRECT,
          RETURN_CALL_REF ->
          true;
      default -> false;
    };
  }

  /** By how much the code after it is nested more deeply. */
  private static int nesting(AnnotatedInstruction each) {
    return switch (each.opcode()) {
      case BLOCK, LOOP, IF, TRY_TABLE -> 1;
      case END -> -1;
      default -> 0;
    };
  }

  private static long bytesMin(AnnotatedInstruction each) {
    return switch (each.opcode()) {
      case NOP, BLOCK, LOOP, TRY_TABLE, ELSE, END -> 0;
      case BR, BR_IF, IF -> BRANCH_BYTES;
      case BR_TABLE -> (long) LABEL_BYTES * each.operandCount();
      case LOCAL_GET, LOCAL_SET -> localBytes(each.operand(0));
      case LOCAL_TEE -> 1 + localBytes(each.operand(0));
      case CALL, CALL_INDIRECT, CALL_REF, GLOBAL_GET, GLOBAL_SET -> CALL_BYTES;
      default -> isAccess(each.opcode().opcode()) ? CALL_BYTES : 1;
    };
  }

  /** Whether it is a load or a store. */
  private static boolean isAccess(int opcode) {
    return opcode >= 0x28 && opcode <= 0x3e;
  }

  /** What a load or store of that local takes: none has a lower number in the method. */
  private static int localBytes(long local) {
    return local < SHORT_LOCALS ? 1 : local < WIDE_LOCAL ? 2 : 4;
  }
}
