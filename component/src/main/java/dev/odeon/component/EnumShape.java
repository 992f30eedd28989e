package dev.odeon.component;

import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.component.AbiException.Kind;

/** An enum as the index of its case. */
final class EnumShape extends ScalarShape {
  private final String type;
  private final int cases;

  EnumShape(String type, int cases) {
    super(discriminantSize(cases), CoreType.I32);
    this.type = type;
    this.cases = cases;
  }

  @Override
  Object value(Path path, long bits) {
    int index = (int) bits;
    if (Integer.compareUnsigned(index, cases) >= 0) {
      throw path.wrong(
          Kind.DISCRIMINANT,
          "there is no case " + Integer.toUnsignedString(index) + " of " + cases);
    }
    return index;
  }

  @Override
  long bits(Path path, Object value) {
    int index = path.as(Integer.class, type, value);
    if (index < 0 || index >= cases) {
      throw path.unfit("there is no case " + index + " in " + type);
    }
    return index;
  }

  @Override
  void encode(Path path, CborWriter out, Object value) {
    out.uint(bits(path, value));
  }

  @Override
  Object decode(Path path, CborReader in) {
    return in.uint(cases - 1);
  }
}
