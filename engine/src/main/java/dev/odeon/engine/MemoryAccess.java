package dev.odeon.engine;

import dev.odeon.engine.internal.GuestCode;
import java.lang.invoke.VarHandle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes out loads and stores on the array behind the first memory. If the module cannot grow it,
 * the array is as long as the memory, and its bounds check is the memory's. An address that is
 * negative as a signed number is out of bounds, whatever offset is added.
 */
final class MemoryAccess {
  private static final String HANDLE = Type.getInternalName(VarHandle.class);
  private static final String HANDLES = Type.getInternalName(GuestCode.class);

  private final MethodVisitor out;
  private final int memory;
  private final int scratch;
  private final boolean growing;
  private final int array;

  /**
   * Access by the registers in local {@code memory}, with three locals from {@code scratch} to use.
   *
   * @param growing whether the array can be longer than the memory
   * @param array the local that has the array; negative if none has
   */
  MemoryAccess(MethodVisitor out, int memory, int scratch, boolean growing, int array) {
    this.out = out;
    this.memory = memory;
    this.scratch = scratch;
    this.growing = growing;
    this.array = array;
  }

  /** Whether {@code operation} is one of the loads and stores. */
  static boolean covers(String operation) {
    return operation.startsWith("memoryRead") || operation.startsWith("memoryWrite");
  }

  /** The operation of that name, with the address and what is to be stored on the stack. */
  void write(String operation, String descriptor, int offset) {
    if (operation.startsWith("memoryRead")) {
      load(Type.getReturnType(descriptor), offset);
    } else {
      store(Type.getArgumentTypes(descriptor)[1], offset);
    }
  }

  private void load(Type type, int offset) {
    out.visitVarInsn(Opcodes.ISTORE, scratch);
    if (type == Type.BYTE_TYPE) {
      checkedBytes(offset);
      out.visitInsn(Opcodes.BALOAD);
    } else {
      handle(type);
      bytes();
      checked(offset, type);
      out.visitMethodInsn(
          Opcodes.INVOKEVIRTUAL, HANDLE, "get", "([BI)" + type.getDescriptor(), false);
    }
  }

  private void store(Type type, int offset) {
    int value = scratch + 1;
    out.visitVarInsn(type.getOpcode(Opcodes.ISTORE), value);
    out.visitVarInsn(Opcodes.ISTORE, scratch);
    if (type == Type.BYTE_TYPE) {
      checkedBytes(offset);
      out.visitVarInsn(Opcodes.ILOAD, value);
      out.visitInsn(Opcodes.BASTORE);
    } else {
      handle(type);
      bytes();
      checked(offset, type);
      out.visitVarInsn(type.getOpcode(Opcodes.ILOAD), value);
      out.visitMethodInsn(
          Opcodes.INVOKEVIRTUAL, HANDLE, "set", "([BI%s)V".formatted(type.getDescriptor()), false);
    }
  }

  /**
   * Pushes the array and an index that was checked against its length: the check that baload makes
   * itself ends, once it has failed often, in an exception that does not tell the function.
   */
  private void checkedBytes(int offset) {
    bytes();
    if (growing) {
      checked(offset, Type.BYTE_TYPE);
    } else {
      out.visitInsn(Opcodes.DUP);
      out.visitInsn(Opcodes.ARRAYLENGTH);
      address(offset);
      out.visitInsn(Opcodes.SWAP);
      checkIndex();
    }
  }

  /** Pushes the index, checked against the memory's size if that can be less than the array's. */
  private void checked(int offset, Type type) {
    address(offset);
    if (growing) {
      out.visitVarInsn(Opcodes.ALOAD, memory);
      out.visitFieldInsn(Opcodes.GETFIELD, GuestClass.REGISTERS, "size", "I");
      if (type != Type.BYTE_TYPE) {
        Constants.push(out, bytes(type) - 1);
        out.visitInsn(Opcodes.ISUB);
      }
      checkIndex();
    }
  }

  private static int bytes(Type type) {
    return type == Type.SHORT_TYPE ? 2 : 4 * type.getSize();
  }

  private void checkIndex() {
    out.visitMethodInsn(Opcodes.INVOKESTATIC, "java/util/Objects", "checkIndex", "(II)I", false);
  }

  private void handle(Type type) {
    String name =
        switch (type.getSort()) {
          case Type.SHORT -> "SHORTS";
          case Type.INT -> "INTS";
          case Type.LONG -> "LONGS";
          case Type.FLOAT -> "FLOATS";
          case Type.DOUBLE -> "DOUBLES";
          default -> throw new IllegalArgumentException("memories hold no " + type);
        };
    out.visitFieldInsn(Opcodes.GETSTATIC, HANDLES, name, 'L' + HANDLE + ';');
  }

  /** Puts the array into its local: at the start, and after calls. */
  void begin() {
    if (array >= 0) {
      field();
      out.visitVarInsn(Opcodes.ASTORE, array);
    }
  }

  private void bytes() {
    if (array >= 0) {
      out.visitVarInsn(Opcodes.ALOAD, array);
    } else {
      field();
    }
  }

  private void field() {
    out.visitVarInsn(Opcodes.ALOAD, memory);
    out.visitFieldInsn(Opcodes.GETFIELD, GuestClass.REGISTERS, "bytes", "[B");
  }

  private void address(int offset) {
    out.visitVarInsn(Opcodes.ILOAD, scratch);
    if (offset != 0) {
      Constants.push(out, offset);
      out.visitInsn(Opcodes.IADD);
      out.visitVarInsn(Opcodes.ILOAD, scratch);
      out.visitIntInsn(Opcodes.BIPUSH, 31);
      out.visitInsn(Opcodes.ISHR);
      out.visitInsn(Opcodes.IOR);
    }
  }
}
