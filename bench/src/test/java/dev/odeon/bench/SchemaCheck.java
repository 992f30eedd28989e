package dev.odeon.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks JSON against the schemas in docs/formats: the part of JSON schema that they use. Stricter
 * than a reader has to be: an object has no field that its schema does not name, unless that says
 * so.
 */
final class SchemaCheck {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path folder;
  private final Map<String, JsonNode> files = new HashMap<>();

  SchemaCheck(Path folder) {
    this.folder = folder;
  }

  /** What a place in a schema is: the schema, and the file that it is in. */
  private record Place(String file, JsonNode schema) {
    Place at(JsonNode other) {
      return new Place(file, other);
    }
  }

  /** The names under {@code $defs} of a file. */
  List<String> names(String file) {
    return List.copyOf(file(file).path("$defs").propertyNames());
  }

  /** What is wrong with a line, by that name under {@code $defs}; nothing if it is valid. */
  List<String> problems(String file, String name, String line) {
    List<String> problems = new ArrayList<>();
    JsonNode schema = file(file).path("$defs").path(name);
    if (schema.isMissingNode()) {
      return List.of("there is no schema " + name);
    }
    check(new Place(file, schema), JSON.readTree(line), "", problems);
    return problems;
  }

  private JsonNode file(String name) {
    return files.computeIfAbsent(
        name,
        each -> {
          try {
            return JSON.readTree(Files.readString(folder.resolve(each)));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private Place referred(Place place) {
    String[] parts = place.schema().path("$ref").asString().split("#/\\$defs/", 2);
    String file = parts[0].isEmpty() ? place.file() : parts[0];
    JsonNode schema = file(file).path("$defs").path(parts[1]);
    if (schema.isMissingNode()) {
      throw new AssertionError("no schema " + place.schema());
    }
    return new Place(file, schema);
  }

  private void check(Place place, JsonNode value, String at, List<String> problems) {
    JsonNode schema = place.schema();
    if (schema.has("$ref")) {
      check(referred(place), value, at, problems);
    }
    if (schema.has("type") && !isOf(schema.path("type").asString(), value)) {
      problems.add("%s is not %s: %s".formatted(at, schema.path("type").asString(), value));
      return;
    }
    if (schema.has("enum") && !schema.path("enum").valueStream().anyMatch(value::equals)) {
      problems.add("%s is none of %s: %s".formatted(at, schema.path("enum"), value));
    }
    if (schema.has("pattern")
        && !Pattern.compile(schema.path("pattern").asString()).matcher(value.asString()).find()) {
      problems.add("%s is not %s: %s".formatted(at, schema.path("pattern"), value));
    }
    if (schema.has("minimum") && value.asLong() < schema.path("minimum").asLong()) {
      problems.add("%s is below %s: %s".formatted(at, schema.path("minimum"), value));
    }
    if (schema.has("anyOf")) {
      anyOf(place, value, at, problems);
    }
    schema.path("allOf").forEach(each -> check(place.at(each), value, at, problems));
    if (schema.has("items")) {
      value.forEach(each -> check(place.at(schema.path("items")), each, at + "[]", problems));
    }
    object(place, value, at, problems);
  }

  private void anyOf(Place place, JsonNode value, String at, List<String> problems) {
    List<String> all = new ArrayList<>();
    for (JsonNode each : place.schema().path("anyOf")) {
      List<String> found = new ArrayList<>();
      check(place.at(each), value, at, found);
      if (found.isEmpty()) {
        return;
      }
      all.addAll(found);
    }
    problems.add("%s is none of these: %s".formatted(at, all));
  }

  private void object(Place place, JsonNode value, String at, List<String> problems) {
    JsonNode schema = place.schema();
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.asString())) {
        problems.add("%s has no %s: %s".formatted(at, name.asString(), value));
      }
    }
    JsonNode more = schema.path("additionalProperties");
    boolean open = more.asBoolean(false) || !schema.has("properties");
    for (String name : value.propertyNames()) {
      String inside = at + "." + name;
      if (schema.path("properties").has(name)) {
        check(place.at(schema.path("properties").path(name)), value.path(name), inside, problems);
      } else if (more.isObject()) {
        check(place.at(more), value.path(name), inside, problems);
      } else if (!open) {
        problems.add(inside + " is not in the schema");
      }
    }
  }

  private static boolean isOf(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isString();
      case "integer" -> value.isIntegralNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> throw new AssertionError("unknown type " + type);
    };
  }
}
