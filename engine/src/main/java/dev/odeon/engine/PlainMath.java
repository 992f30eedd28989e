package dev.odeon.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The operations of the library that are one of the JDK's, which HotSpot knows by itself. */
enum PlainMath {
  CLZ_32("java/lang/Integer", "numberOfLeadingZeros", "(I)I", false),
  CTZ_32("java/lang/Integer", "numberOfTrailingZeros", "(I)I", false),
  POPCNT_32("java/lang/Integer", "bitCount", "(I)I", false),
  ROTL_32("java/lang/Integer", "rotateLeft", "(II)I", false),
  ROTR_32("java/lang/Integer", "rotateRight", "(II)I", false),
  ROTL_64("java/lang/Long", "rotateLeft", "(JI)J", true),
  ROTR_64("java/lang/Long", "rotateRight", "(JI)J", true),
  SQRT_64("java/lang/Math", "sqrt", "(D)D", false),
  EXTEND_U("java/lang/Integer", "toUnsignedLong", "(I)J", false);

  private static final Map<String, PlainMath> BY_NAME =
      Map.of(
          "I32_CLZ", CLZ_32,
          "I32_CTZ", CTZ_32,
          "I32_POPCNT", POPCNT_32,
          "I32_ROTL", ROTL_32,
          "I32_ROTR", ROTR_32,
          "I64_ROTL", ROTL_64,
          "I64_ROTR", ROTR_64,
          "F64_SQRT", SQRT_64,
          "I64_EXTEND_I32_U", EXTEND_U);

  private final String owner;
  private final String name;
  private final String descriptor;
  private final boolean narrowed;

  PlainMath(String owner, String name, String descriptor, boolean narrowed) {
    this.owner = owner;
    this.name = name;
    this.descriptor = descriptor;
    this.narrowed = narrowed;
  }

  /** The operation that the library calls {@code name}; null if it is none of these. */
  static @Nullable PlainMath of(String name) {
    return BY_NAME.get(name);
  }

  void write(MethodVisitor out) {
    if (narrowed) {
      out.visitInsn(Opcodes.L2I);
    }
    out.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
  }
}
