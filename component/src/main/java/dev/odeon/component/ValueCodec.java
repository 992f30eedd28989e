package dev.odeon.component;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.MalformedException;

/**
 * Values of one type as deterministic CBOR, in which what crossed a guest's border is recorded for
 * ever ({@code docs/formats/values.md}). The type is not part of the bytes: who reads them knows
 * it. Immutable.
 */
public final class ValueCodec {
  private final Type type;
  private final TypeShape shape;

  private ValueCodec(Type type) {
    this.type = type;
    this.shape = TypeShape.of(type);
  }

  /** The codec of {@code type}; keep it, it is worked out once. */
  public static ValueCodec of(Type type) {
    return new ValueCodec(type);
  }

  /** The type of the values. */
  public Type type() {
    return type;
  }

  /**
   * The bytes of {@code value}.
   *
   * @throws IllegalArgumentException if it is no value of the type, naming the place in it
   */
  public Bytes encode(Object value) {
    CborWriter out = new CborWriter(64);
    write(out, value);
    return out.toBytes();
  }

  /**
   * The value that {@code bytes} are, and nothing else.
   *
   * @throws MalformedException if they are not what {@link #encode} makes
   */
  public Object decode(Bytes bytes) {
    CborReader in = new CborReader(bytes);
    Object value = read(in);
    in.end();
    return value;
  }

  /** Writes {@code value} as one item: see {@link #encode}. */
  public void write(CborWriter out, Object value) {
    shape.encode(new Path("value"), out, value);
  }

  /** Reads one item: see {@link #decode}. */
  public Object read(CborReader in) {
    return shape.decode(new Path("value"), in);
  }
}
