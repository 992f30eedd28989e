package dev.odeon.component;

import org.jspecify.annotations.Nullable;

/** A variant, identified by the number of its case. */
final class VariantShape extends CaseShape {
  private final String type;
  private final int count;

  VariantShape(Type.VariantOf type) {
    super(type.cases());
    this.type = type.toString();
    this.count = type.cases().size();
  }

  @Override
  int index(Path path, Object value) {
    int index = path.as(VariantValue.class, type, value).index();
    if (index >= count) {
      throw path.unfit("there is no case " + index + " in " + type);
    }
    return index;
  }

  @Override
  @Nullable Object payload(Object value) {
    return ((VariantValue) value).payload();
  }

  @Override
  Object value(int index, @Nullable Object payload) {
    return new VariantValue(index, payload);
  }
}
