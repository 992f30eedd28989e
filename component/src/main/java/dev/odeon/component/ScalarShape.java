package dev.odeon.component;

import dev.odeon.base.LinearMemory;
import java.util.List;

/** A type whose value is one number of 1, 2, 4 or 8 bytes. */
abstract sealed class ScalarShape extends TypeShape
    permits BoolShape, NumberShape, FloatShape, CharShape, EnumShape {
  ScalarShape(int size, CoreType flat) {
    super(size, size, List.of(flat), false);
  }

  static ScalarShape of(Type.Primitive type) {
    return switch (type) {
      case BOOL -> new BoolShape();
      case CHAR -> new CharShape();
      case S8 -> new NumberShape("s8", 1, true);
      case U8 -> new NumberShape("u8", 1, false);
      case S16 -> new NumberShape("s16", 2, true);
      case U16 -> new NumberShape("u16", 2, false);
      case S32 -> new NumberShape("s32", 4, true);
      case U32 -> new NumberShape("u32", 4, false);
      case S64 -> new NumberShape("s64", 8, true);
      case U64 -> new NumberShape("u64", 8, false);
      case F32 -> new FloatShape(4);
      case F64 -> new FloatShape(8);
      case STRING -> throw new IllegalArgumentException("a string is more than one number");
    };
  }

  static ScalarShape ofEnum(String type, int cases) {
    return new EnumShape(type, cases);
  }

  static ScalarShape ofFlags(String type, int labels) {
    int size = labels <= 8 ? 1 : labels <= 16 ? 2 : 4;
    return new NumberShape(type, size, false, labels);
  }

  /** Returns the host's value of a guest's bits; bits above the type's size are undefined. */
  abstract Object value(Path path, long bits);

  /** Returns the bits of the host's value; the high half is zero if the flat type has 32 bits. */
  abstract long bits(Path path, Object value);

  @Override
  final Object load(Lifting lifting, long at) {
    return value(lifting, read(lifting.memory, at, size));
  }

  @Override
  final void store(Lowering lowering, long at, Object value) {
    write(lowering.memory, at, size, bits(lowering, value));
  }

  @Override
  final Object lift(Lifting lifting) {
    return value(lifting, lifting.next());
  }

  @Override
  final void lower(Lowering lowering, Object value) {
    lowering.put(bits(lowering, value));
  }

  /** Reads the unsigned number of {@code size} bytes at {@code at}. */
  static long read(LinearMemory memory, long at, int size) {
    return switch (size) {
      case 1 -> memory.i8(at) & 0xFFL;
      case 2 -> memory.i16(at) & 0xFFFFL;
      case 4 -> memory.i32(at) & 0xFFFF_FFFFL;
      default -> memory.i64(at);
    };
  }

  /** Writes the low {@code size} bytes of {@code bits} at {@code at}. */
  static void write(LinearMemory memory, long at, int size, long bits) {
    switch (size) {
      case 1 -> memory.i8(at, (byte) bits);
      case 2 -> memory.i16(at, (short) bits);
      case 4 -> memory.i32(at, (int) bits);
      default -> memory.i64(at, bits);
    }
  }
}
