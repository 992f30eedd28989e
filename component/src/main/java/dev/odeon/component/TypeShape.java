package dev.odeon.component;

import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.MalformedException;
import java.util.List;

/**
 * The precomputed layout of a type: its size, alignment and flat types, and its encoding in memory,
 * as flat values and in CBOR. All checks of the host's and the guest's values are here.
 */
abstract sealed class TypeShape
    permits ScalarShape, StringShape, BytesShape, ListShape, TupleShape, CaseShape {
  private static final CoreType[] NO_CORE_TYPES = {};

  /** The size in memory in bytes, trailing padding included. */
  final int size;

  /** The alignment in bytes, a power of two. */
  final int alignment;

  /** The types of its flat values. */
  final List<CoreType> flat;

  /** Whether lowering allocates memory in the guest. */
  final boolean makesRoom;

  TypeShape(int size, int alignment, List<CoreType> flat, boolean makesRoom) {
    this.size = size;
    this.alignment = alignment;
    this.flat = List.of(flat.toArray(NO_CORE_TYPES));
    this.makesRoom = makesRoom;
  }

  /** Loads the value at {@code at}, a checked address. */
  abstract Object load(Lifting lifting, long at);

  /** Stores {@code value} at {@code at}, a checked address. */
  abstract void store(Lowering lowering, long at, Object value);

  /** Lifts the value in the next flat slots. */
  abstract Object lift(Lifting lifting);

  /** Lowers {@code value} into the next flat slots. */
  abstract void lower(Lowering lowering, Object value);

  /** Writes {@code value} as one CBOR item. */
  abstract void encode(Path path, CborWriter out, Object value);

  /** Reads one CBOR item. */
  abstract Object decode(Path path, CborReader in);

  static TypeShape of(Type type) {
    return switch (type) {
      case Type.Primitive primitive ->
          primitive == Type.Primitive.STRING ? new StringShape() : ScalarShape.of(primitive);
      case Type.ListOf(Type element) ->
          element == Type.Primitive.U8 ? new BytesShape() : new ListShape(type, of(element));
      case Type.OptionOf option -> new OptionShape(option);
      case Type.ResultOf result -> new ResultShape(result);
      case Type.VariantOf variant -> new VariantShape(variant);
      case Type.TupleOf(List<Type> items) -> TupleShape.ofItems(type.toString(), items);
      case Type.RecordOf(List<Type.Field> fields) -> TupleShape.of(type.toString(), fields);
      case Type.EnumOf(List<String> cases) -> ScalarShape.ofEnum(type.toString(), cases.size());
      case Type.FlagsOf(List<String> labels) -> ScalarShape.ofFlags(type.toString(), labels.size());
    };
  }

  /** Returns the size in bytes of the smallest discriminant for {@code cases} cases. */
  static int discriminantSize(int cases) {
    return cases <= 1 << 8 ? 1 : cases <= 1 << 16 ? 2 : 4;
  }

  static int align(int offset, int alignment) {
    return Math.addExact(offset, alignment - 1) & -alignment;
  }

  static MalformedException malformed(Path path, CborReader in, String what) {
    return in.malformed(path + ": " + what);
  }
}
