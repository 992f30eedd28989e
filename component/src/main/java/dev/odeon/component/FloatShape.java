package dev.odeon.component;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import java.nio.ByteBuffer;

/**
 * An f32 or f64. In both directions every NaN becomes the canonical one, 0x7fc00000 or
 * 0x7ff8000000000000 (Canonical ABI, {@code canonicalize32}), which is what Java's {@code
 * floatToIntBits} and {@code doubleToLongBits} do.
 */
final class FloatShape extends ScalarShape {
  FloatShape(int size) {
    super(size, size == 4 ? CoreType.F32 : CoreType.F64);
  }

  @Override
  Object value(Path path, long bits) {
    if (size == 4) {
      float value = Float.intBitsToFloat((int) bits);
      return Float.isNaN(value) ? Float.NaN : value;
    }
    double value = Double.longBitsToDouble(bits);
    return Double.isNaN(value) ? Double.NaN : value;
  }

  @Override
  long bits(Path path, Object value) {
    return size == 4
        ? Float.floatToIntBits(path.as(Float.class, "f32", value)) & 0xFFFF_FFFFL
        : Double.doubleToLongBits(path.as(Double.class, "f64", value));
  }

  @Override
  void encode(Path path, CborWriter out, Object value) {
    long bits = bits(path, value);
    ByteBuffer buffer = ByteBuffer.allocate(size);
    out.bytes(Bytes.wrap((size == 4 ? buffer.putInt((int) bits) : buffer.putLong(bits)).array()));
  }

  @Override
  Object decode(Path path, CborReader in) {
    Bytes raw = in.bytes();
    if (raw.size() != size) {
      throw malformed(path, in, "a float of " + size + " bytes has " + raw.size());
    }
    long bits = size == 4 ? raw.buffer().getInt() & 0xFFFF_FFFFL : raw.buffer().getLong();
    Object value = value(path, bits);
    if (bits(path, value) != bits) {
      throw malformed(path, in, "a NaN has other bits than the canonical one");
    }
    return value;
  }
}
