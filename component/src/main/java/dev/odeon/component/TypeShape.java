package dev.odeon.component;

import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.MalformedException;
import java.util.List;

/**
 * A type worked out once, so that no call has to: its size, alignment and flat types, and how its
 * values look in memory, as flat values and in CBOR. Checks of the host's values and of the guest's
 * live here alone.
 */
abstract sealed class TypeShape
    permits ScalarShape, StringShape, BytesShape, ListShape, TupleShape, CaseShape {
  private static final CoreType[] NO_CORE_TYPES = {};

  /** Bytes in memory, padding at the end included. */
  final int size;

  /** A power of two. */
  final int alignment;

  /** The slots of one value outside memory. */
  final List<CoreType> flat;

  /** Whether lowering asks the guest for room. */
  final boolean makesRoom;

  TypeShape(int size, int alignment, List<CoreType> flat, boolean makesRoom) {
    this.size = size;
    this.alignment = alignment;
    this.flat = List.of(flat.toArray(NO_CORE_TYPES));
    this.makesRoom = makesRoom;
  }

  /** The value at {@code at}, a place that was checked. */
  abstract Object load(Lifting lifting, long at);

  /** Puts {@code value} at {@code at}, a place that was checked. */
  abstract void store(Lowering lowering, long at, Object value);

  /** The value in the next flat slots. */
  abstract Object lift(Lifting lifting);

  /** Puts {@code value} into the next flat slots. */
  abstract void lower(Lowering lowering, Object value);

  /** Writes {@code value} as one item. */
  abstract void encode(Path path, CborWriter out, Object value);

  /** Reads one item. */
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

  /** The size of the smallest integer that numbers {@code cases} cases. */
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
