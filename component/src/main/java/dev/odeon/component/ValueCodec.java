package dev.odeon.component;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.MalformedException;

/**
 * Encodes values of one type as deterministic CBOR, the permanent format of recorded host calls
 * ({@code docs/formats/values.md}). The bytes do not contain the type: the reader must know it.
 * Immutable.
 */
public final class ValueCodec {
  private final Type type;
  private final TypeShape shape;

  private ValueCodec(Type type) {
    this.type = type;
    this.shape = TypeShape.of(type);
  }

  /** Returns the codec of {@code type}. Keep it for reuse: it is precomputed. */
  public static ValueCodec of(Type type) {
    return new ValueCodec(type);
  }

  /** The type of the values. */
  public Type type() {
    return type;
  }

  /**
   * Encodes {@code value}.
   *
   * @throws IllegalArgumentException if it is not a value of the type; the message names the place
   *     in it
   */
  public Bytes encode(Object value) {
    CborWriter out = new CborWriter(64);
    write(out, value);
    return out.toBytes();
  }

  /**
   * Decodes {@code bytes}, which must be exactly one value.
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
