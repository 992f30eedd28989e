package dev.odeon.component;

import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;

/** A bool. A guest's value is true unless it is 0 (Canonical ABI, {@code convert_int_to_bool}). */
final class BoolShape extends ScalarShape {
  BoolShape() {
    super(1, CoreType.I32);
  }

  @Override
  Object value(Path path, long bits) {
    return (int) bits != 0;
  }

  @Override
  long bits(Path path, Object value) {
    return path.as(Boolean.class, "bool", value) ? 1 : 0;
  }

  @Override
  void encode(Path path, CborWriter out, Object value) {
    out.bool(bits(path, value) == 1);
  }

  @Override
  Object decode(Path path, CborReader in) {
    return in.bool();
  }
}
