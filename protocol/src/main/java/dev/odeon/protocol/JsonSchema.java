package dev.odeon.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The JSON schema of operations (draft 2020-12), made of the tables that read and write them. */
public final class JsonSchema {
  private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";

  /** Shapes that JSON schema itself knows. */
  private static final Set<String> BASIC = Set.of("string", "integer", "boolean", "object");

  private JsonSchema() {}

  /**
   * Returns the schema: under {@code $defs} the kinds of values, and for each operation {@code
   * <type>.request}, {@code <type>.result} and, of a stream, {@code <type>.item}.
   */
  public static JsonFields of(Collection<Operation<?, ?>> operations) {
    JsonFields defs = kinds();
    for (Operation<?, ?> operation : operations) {
      defs.put(operation.type() + ".request", described(operation.request(), operation.summary()));
      if (operation instanceof StreamOperation<?, ?, ?> stream) {
        defs.put(operation.type() + ".item", object(stream.item()));
      }
      defs.put(operation.type() + ".result", object(operation.result()));
    }
    return JsonFields.of("$schema", DRAFT).put("title", "Odeon's operations").put("$defs", defs);
  }

  private static JsonFields kinds() {
    return JsonFields.of("hash", pattern("^sha256:[0-9a-f]{64}$"))
        .put(
            "time",
            pattern("^\\d{4,}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z$")
                .put("format", "date-time"))
        .put("uuid", pattern("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$").put("format", "uuid"))
        .put("base64", pattern("^[A-Za-z0-9+/]*={0,2}$").put("contentEncoding", "base64"))
        .put("count", JsonFields.of("type", "integer").put("minimum", 0))
        .put(
            "counts",
            JsonFields.of("type", "object")
                .put("additionalProperties", JsonFields.of("type", "integer")))
        .put(
            "code",
            JsonFields.of("type", "string")
                .put("enum", Arrays.stream(ErrorCode.values()).map(ErrorCode::text).toList()));
  }

  private static JsonFields pattern(String pattern) {
    return JsonFields.of("type", "string").put("pattern", pattern);
  }

  private static JsonFields described(FieldTable<?> table, String summary) {
    return JsonFields.of("description", summary).putAll(object(table));
  }

  private static JsonFields object(FieldTable<?> table) {
    JsonFields properties = new JsonFields();
    List<Object> required = new ArrayList<>();
    List<Object> either = new ArrayList<>();
    for (FieldTable.Field field : table.documented()) {
      properties(field, properties);
      boolean present = field.presence() != FieldTable.Presence.OPTIONAL;
      if (present && is(field, FieldKind.BYTES)) {
        List<Object> one = new ArrayList<>();
        names(field).forEach(name -> one.add(JsonFields.of("required", List.of(name))));
        either.add(JsonFields.of("anyOf", one));
      } else if (present) {
        required.add(names(field).getLast());
      }
    }
    JsonFields schema = JsonFields.of("type", "object").put("properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    return either.isEmpty() ? schema : schema.put("allOf", either);
  }

  private static boolean is(FieldTable.Field field, FieldKind<?> kind) {
    return field.kind() == (Object) kind;
  }

  private static List<String> names(FieldTable.Field field) {
    boolean bytes = is(field, FieldKind.BYTES) || is(field, FieldKind.DATA);
    String name = field.name();
    return bytes ? List.of(name, name + FieldKind.BASE64_SUFFIX) : List.of(name);
  }

  private static void properties(FieldTable.Field field, JsonFields into) {
    List<String> names = names(field);
    boolean nullable = field.presence() == FieldTable.Presence.NULLABLE;
    into.put(names.getFirst(), property(field.kind().shape(), nullable, field.documentation()));
    if (names.size() > 1) {
      into.put(names.getLast(), property("base64", nullable, "the same in Base64"));
    }
  }

  private static JsonFields property(Object shape, boolean nullable, String documentation) {
    JsonFields value = shape(shape);
    JsonFields property = JsonFields.of("description", documentation);
    return nullable
        ? property.put("anyOf", List.of(value, JsonFields.of("type", "null")))
        : property.putAll(value);
  }

  private static JsonFields shape(Object shape) {
    return switch (shape) {
      case FieldTable<?> table -> object(table);
      case FieldKind.ListOf(FieldKind<?> each) ->
          JsonFields.of("type", "array").put("items", shape(each.shape()));
      case String basic when BASIC.contains(basic) -> JsonFields.of("type", basic);
      default -> JsonFields.of("$ref", "#/$defs/" + shape);
    };
  }
}
