package dev.odeon.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.CodeSizeEvaluator;
import run.endive.runtime.OpcodeImpl;

/**
 * A method that is a function of the module, with what the library calls written out in place:
 * metering, loads and stores, comparisons that only decide a jump. HotSpot stops inlining long
 * before it has gone through a large method, so what is called there stays a call.
 *
 * <p>Whatever ends in such a call begins with instructions that push its last arguments. They are
 * held back until it is known what they are for.
 */
final class GuestMethod extends RenamedMethod {
  /** Room that what is written out needs beyond the library's. */
  static final int MORE_STACK = 8;

  static final int MORE_LOCALS = 5;

  /** Operations of the library that are called often and take no fuel. */
  private static final Set<String> FREE =
      Set.of(
          "memoryPages",
          "readGlobal",
          "writeGlobal",
          "tableGet",
          "tableSet",
          "tableSize",
          "isRefNull",
          "refAsNonNull",
          "isTailCallPending");

  private static final String ARITHMETIC = Type.getInternalName(OpcodeImpl.class);

  private record Covered(Label start, Label end, Label handler, @Nullable String exception) {}

  private final List<Covered> covered = new ArrayList<>();

  /** How much code there was at the labels of {@link #covered}. */
  private final Map<Label, Integer> sizes = new HashMap<>();

  private final CodeSizeEvaluator written;
  private final FunctionSpace space;
  private final boolean inline;
  private final int memory;
  private final MemoryAccess access;
  private final MeteringCode metering;
  private final @Nullable FuelLocal fuel;

  // What is held back, in this order: a constant, the registers, the instance; or a comparison.
  private @Nullable Integer constant;
  private boolean memoryHeld;
  private boolean instanceHeld;
  private @Nullable Comparison comparison;
  private boolean zeroHeld;

  /**
   * A method of that descriptor, with that many local variables.
   *
   * @param inline whether loads and stores are written out
   * @param fuelInLocal whether the fuel is kept in a local variable, and so is the memory's array
   *     if it stays the same between calls
   */
  GuestMethod(
      CodeSizeEvaluator next,
      String descriptor,
      int locals,
      CodeStyle style,
      boolean inline,
      boolean fuelInLocal) {
    super(next);
    this.written = next;
    this.space = style.space();
    this.inline = inline;
    // The registers are the last parameter but one.
    this.memory = (Type.getArgumentsAndReturnSizes(descriptor) >> 2) - 1 - 2;
    boolean arrayInLocal = fuelInLocal && !style.growing();
    int fuelAt = locals + MORE_LOCALS - 2;
    int arrayAt = arrayInLocal ? locals + MORE_LOCALS - 1 : -1;
    this.access = new MemoryAccess(next, memory, locals, style.growing(), arrayAt);
    this.fuel = fuelInLocal ? new FuelLocal(next, descriptor, memory, fuelAt, arrayInLocal) : null;
    this.metering = new MeteringCode(next, memory, fuel);
  }

  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    if (isDropped(owner, name)) {
      return;
    }
    if (owner.equals(ARITHMETIC) && arithmetic(name)
        || owner.equals(COPY) && operation(name, descriptor)
        || owner.startsWith(GuestClass.GENERATED) && reserved(name)) {
      return;
    }
    release();
    FuelLocal kept = mayTakeFuel(owner, name) ? fuel : null;
    if (kept != null) {
      kept.write();
    }
    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    if (kept != null) {
      kept.read();
      // Another module that shares the memory may have grown it.
      access.begin();
    }
  }

  /** Whether a call may take fuel: any but a few that certainly do not. */
  private static boolean mayTakeFuel(String owner, String name) {
    return owner.startsWith(GuestClass.GENERATED)
        && !(owner.equals(COPY) && (MemoryAccess.covers(name) || FREE.contains(name)));
  }

  @Override
  public void visitCode() {
    super.visitCode();
    access.begin();
    if (fuel != null) {
      fuel.read();
    }
  }

  /** The library covers code that comes to nothing with handlers, which the JVM does not accept. */
  @Override
  public void visitTryCatchBlock(
      Label start, Label end, Label handler, @Nullable String exception) {
    covered.add(new Covered(start, end, handler, exception));
    sizes.put(start, 0);
    sizes.put(end, 0);
  }

  @Override
  public void visitMaxs(int maxStack, int maxLocals) {
    for (Covered each : covered) {
      if (sizes.getOrDefault(each.start, 0) < sizes.getOrDefault(each.end, 0)) {
        super.visitTryCatchBlock(each.start, each.end, each.handler, each.exception);
      }
    }
    if (fuel != null) {
      fuel.close();
    }
    super.visitMaxs(maxStack, maxLocals);
  }

  private boolean arithmetic(String name) {
    Comparison found = Comparison.of(name);
    if (found != null) {
      hold(found, false);
      return true;
    }
    if (name.equals("I32_EQZ")) {
      hold(Comparison.EQUAL, true);
      return true;
    }
    PlainMath plain = PlainMath.of(name);
    if (plain != null) {
      release();
      plain.write(mv);
    }
    return plain != null;
  }

  private boolean operation(String name, String descriptor) {
    if (name.equals("i32_ge_u")) {
      hold(Comparison.GREATER_OR_EQUAL, false);
      return true;
    }
    Integer offset = constant;
    if (inline && offset != null && memoryHeld && !instanceHeld && MemoryAccess.covers(name)) {
      forget();
      access.write(name, descriptor, offset);
      return true;
    }
    return false;
  }

  private boolean reserved(String name) {
    if (!name.startsWith(GuestClass.FUNCTION) || !memoryHeld || !instanceHeld) {
      return false;
    }
    int index = space.reservedAt(Integer.parseInt(name.substring(GuestClass.FUNCTION.length())));
    if (index < 0) {
      return false;
    }
    Integer argument = constant;
    forget();
    metering.write(ReservedImport.values()[index], argument);
    return true;
  }

  private void hold(Comparison found, boolean withZero) {
    boolean zero = withZero;
    if (!withZero && found.knowsZero() && isZero()) {
      forget();
      zero = true;
    } else {
      release();
    }
    comparison = found;
    zeroHeld = zero;
  }

  private boolean isZero() {
    return constant != null && constant == 0 && !memoryHeld;
  }

  @Override
  public void visitJumpInsn(int opcode, Label label) {
    Comparison held = comparison;
    if (held != null && (opcode == Opcodes.IFEQ || opcode == Opcodes.IFNE)) {
      comparison = null;
      held.write(mv, opcode == Opcodes.IFNE, zeroHeld, label);
    } else {
      release();
      super.visitJumpInsn(opcode, label);
    }
  }

  private void forget() {
    constant = null;
    memoryHeld = false;
    instanceHeld = false;
  }

  /** Writes what was held back as it was. */
  private void release() {
    if (constant != null) {
      Constants.push(mv, constant);
    }
    if (memoryHeld) {
      mv.visitVarInsn(Opcodes.ALOAD, memory);
    }
    if (instanceHeld) {
      mv.visitVarInsn(Opcodes.ALOAD, memory + 1);
    }
    forget();
    Comparison held = comparison;
    if (held != null) {
      comparison = null;
      held.writeNumber(mv, zeroHeld);
    }
  }

  private void constant(int value) {
    release();
    constant = value;
  }

  @Override
  public void visitVarInsn(int opcode, int variable) {
    if (opcode == Opcodes.ALOAD && variable == memory) {
      if (memoryHeld || comparison != null) {
        release();
      }
      memoryHeld = true;
    } else if (opcode == Opcodes.ALOAD && variable == memory + 1 && memoryHeld && !instanceHeld) {
      instanceHeld = true;
    } else {
      release();
      super.visitVarInsn(opcode, variable);
    }
  }

  @Override
  public void visitInsn(int opcode) {
    if (opcode >= Opcodes.ICONST_M1 && opcode <= Opcodes.ICONST_5) {
      constant(opcode - Opcodes.ICONST_0);
    } else {
      release();
      if (fuel != null && opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
        fuel.writeField();
      }
      super.visitInsn(opcode);
    }
  }

  @Override
  public void visitIntInsn(int opcode, int operand) {
    if (opcode == Opcodes.BIPUSH || opcode == Opcodes.SIPUSH) {
      constant(operand);
    } else {
      release();
      super.visitIntInsn(opcode, operand);
    }
  }

  @Override
  public void visitLdcInsn(Object value) {
    if (value instanceof Integer number) {
      constant(number);
    } else {
      release();
      super.visitLdcInsn(value);
    }
  }

  @Override
  public void visitLabel(Label label) {
    release();
    sizes.computeIfPresent(label, (_, _) -> written.getMaxSize());
    super.visitLabel(label);
  }

  @Override
  public void visitFrame(
      int type,
      int localCount,
      Object @Nullable [] locals,
      int stackCount,
      Object @Nullable [] stack) {
    release();
    if (fuel == null) {
      super.visitFrame(type, localCount, locals, stackCount, stack);
    } else if (localCount == 0) {
      // Code that cannot be reached, which the library's writer has filled with a throw.
      fuel.pause();
      super.visitFrame(type, localCount, locals, stackCount, stack);
    } else {
      fuel.resume();
      Object[] all = fuel.withFuel(localCount, locals);
      super.visitFrame(type, all.length, all, stackCount, stack);
    }
  }

  @Override
  public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
    release();
    super.visitFieldInsn(opcode, owner, name, descriptor);
  }

  @Override
  public void visitTypeInsn(int opcode, String type) {
    release();
    super.visitTypeInsn(opcode, type);
  }

  @Override
  public void visitIincInsn(int variable, int increment) {
    release();
    super.visitIincInsn(variable, increment);
  }

  @Override
  public void visitTableSwitchInsn(int min, int max, Label other, Label... labels) {
    release();
    super.visitTableSwitchInsn(min, max, other, labels);
  }

  @Override
  public void visitLookupSwitchInsn(Label other, int[] keys, Label[] labels) {
    release();
    super.visitLookupSwitchInsn(other, keys, labels);
  }

  @Override
  public void visitInvokeDynamicInsn(
      String name, String descriptor, Handle bootstrap, Object... arguments) {
    release();
    super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
  }

  @Override
  public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
    release();
    super.visitMultiANewArrayInsn(descriptor, dimensions);
  }
}
