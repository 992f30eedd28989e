package dev.odeon.component;

import dev.odeon.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Values of any type from a seed, the extremes of each among them. */
final class RandomValues {
  private static final List<String> TEXTS =
      List.of("", "a", "counter", "äöü€", "𝄞 clef", "\uFFFD", "\u0000");
  private static final List<Integer> CHARS = List.of(0, 0x78, 0xD7FF, 0xE000, 0x10FFFF);
  private static final List<Float> FLOATS =
      List.of(0f, -0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, 1.5f);
  private static final List<Double> DOUBLES =
      List.of(0d, -0d, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, Math.PI);

  private final Random random;

  RandomValues(long seed) {
    random = new Random(seed);
  }

  List<Object> params(WitFunction type) {
    return type.params().stream().map(param -> of(param.type())).toList();
  }

  Object of(Type type) {
    return switch (type) {
      case Type.Primitive primitive -> primitive(primitive);
      case Type.ListOf(Type element) -> list(element);
      case Type.OptionOf(Type some) ->
          random.nextBoolean() ? Optional.empty() : Optional.of(of(some));
      case Type.ResultOf result -> result(result);
      case Type.TupleOf(List<Type> items) -> items.stream().map(this::of).toList();
      case Type.RecordOf(List<Type.Field> fields) ->
          fields.stream().map(field -> of(field.type())).toList();
      case Type.EnumOf(List<String> cases) -> random.nextInt(cases.size());
      case Type.FlagsOf(List<String> labels) -> random.nextLong() >>> (64 - labels.size());
      case Type.VariantOf(List<Type.Case> cases) -> {
        int index = random.nextInt(cases.size());
        Type payload = cases.get(index).payload();
        yield new VariantValue(index, payload == null ? null : of(payload));
      }
    };
  }

  private ResultValue result(Type.ResultOf type) {
    if (random.nextBoolean()) {
      return type.ok() == null ? ResultValue.OK : ResultValue.ok(of(type.ok()));
    }
    return type.err() == null ? ResultValue.ERR : ResultValue.err(of(type.err()));
  }

  private Object list(Type element) {
    int count = random.nextInt(5);
    if (element == Type.Primitive.U8) {
      byte[] bytes = new byte[count * 7];
      random.nextBytes(bytes);
      return Bytes.wrap(bytes);
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(of(element));
    }
    return values;
  }

  private Object primitive(Type.Primitive type) {
    return switch (type) {
      case BOOL -> random.nextBoolean();
      case S8 -> signed(8);
      case U8 -> unsigned(8);
      case S16 -> signed(16);
      case U16 -> unsigned(16);
      case S32 -> signed(32);
      case U32 -> unsigned(32);
      case S64, U64 -> signed(64);
      case F32 -> any(FLOATS);
      case F64 -> any(DOUBLES);
      case CHAR -> any(CHARS);
      case STRING -> any(TEXTS);
    };
  }

  private long signed(int bits) {
    return extreme() >> (64 - bits);
  }

  private long unsigned(int bits) {
    return extreme() >>> (64 - bits);
  }

  private long extreme() {
    return switch (random.nextInt(4)) {
      case 0 -> Long.MIN_VALUE;
      case 1 -> Long.MAX_VALUE;
      case 2 -> -1;
      default -> random.nextLong();
    };
  }

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
