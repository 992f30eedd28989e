package dev.odeon.component;

import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import java.util.List;

/** A list of any type but u8: a pointer to the elements and their count. */
final class ListShape extends TypeShape {
  private final String type;
  private final TypeShape element;

  ListShape(Type type, TypeShape element) {
    super(8, 4, List.of(CoreType.I32, CoreType.I32), true);
    this.type = type.toString();
    this.element = element;
  }

  @Override
  Object load(Lifting lifting, long at) {
    return elements(
        lifting,
        ScalarShape.read(lifting.memory, at, 4),
        ScalarShape.read(lifting.memory, at + 4, 4));
  }

  @Override
  void store(Lowering lowering, long at, Object value) {
    List<?> values = list(lowering, value);
    lowering.memory.i32(at, (int) elements(lowering, values));
    lowering.memory.i32(at + 4, values.size());
  }

  @Override
  Object lift(Lifting lifting) {
    long at = lifting.nextUnsigned();
    return elements(lifting, at, lifting.nextUnsigned());
  }

  @Override
  void lower(Lowering lowering, Object value) {
    List<?> values = list(lowering, value);
    lowering.put(elements(lowering, values));
    lowering.put(values.size());
  }

  @Override
  void encode(Path path, CborWriter out, Object value) {
    List<?> values = list(path, value);
    out.array(values.size());
    int i = 0;
    for (Object each : values) {
      path.down(i++);
      element.encode(path, out, each);
      path.up();
    }
  }

  @Override
  Object decode(Path path, CborReader in) {
    Object[] values = new Object[in.array()];
    for (int i = 0; i < values.length; i++) {
      path.down(i);
      values[i] = element.decode(path, in);
      path.up();
    }
    return List.of(values);
  }

  private List<?> list(Path path, Object value) {
    return path.as(List.class, type, value);
  }

  private Object elements(Lifting lifting, long at, long count) {
    lifting.elements(at, count, element);
    Object[] values = new Object[(int) count];
    for (int i = 0; i < values.length; i++) {
      lifting.down(i);
      values[i] = element.load(lifting, at + (long) i * element.size);
      lifting.up();
    }
    return List.of(values);
  }

  private long elements(Lowering lowering, List<?> values) {
    long at = lowering.room(values.size(), element);
    int i = 0;
    for (Object value : values) {
      lowering.down(i);
      element.store(lowering, at + (long) i * element.size, value);
      lowering.up();
      i++;
    }
    return at;
  }
}
