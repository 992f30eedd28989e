package dev.odeon.component;

import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.component.AbiException.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value with one of several cases, each with or without a payload: an option, a result or a
 * variant. In memory it is the case number, then the payload at the largest alignment of all cases.
 * As flat values it is the case number, then slots that all cases share; a narrower value uses the
 * low half of a wider slot.
 */
abstract sealed class CaseShape extends TypeShape permits OptionShape, ResultShape, VariantShape {
  private final String[] names;
  private final @Nullable TypeShape[] payloads;
  private final int discriminantSize;
  private final int payloadOffset;

  CaseShape(List<Type.Case> cases) {
    @Nullable TypeShape[] payloads = new @Nullable TypeShape[cases.size()];
    List<CoreType> flat = new ArrayList<>(List.of(CoreType.I32));
    int payloadAlignment = 1;
    int payloadSize = 0;
    boolean makesRoom = false;
    for (int i = 0; i < payloads.length; i++) {
      Type type = cases.get(i).payload();
      if (type != null) {
        TypeShape payload = TypeShape.of(type);
        payloads[i] = payload;
        join(flat, payload.flat);
        payloadAlignment = Math.max(payloadAlignment, payload.alignment);
        payloadSize = Math.max(payloadSize, payload.size);
        makesRoom |= payload.makesRoom;
      }
    }
    int discriminantSize = discriminantSize(payloads.length);
    int alignment = Math.max(discriminantSize, payloadAlignment);
    int payloadOffset = align(discriminantSize, payloadAlignment);
    int size = align(Math.addExact(payloadOffset, payloadSize), alignment);
    super(size, alignment, flat, makesRoom);
    this.names = cases.stream().map(Type.Case::name).toArray(String[]::new);
    this.payloads = payloads;
    this.discriminantSize = discriminantSize;
    this.payloadOffset = payloadOffset;
  }

  /** The offset of the payload from the discriminant, in bytes. */
  final int payloadOffset() {
    return payloadOffset;
  }

  /**
   * Returns the case number of {@code value}.
   *
   * @throws IllegalArgumentException if it has none
   */
  abstract int index(Path path, Object value);

  /** Returns the payload of {@code value}, which {@link #index} accepted. */
  abstract @Nullable Object payload(Object value);

  /** Returns the host's value of a case. */
  abstract Object value(int index, @Nullable Object payload);

  @Override
  final Object load(Lifting lifting, long at) {
    int index = check(lifting, ScalarShape.read(lifting.memory, at, discriminantSize));
    TypeShape shape = payloads[index];
    if (shape == null) {
      return value(index, null);
    }
    lifting.down(names[index]);
    Object payload = shape.load(lifting, at + payloadOffset);
    lifting.up();
    return value(index, payload);
  }

  @Override
  final void store(Lowering lowering, long at, Object value) {
    int index = index(lowering, value);
    Object payload = payload(value);
    TypeShape shape = shape(lowering, index, payload);
    ScalarShape.write(lowering.memory, at, discriminantSize, index);
    if (shape != null && payload != null) {
      lowering.down(names[index]);
      shape.store(lowering, at + payloadOffset, payload);
      lowering.up();
    }
  }

  @Override
  final Object lift(Lifting lifting) {
    int end = lifting.position() + flat.size();
    int index = check(lifting, lifting.nextUnsigned());
    TypeShape shape = payloads[index];
    Object payload = null;
    if (shape != null) {
      lifting.down(names[index]);
      payload = shape.lift(lifting);
      lifting.up();
    }
    lifting.position(end);
    return value(index, payload);
  }

  @Override
  final void lower(Lowering lowering, Object value) {
    int end = lowering.position() + flat.size();
    int index = index(lowering, value);
    Object payload = payload(value);
    TypeShape shape = shape(lowering, index, payload);
    lowering.put(index);
    if (shape != null && payload != null) {
      lowering.down(names[index]);
      shape.lower(lowering, payload);
      lowering.up();
    }
    lowering.position(end);
  }

  /**
   * Writes the array {@code [index]} or {@code [index, payload]}; an option has its own encoding.
   */
  @Override
  void encode(Path path, CborWriter out, Object value) {
    int index = index(path, value);
    out.array(payloads[index] == null ? 1 : 2).uint(index);
    encodePayload(path, out, index, payload(value));
  }

  @Override
  Object decode(Path path, CborReader in) {
    int count = in.array();
    int index = count == 0 ? 0 : in.uint(payloads.length - 1);
    if (count != (payloads[index] == null ? 1 : 2)) {
      throw malformed(path, in, "case " + names[index] + " is not an array of " + count);
    }
    return value(index, decodePayload(path, in, index));
  }

  final void encodePayload(Path path, CborWriter out, int index, @Nullable Object payload) {
    TypeShape shape = shape(path, index, payload);
    if (shape != null && payload != null) {
      path.down(names[index]);
      shape.encode(path, out, payload);
      path.up();
    }
  }

  final @Nullable Object decodePayload(Path path, CborReader in, int index) {
    TypeShape shape = payloads[index];
    if (shape == null) {
      return null;
    }
    path.down(names[index]);
    Object payload = shape.decode(path, in);
    path.up();
    return payload;
  }

  private int check(Lifting lifting, long index) {
    if (index >= payloads.length) {
      throw lifting.wrong(
          Kind.DISCRIMINANT, "there is no case " + index + " of " + payloads.length);
    }
    return (int) index;
  }

  /**
   * Returns the shape of the case's payload; fails unless the case and the value both have a
   * payload or both have none.
   */
  private @Nullable TypeShape shape(Path path, int index, @Nullable Object payload) {
    TypeShape shape = payloads[index];
    if ((shape == null) != (payload == null)) {
      throw path.unfit(
          "case " + names[index] + (shape == null ? " has no payload" : " needs a payload"));
    }
    return shape;
  }

  /** Joins the payload's slots, after the discriminant, with those of the cases before. */
  private static void join(List<CoreType> flat, List<CoreType> payload) {
    for (int i = 0; i < payload.size(); i++) {
      if (i + 1 < flat.size()) {
        flat.set(i + 1, CoreType.join(flat.get(i + 1), payload.get(i)));
      } else {
        flat.add(payload.get(i));
      }
    }
  }
}
