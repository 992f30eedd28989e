package dev.odeon.engine;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Writes out in compiled code what {@link ReservedImport} stands for. */
final class MeteringCode {
  static final String FUEL = "fuel";

  private final MethodVisitor out;
  private final int registers;
  private final @Nullable FuelLocal fuel;

  /**
   * Metering by the registers in that local variable.
   *
   * @param fuel where the fuel is meanwhile; null for in the registers too
   */
  MeteringCode(MethodVisitor out, int registers, @Nullable FuelLocal fuel) {
    this.out = out;
    this.registers = registers;
    this.fuel = fuel;
  }

  /**
   * Writes the work of {@code function}.
   *
   * @param constant its last argument, if that is a constant; else it is on the stack
   */
  void write(ReservedImport function, @Nullable Integer constant) {
    switch (function) {
      case CHARGE -> take(required(constant), false);
      case SPEND -> take(required(constant), true);
      case ENTER -> {
        load();
        out.visitFieldInsn(Opcodes.GETFIELD, GuestClass.REGISTERS, "lowest", "I");
        out.visitInsn(Opcodes.ISUB);
        take(required(constant), true);
        out.visitInsn(Opcodes.IOR);
      }
      case REFILL -> {
        load();
        call("refill", "()V");
      }
      case DEEPEN -> {
        argument(constant);
        swapped();
        call("deepen", "(I)V");
      }
      case BORDER -> {
        argument(constant);
        swapped();
        out.visitFieldInsn(Opcodes.PUTFIELD, GuestClass.REGISTERS, "left", "I");
      }
      case ELEMENTS -> {
        argument(constant);
        out.visitInsn(Opcodes.DUP);
        swapped();
        call("spendElements", "(I)V");
      }
      case CANONICAL_32 -> canonical("(F)F");
      case CANONICAL_64 -> canonical("(D)D");
    }
  }

  private static int required(@Nullable Integer constant) {
    if (constant == null) {
      throw new IllegalStateException("a charge is not a constant");
    }
    return constant;
  }

  private void take(int units, boolean answer) {
    if (fuel != null) {
      fuel.take(units, answer);
      return;
    }
    load();
    out.visitInsn(Opcodes.DUP);
    out.visitFieldInsn(Opcodes.GETFIELD, GuestClass.REGISTERS, FUEL, "I");
    Constants.push(out, units);
    out.visitInsn(Opcodes.ISUB);
    if (answer) {
      out.visitInsn(Opcodes.DUP_X1);
    }
    out.visitFieldInsn(Opcodes.PUTFIELD, GuestClass.REGISTERS, FUEL, "I");
  }

  private void argument(@Nullable Integer constant) {
    if (constant != null) {
      Constants.push(out, constant);
    }
  }

  /** Pushes the registers below the argument. */
  private void swapped() {
    load();
    out.visitInsn(Opcodes.SWAP);
  }

  private void canonical(String descriptor) {
    out.visitMethodInsn(
        Opcodes.INVOKESTATIC, GuestClass.GUEST_CODE, "canonical", descriptor, false);
  }

  private void load() {
    out.visitVarInsn(Opcodes.ALOAD, registers);
  }

  private void call(String name, String descriptor) {
    if (fuel != null) {
      fuel.write();
    }
    out.visitMethodInsn(Opcodes.INVOKEVIRTUAL, GuestClass.REGISTERS, name, descriptor, false);
    if (fuel != null) {
      fuel.read();
    }
  }
}
