package dev.odeon.component;

import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.component.AbiException.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of several cases, each with or without a payload: an option, a result or a variant. In memory
 * the number of the case, then, as aligned as the most aligned case wants it, the payload. As flat
 * values the number and then slots that all cases share, the narrower value in the low half of a
 * wider slot.
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

  /** Where the payload stands, in bytes from the discriminant. */
  final int payloadOffset() {
    return payloadOffset;
  }

  /** The number of the case that {@code value} is, if there is one. */
  abstract int index(Path path, Object value);

  /** The payload of {@code value}, which {@link #index} found fit. */
  abstract @Nullable Object payload(Object value);

  /** The host's value of a case. */
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

  /** The array {@code [index]} or {@code [index, payload]}; an option has its own form. */
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

  /** The shape of the payload of a case, which is there if and only if the value has one. */
  private @Nullable TypeShape shape(Path path, int index, @Nullable Object payload) {
    TypeShape shape = payloads[index];
    if ((shape == null) != (payload == null)) {
      throw path.unfit(
          "case " + names[index] + (shape == null ? " has no payload" : " needs a payload"));
    }
    return shape;
  }

  /** Slots after the discriminant are the payload's, joined with those of the cases before. */
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
