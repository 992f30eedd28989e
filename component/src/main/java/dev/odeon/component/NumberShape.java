package dev.odeon.component;

import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;

/**
 * An integer as a {@code Long}; also flags, an integer in which only the labels' bits may be set.
 */
final class NumberShape extends ScalarShape {
  private final String type;
  private final boolean signed;
  private final int width;

  NumberShape(String type, int size, boolean signed) {
    this(type, size, signed, size * 8);
  }

  /** Creates a number with {@code width} significant bits. */
  NumberShape(String type, int size, boolean signed, int width) {
    super(size, size == 8 ? CoreType.I64 : CoreType.I32);
    this.type = type;
    this.signed = signed;
    this.width = width;
  }

  @Override
  Object value(Path path, long bits) {
    return narrow(bits);
  }

  @Override
  long bits(Path path, Object value) {
    long number = path.as(Long.class, type, value);
    if (narrow(number) != number) {
      throw path.unfit(number + " is outside " + type);
    }
    return size == 8 ? number : number & 0xFFFF_FFFFL;
  }

  @Override
  void encode(Path path, CborWriter out, Object value) {
    bits(path, value);
    long number = (Long) value;
    if (signed) {
      out.integer(number);
    } else {
      out.uint(number);
    }
  }

  @Override
  Object decode(Path path, CborReader in) {
    long number = signed ? in.integer() : in.unsigned64();
    if (narrow(number) != number) {
      throw malformed(
          path, in, (signed ? number : Long.toUnsignedString(number)) + " is outside " + type);
    }
    return number;
  }

  /** Returns the number in the low {@code width} bits. */
  private long narrow(long bits) {
    int above = Long.SIZE - width;
    return signed ? bits << above >> above : bits << above >>> above;
  }
}
