package dev.odeon.engine;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import run.endive.runtime.OpcodeImpl;

/**
 * A comparison of the library's that answers 0 or 1, and the jump that does without the number.
 *
 * @param operands the type of what is compared, as in descriptors
 * @param signed whether numbers are compared with their signs
 * @param jump the jump that is taken if the comparison with 0, or of two ints, holds
 */
record Comparison(char operands, boolean signed, int jump) {
  /** Of two ints. */
  static final Comparison EQUAL = new Comparison('I', true, Opcodes.IFEQ);

  /** Of two ints without signs. */
  static final Comparison GREATER_OR_EQUAL = new Comparison('I', false, Opcodes.IFGE);

  private static final Map<String, Comparison> BY_NAME = new HashMap<>();

  static {
    for (String type : new String[] {"I32", "I64", "F32", "F64"}) {
      char operands =
          switch (type) {
            case "I32" -> 'I';
            case "I64" -> 'J';
            case "F32" -> 'F';
            default -> 'D';
          };
      add(type + "_EQ", operands, true, Opcodes.IFEQ);
      add(type + "_NE", operands, true, Opcodes.IFNE);
      boolean integer = type.startsWith("I");
      String signed = integer ? "_S" : "";
      add(type + "_LT" + signed, operands, true, Opcodes.IFLT);
      add(type + "_GT" + signed, operands, true, Opcodes.IFGT);
      add(type + "_LE" + signed, operands, true, Opcodes.IFLE);
      add(type + "_GE" + signed, operands, true, Opcodes.IFGE);
      if (integer) {
        add(type + "_LT_U", operands, false, Opcodes.IFLT);
        add(type + "_GT_U", operands, false, Opcodes.IFGT);
        add(type + "_LE_U", operands, false, Opcodes.IFLE);
        add(type + "_GE_U", operands, false, Opcodes.IFGE);
      }
    }
  }

  private static void add(String name, char operands, boolean signed, int jump) {
    BY_NAME.put(name, new Comparison(operands, signed, jump));
  }

  /** The comparison that the library calls {@code name}; null if that is none of two operands. */
  static @Nullable Comparison of(String name) {
    return BY_NAME.get(name);
  }

  /** Whether the second operand may be left out if it is the int 0. */
  boolean knowsZero() {
    return operands == 'I' && signed;
  }

  /**
   * Writes the jump.
   *
   * @param holds whether to jump if it holds, or if it does not
   * @param zero whether the second operand is 0 and was left out
   */
  void write(MethodVisitor out, boolean holds, boolean zero, Label target) {
    int taken = holds ? jump : opposite(jump);
    switch (operands) {
      case 'I' -> {
        if (zero) {
          out.visitJumpInsn(taken, target);
        } else if (signed) {
          out.visitJumpInsn(taken - Opcodes.IFEQ + Opcodes.IF_ICMPEQ, target);
        } else {
          unsigned(out, "java/lang/Integer", "(II)I");
          out.visitJumpInsn(taken, target);
        }
      }
      case 'J' -> {
        if (signed) {
          out.visitInsn(Opcodes.LCMP);
        } else {
          unsigned(out, "java/lang/Long", "(JJ)I");
        }
        out.visitJumpInsn(taken, target);
      }
      default -> {
        // With a NaN, none but "not equal" holds.
        boolean less = jump == Opcodes.IFLT || jump == Opcodes.IFLE;
        int lower = operands == 'F' ? Opcodes.FCMPL : Opcodes.DCMPL;
        out.visitInsn(less ? lower + 1 : lower);
        out.visitJumpInsn(taken, target);
      }
    }
  }

  /** Writes the call that answers 0 or 1. */
  void writeNumber(MethodVisitor out, boolean zero) {
    if (zero) {
      out.visitInsn(Opcodes.ICONST_0);
    }
    out.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        Type.getInternalName(OpcodeImpl.class),
        name(),
        "(%c%c)I".formatted(operands, operands),
        false);
  }

  private String name() {
    String type = operands == 'I' || operands == 'J' ? "I" : "F";
    String size = operands == 'I' || operands == 'F' ? "32_" : "64_";
    String relation =
        switch (jump) {
          case Opcodes.IFEQ -> "EQ";
          case Opcodes.IFNE -> "NE";
          case Opcodes.IFLT -> "LT";
          case Opcodes.IFGT -> "GT";
          case Opcodes.IFLE -> "LE";
          default -> "GE";
        };
    boolean equality = jump == Opcodes.IFEQ || jump == Opcodes.IFNE;
    String sign = type.equals("F") || equality ? "" : signed ? "_S" : "_U";
    return type + size + relation + sign;
  }

  private static void unsigned(MethodVisitor out, String owner, String descriptor) {
    out.visitMethodInsn(Opcodes.INVOKESTATIC, owner, "compareUnsigned", descriptor, false);
  }

  private static int opposite(int jump) {
    return switch (jump) {
      case Opcodes.IFEQ -> Opcodes.IFNE;
      case Opcodes.IFNE -> Opcodes.IFEQ;
      case Opcodes.IFLT -> Opcodes.IFGE;
      case Opcodes.IFGE -> Opcodes.IFLT;
      case Opcodes.IFGT -> Opcodes.IFLE;
      default -> Opcodes.IFGT;
    };
  }
}
