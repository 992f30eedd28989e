package dev.odeon.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import run.endive.compiler.internal.Compiler;
import run.endive.compiler.internal.Shaded;
import run.endive.runtime.Instance;

/**
 * A method of a generated class with registers in place of memories. Calls of the library's
 * operations, of which it would generate a copy with each module, go to the original, and those on
 * memories to {@link dev.odeon.engine.internal.GuestCode}.
 */
class RenamedMethod extends MethodVisitor {
  /** The class of operations, and what generated code takes for its name. */
  private static final String OPERATIONS = Type.getInternalName(Shaded.class);

  static final String COPY = (Compiler.DEFAULT_CLASS_NAME + "Shaded").replace('.', '/');

  private static final String INSTANCE = Type.getInternalName(Instance.class);
  private static final String CHECK = "checkInterruption";

  /** How metered code keeps exceptions, for what the library's does. */
  private static final Map<String, String> EXCEPTIONS =
      Map.of("registerException", "keep", "exn", "kept");

  RenamedMethod(MethodVisitor next) {
    super(Opcodes.ASM9, next);
  }

  /**
   * Whether a call is the library's check for an interrupt of the thread. It goes: a run is stopped
   * where its fuel is refilled.
   */
  static boolean isDropped(String owner, String name) {
    return owner.equals(COPY) && name.equals(CHECK);
  }

  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    if (isDropped(owner, name)) {
      return;
    }
    String renamed = GuestClass.renamed(descriptor);
    boolean ofMemory = !renamed.equals(descriptor);
    if (owner.equals(COPY)) {
      String target = ofMemory ? GuestClass.GUEST_CODE : OPERATIONS;
      super.visitMethodInsn(opcode, target, name, renamed, false);
    } else if (owner.startsWith(GuestClass.GENERATED)) {
      super.visitMethodInsn(opcode, owner, name, renamed, isInterface);
    } else if (owner.equals(INSTANCE) && EXCEPTIONS.containsKey(name)) {
      super.visitMethodInsn(
          Opcodes.INVOKESTATIC,
          GuestClass.GUEST_CODE,
          EXCEPTIONS.get(name),
          descriptor.replace("(", "(L" + INSTANCE + ';'),
          false);
    } else {
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      if (owner.equals(INSTANCE) && name.equals("memory")) {
        super.visitMethodInsn(
            Opcodes.INVOKESTATIC,
            GuestClass.GUEST_CODE,
            "registers",
            "(L%s;)L%s;".formatted(GuestClass.MEMORY, GuestClass.REGISTERS),
            false);
      }
    }
  }

  @Override
  public void visitFrame(
      int type,
      int localCount,
      Object @Nullable [] locals,
      int stackCount,
      Object @Nullable [] stack) {
    super.visitFrame(
        type, localCount, renamed(localCount, locals), stackCount, renamed(stackCount, stack));
  }

  private static Object @Nullable [] renamed(int count, Object @Nullable [] types) {
    if (types == null) {
      return null;
    }
    Object[] renamed = types.clone();
    for (int i = 0; i < Math.min(count, renamed.length); i++) {
      if (GuestClass.MEMORY.equals(renamed[i])) {
        renamed[i] = GuestClass.REGISTERS;
      }
    }
    return renamed;
  }

  @Override
  public void visitMaxs(int maxStack, int maxLocals) {
    super.visitMaxs(maxStack + GuestMethod.MORE_STACK, maxLocals + GuestMethod.MORE_LOCALS);
  }
}
