package dev.odeon.bench;

import dev.odeon.engine.CoreValue;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A value as scripts write it: type and text; the text is a number in decimal, raw bits for floats,
 * or a pattern, or absent where any value of the type is meant.
 */
record SpecValue(String type, @Nullable String text) {
  private static final String CANONICAL = "nan:canonical";
  private static final String ARITHMETIC = "nan:arithmetic";

  static SpecValue of(JsonNode node) {
    JsonNode value = node.path("value");
    return new SpecValue(
        node.path("type").stringValue(), value.isString() ? value.stringValue() : null);
  }

  static List<SpecValue> list(JsonNode nodes) {
    return nodes.valueStream().map(SpecValue::of).toList();
  }

  /** The value to pass. */
  CoreValue value() {
    return switch (type) {
      case "i32", "f32", "i64", "f64" -> new CoreValue.Number(bits());
      case "funcref", "nullfuncref" -> new CoreValue.FunctionReference(null);
      default -> new CoreValue.HostReference(isNull() ? null : required());
    };
  }

  /** Whether {@code actual} is what this says. */
  boolean matches(CoreValue actual) {
    return switch (actual) {
      case CoreValue.Number(long bits) -> matchesNumber(bits);
      case CoreValue.FunctionReference(var function) ->
          type.equals("funcref")
                  && (text == null ? function != null : isNull() == (function == null))
              || type.equals("nullfuncref") && function == null;
      case CoreValue.HostReference(Object thing) ->
          type.endsWith("externref")
              && (text == null ? thing != null : isNull() ? thing == null : text.equals(thing));
    };
  }

  private boolean matchesNumber(long bits) {
    return switch (type) {
      case "i32" -> text == null || (int) bits == (int) bits();
      case "i64" -> text == null || bits == bits();
      case "f32" -> text == null || matchesFloat((int) bits);
      case "f64" -> text == null || matchesDouble(bits);
      default -> false;
    };
  }

  private boolean matchesFloat(int bits) {
    return switch (required()) {
      case CANONICAL -> (bits & 0x7fff_ffff) == 0x7fc0_0000;
      case ARITHMETIC -> (bits & 0x7fc0_0000) == 0x7fc0_0000;
      default -> bits == (int) bits();
    };
  }

  private boolean matchesDouble(long bits) {
    long quiet = 0x7ff8_0000_0000_0000L;
    return switch (required()) {
      case CANONICAL -> (bits & Long.MAX_VALUE) == quiet;
      case ARITHMETIC -> (bits & quiet) == quiet;
      default -> bits == bits();
    };
  }

  private boolean isNull() {
    return "null".equals(text) || type.startsWith("null");
  }

  private long bits() {
    String digits = required();
    return digits.startsWith("-") ? Long.parseLong(digits) : Long.parseUnsignedLong(digits);
  }

  private String required() {
    if (text == null) {
      throw new IllegalArgumentException("a value of type " + type + " has no text");
    }
    return text;
  }

  @Override
  public String toString() {
    return type + " " + text;
  }
}
