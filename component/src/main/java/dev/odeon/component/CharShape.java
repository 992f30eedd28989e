package dev.odeon.component;

import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.component.AbiException.Kind;

/** A char: a Unicode scalar value, which excludes surrogates and anything above U+10FFFF. */
final class CharShape extends ScalarShape {
  CharShape() {
    super(4, CoreType.I32);
  }

  @Override
  Object value(Path path, long bits) {
    if (!isScalar((int) bits)) {
      throw path.wrong(Kind.CHAR, refusal((int) bits));
    }
    return (int) bits;
  }

  @Override
  long bits(Path path, Object value) {
    int codePoint = path.as(Integer.class, "char", value);
    if (!isScalar(codePoint)) {
      throw path.unfit(refusal(codePoint));
    }
    return codePoint;
  }

  @Override
  void encode(Path path, CborWriter out, Object value) {
    out.uint(bits(path, value));
  }

  @Override
  Object decode(Path path, CborReader in) {
    int codePoint = in.uint(Character.MAX_CODE_POINT);
    if (!isScalar(codePoint)) {
      throw malformed(path, in, refusal(codePoint));
    }
    return codePoint;
  }

  private static boolean isScalar(int codePoint) {
    return Character.isValidCodePoint(codePoint)
        && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
  }

  private static String refusal(int codePoint) {
    return "0x%x is not Unicode scalar value".formatted(codePoint);
  }
}
