package dev.odeon.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.CodeSizeEvaluator;

/**
 * Keeps the fuel of a function with loops in a local variable, which the JVM can keep in a
 * processor register, where a field would be written in each round. The field has it whenever other
 * code may look: around calls, at returns, and, by a handler for whatever is thrown, at traps.
 */
final class FuelLocal {
  private record Range(Label start, Label end) {}

  private final CodeSizeEvaluator out;
  private final int registers;
  private final int local;
  private final boolean arrayFollows;
  private final Object[] parameters;
  private final List<Range> ranges = new ArrayList<>();
  private Label start = new Label();
  private int startSize;
  private boolean paused;

  /**
   * Fuel in the local variable {@code local} of a static method, with the registers in another.
   *
   * @param arrayFollows whether the local variable behind it is the memory's array throughout
   */
  FuelLocal(
      CodeSizeEvaluator out, String descriptor, int registers, int local, boolean arrayFollows) {
    this.out = out;
    this.registers = registers;
    this.local = local;
    this.arrayFollows = arrayFollows;
    this.parameters = parameters(descriptor);
  }

  private static Object[] parameters(String descriptor) {
    List<Object> types = new ArrayList<>();
    for (Type each : Type.getArgumentTypes(GuestClass.renamed(descriptor))) {
      types.add(
          switch (each.getSort()) {
            case Type.INT -> Opcodes.INTEGER;
            case Type.LONG -> Opcodes.LONG;
            case Type.FLOAT -> Opcodes.FLOAT;
            case Type.DOUBLE -> Opcodes.DOUBLE;
            default -> each.getInternalName();
          });
    }
    return types.toArray();
  }

  /** Reads the field: at the start, and after what may have changed it. */
  void read() {
    out.visitVarInsn(Opcodes.ALOAD, registers);
    out.visitFieldInsn(Opcodes.GETFIELD, GuestClass.REGISTERS, MeteringCode.FUEL, "I");
    out.visitVarInsn(Opcodes.ISTORE, local);
    begin();
  }

  /** What follows is without the local variable. */
  void pause() {
    endRange();
    paused = true;
  }

  /** What follows has it again. */
  void resume() {
    if (paused) {
      paused = false;
      begin();
    }
  }

  private void begin() {
    start = new Label();
    startSize = out.getMaxSize();
    out.visitLabel(start);
  }

  /** Writes the field, which is up to date from here to the next {@link #read}. */
  void write() {
    endRange();
    writeField();
  }

  /** Writes the field before the function ends; the handler still covers what follows. */
  void writeField() {
    out.visitVarInsn(Opcodes.ALOAD, registers);
    out.visitVarInsn(Opcodes.ILOAD, local);
    out.visitFieldInsn(Opcodes.PUTFIELD, GuestClass.REGISTERS, MeteringCode.FUEL, "I");
  }

  void take(int units, boolean answer) {
    if (units <= Short.MAX_VALUE) {
      out.visitIincInsn(local, -units);
    } else {
      out.visitVarInsn(Opcodes.ILOAD, local);
      Constants.push(out, units);
      out.visitInsn(Opcodes.ISUB);
      out.visitVarInsn(Opcodes.ISTORE, local);
    }
    if (answer) {
      out.visitVarInsn(Opcodes.ILOAD, local);
    }
  }

  /** The locals of a frame of the library's with this one among them. */
  Object[] withFuel(int count, Object @Nullable [] locals) {
    List<Object> all = new ArrayList<>();
    int slots = 0;
    for (int i = 0; i < count && locals != null; i++) {
      all.add(locals[i]);
      slots += locals[i] == Opcodes.LONG || locals[i] == Opcodes.DOUBLE ? 2 : 1;
    }
    for (; slots < local; slots++) {
      all.add(Opcodes.TOP);
    }
    all.add(Opcodes.INTEGER);
    if (arrayFollows) {
      all.add("[B");
    }
    return all.toArray();
  }

  /** Writes the handler behind the code. */
  void close() {
    endRange();
    if (ranges.isEmpty()) {
      return;
    }
    Label handler = new Label();
    out.visitLabel(handler);
    Object[] locals = withFuel(parameters.length, parameters);
    out.visitFrame(Opcodes.F_NEW, locals.length, locals, 1, new Object[] {"java/lang/Throwable"});
    writeField();
    out.visitInsn(Opcodes.ATHROW);
    for (Range each : ranges) {
      out.visitTryCatchBlock(each.start, each.end, handler, null);
    }
  }

  private void endRange() {
    if (out.getMaxSize() > startSize) {
      Label end = new Label();
      out.visitLabel(end);
      ranges.add(new Range(start, end));
    }
    startSize = Integer.MAX_VALUE;
  }
}
