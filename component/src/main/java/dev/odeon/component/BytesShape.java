package dev.odeon.component;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import java.util.List;

/** A {@code list<u8>}, copied as a whole instead of as a list of numbers. */
final class BytesShape extends TypeShape {
  BytesShape() {
    super(8, 4, List.of(CoreType.I32, CoreType.I32), true);
  }

  @Override
  Object load(Lifting lifting, long at) {
    return lifting.run(
        "list",
        ScalarShape.read(lifting.memory, at, 4),
        ScalarShape.read(lifting.memory, at + 4, 4));
  }

  @Override
  void store(Lowering lowering, long at, Object value) {
    Bytes bytes = bytes(lowering, value);
    lowering.memory.i32(at, (int) lowering.run(bytes));
    lowering.memory.i32(at + 4, bytes.size());
  }

  @Override
  Object lift(Lifting lifting) {
    long at = lifting.nextUnsigned();
    return lifting.run("list", at, lifting.nextUnsigned());
  }

  @Override
  void lower(Lowering lowering, Object value) {
    Bytes bytes = bytes(lowering, value);
    lowering.put(lowering.run(bytes));
    lowering.put(bytes.size());
  }

  @Override
  void encode(Path path, CborWriter out, Object value) {
    out.bytes(bytes(path, value));
  }

  @Override
  Object decode(Path path, CborReader in) {
    return in.bytes();
  }

  private static Bytes bytes(Path path, Object value) {
    return path.as(Bytes.class, "list<u8>", value);
  }
}
