package dev.odeon.component;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A result: ok is case 0, err is case 1. */
final class ResultShape extends CaseShape {
  private final String type;

  ResultShape(Type.ResultOf type) {
    super(List.of(new Type.Case("ok", type.ok()), new Type.Case("err", type.err())));
    this.type = type.toString();
  }

  @Override
  int index(Path path, Object value) {
    return switch (path.as(ResultValue.class, type, value)) {
      case ResultValue.Ok _ -> 0;
      case ResultValue.Err _ -> 1;
    };
  }

  @Override
  @Nullable Object payload(Object value) {
    return switch ((ResultValue) value) {
      case ResultValue.Ok(Object payload) -> payload;
      case ResultValue.Err(Object payload) -> payload;
    };
  }

  @Override
  Object value(int index, @Nullable Object payload) {
    return index == 0 ? new ResultValue.Ok(payload) : new ResultValue.Err(payload);
  }
}
