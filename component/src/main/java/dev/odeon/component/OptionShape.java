package dev.odeon.component;

import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An option as an {@code Optional}. In CBOR it is null or an array of one, so that nested options
 * stay distinct.
 */
final class OptionShape extends CaseShape {
  private final String type;

  OptionShape(Type.OptionOf type) {
    super(List.of(new Type.Case("none", null), new Type.Case("some", type.some())));
    this.type = type.toString();
  }

  @Override
  int index(Path path, Object value) {
    return path.as(Optional.class, type, value).isPresent() ? 1 : 0;
  }

  @Override
  @Nullable Object payload(Object value) {
    return ((Optional<?>) value).orElse(null);
  }

  @Override
  Object value(int index, @Nullable Object payload) {
    return Optional.ofNullable(payload);
  }

  @Override
  void encode(Path path, CborWriter out, Object value) {
    if (index(path, value) == 0) {
      out.nil();
    } else {
      out.array(1);
      encodePayload(path, out, 1, payload(value));
    }
  }

  @Override
  Object decode(Path path, CborReader in) {
    if (in.nil()) {
      return Optional.empty();
    }
    in.array(1);
    return value(1, decodePayload(path, in, 1));
  }
}
