package dev.odeon.component;

import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import java.util.ArrayList;
import java.util.List;

/** Consecutive values: a tuple, a record, or the parameters of a function. */
final class TupleShape extends TypeShape {
  private final String type;
  private final String[] names;
  private final TypeShape[] items;
  private final int[] offsets;

  private TupleShape(String type, String[] names, TypeShape[] items, int[] offsets, int alignment) {
    super(
        align(end(items, offsets), alignment),
        alignment,
        List.of(items).stream().flatMap(item -> item.flat.stream()).toList(),
        List.of(items).stream().anyMatch(item -> item.makesRoom));
    this.type = type;
    this.names = names;
    this.items = items;
    this.offsets = offsets;
  }

  static TupleShape ofItems(String type, List<Type> items) {
    List<Type.Field> fields = new ArrayList<>();
    for (Type item : items) {
      fields.add(new Type.Field(Integer.toString(fields.size()), item));
    }
    return of(type, fields);
  }

  static TupleShape of(String type, List<Type.Field> fields) {
    TypeShape[] items = new TypeShape[fields.size()];
    String[] names = new String[items.length];
    int[] offsets = new int[items.length];
    int alignment = 1;
    int end = 0;
    for (int i = 0; i < items.length; i++) {
      names[i] = fields.get(i).name();
      items[i] = TypeShape.of(fields.get(i).type());
      offsets[i] = align(end, items[i].alignment);
      end = Math.addExact(offsets[i], items[i].size);
      alignment = Math.max(alignment, items[i].alignment);
    }
    return new TupleShape(type, names, items, offsets, alignment);
  }

  /** Returns the offset of the item at {@code index} in bytes. */
  int offset(int index) {
    return offsets[index];
  }

  @Override
  List<Object> load(Lifting lifting, long at) {
    Object[] values = new Object[items.length];
    for (int i = 0; i < items.length; i++) {
      lifting.down(names[i]);
      values[i] = items[i].load(lifting, at + offsets[i]);
      lifting.up();
    }
    return List.of(values);
  }

  @Override
  void store(Lowering lowering, long at, Object value) {
    List<?> values = list(lowering, value);
    for (int i = 0; i < items.length; i++) {
      lowering.down(names[i]);
      items[i].store(lowering, at + offsets[i], values.get(i));
      lowering.up();
    }
  }

  @Override
  List<Object> lift(Lifting lifting) {
    Object[] values = new Object[items.length];
    for (int i = 0; i < items.length; i++) {
      lifting.down(names[i]);
      values[i] = items[i].lift(lifting);
      lifting.up();
    }
    return List.of(values);
  }

  @Override
  void lower(Lowering lowering, Object value) {
    List<?> values = list(lowering, value);
    for (int i = 0; i < items.length; i++) {
      lowering.down(names[i]);
      items[i].lower(lowering, values.get(i));
      lowering.up();
    }
  }

  @Override
  void encode(Path path, CborWriter out, Object value) {
    List<?> values = list(path, value);
    out.array(items.length);
    for (int i = 0; i < items.length; i++) {
      path.down(names[i]);
      items[i].encode(path, out, values.get(i));
      path.up();
    }
  }

  @Override
  List<Object> decode(Path path, CborReader in) {
    in.array(items.length);
    Object[] values = new Object[items.length];
    for (int i = 0; i < items.length; i++) {
      path.down(names[i]);
      values[i] = items[i].decode(path, in);
      path.up();
    }
    return List.of(values);
  }

  private List<?> list(Path path, Object value) {
    List<?> values = path.as(List.class, type, value);
    if (values.size() != items.length) {
      throw path.unfit(values.size() + " values for " + type + ", which takes " + items.length);
    }
    return values;
  }

  private static int end(TypeShape[] items, int[] offsets) {
    int last = items.length - 1;
    return last < 0 ? 0 : offsets[last] + items[last].size;
  }
}
